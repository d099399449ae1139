package backplane.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How options name card types. These are QEMU's own names for what an option stands for; nothing else in this bundle
 * knows a type.
 */
final class TypeRules {
    /** {@code -serial} stands for {@code -device isa-serial}. */
    static final String SERIAL = "isa-serial";

    /** {@code -debugcon} stands for {@code -device isa-debugcon}. */
    static final String DEBUGCON = "isa-debugcon";

    /** {@code -cpu MODEL} sets {@code model} of the processor. */
    static final String CPU = "x86-cpu";

    /** {@code -rtc base=} sets {@code base} of the clock. */
    static final String RTC = "mc146818rtc";

    /** {@code -fw_cfg} sets files of this card; with {@code -kernel} it comes first in the boot order. */
    static final String FW_CFG = "fw_cfg";

    /** {@code -machine KEY=off} leaves out the card of this type. */
    static final Map<String, String> MACHINE_CARDS = new TreeMap<>(Map.of("acpi", "PIIX4_PM", "hpet", "hpet"));

    /** {@code -option-rom FILE} stands for {@code -device option-rom,file=FILE}. */
    static final String OPTION_ROM = "option-rom";

    /** {@code -bios FILE} is this type with {@code file=FILE}. */
    static final String BIOS_FILE = "bios-file";

    private TypeRules() {}

    /** {@code -bios NAME} is type {@code bios-NAME}. */
    static String bios(String name) {
        return "bios-" + name;
    }

    /** The key of {@code -machine} for the card, or empty. */
    static String machineKey(String type) {
        for (Map.Entry<String, String> card : MACHINE_CARDS.entrySet()) {
            if (card.getValue().equals(type)) {
                return card.getKey();
            }
        }
        return "";
    }

    /** Whether {@code -vga none} leaves a card out. */
    static boolean video(String type) {
        return type.equals("VGA") || type.endsWith("-vga");
    }

    /** The type for {@code -vga std} and others, QEMU's names. */
    static String vga(String kind) {
        return kind.equals("std") ? "VGA" : kind + "-vga";
    }

    /** Where Debian, Fedora and others put firmware images. */
    static List<String> firmwareFolders() {
        return List.of("/usr/share/seabios", "/usr/share/qemu", "/usr/share/seavgabios", "/usr/share/qemu-firmware");
    }
}

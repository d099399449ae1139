package backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.itests.BootSector;
import backplane.itests.Nasm;
import backplane.itests.SeaBios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code -machine acpi=off} and {@code hpet=off} take away, as a guest finds it. */
class MachineKeysTest {
    private static final String GUEST = "platform-guest";

    /** What the guest says, by the keys: the PCI function, the root pointer and its tables, the timer's register. */
    private static final Map<String, String> FINDS = Map.of(
            "acpi=on,hpet=on", "PIIX RSD  FACP APIC HPET tick done ",
            "acpi=off", "tick done ",
            "hpet=off", "PIIX RSD  FACP APIC done ");

    @TempDir
    Path base;

    /** All at once: each waits for its own processor time only. */
    private void finds(String firmware) throws IOException {
        Map<String, Backplane> running = new LinkedHashMap<>();
        for (String keys : FINDS.keySet()) {
            Path folder = Files.createDirectory(base.resolve(keys));
            BootSector.image(folder.resolve("disk.img"), Nasm.image(GUEST));
            running.put(keys, Backplane.start(folder, folder, options(firmware, keys)));
        }
        try {
            for (Map.Entry<String, Backplane> each : running.entrySet()) {
                String said = FINDS.get(each.getKey());
                assertEquals(
                        new Backplane.Result(43, List.of(said), List.of()),
                        each.getValue().await(),
                        each.getKey());
            }
        } finally {
            running.values().forEach(Backplane::close);
        }
    }

    private static List<String> options(String firmware, String keys, String... more) {
        List<String> options = new ArrayList<>(List.of(
                "run",
                "-m",
                "16",
                "-display",
                "none",
                "-bios",
                firmware,
                "-machine",
                "pc," + keys,
                "-debugcon",
                "stdio",
                "-device",
                "isa-debug-exit",
                "-drive",
                "file=disk.img,if=scsi,boot=on"));
        options.addAll(List.of(more));
        return options;
    }

    @Test
    void aGuestOfTheBuiltinFirmwareFindsWhatIsLeft() throws IOException {
        finds("builtin");
    }

    @Test
    void aGuestOfSeaBiosFindsWhatIsLeft() throws IOException {
        SeaBios.assume();
        finds("seabios");
    }

    @Test
    void dryRunSaysWhatIsLeftOut() throws IOException {
        BootSector.image(base.resolve("disk.img"), Nasm.image(GUEST));
        Backplane.Result result = Backplane.run(
                base, base, options("builtin", "acpi=off,hpet=off", "-dry-run").toArray(String[]::new));
        assertEquals(0, result.status(), result::toString);
        for (String row : List.of("acpi=off: type=PIIX4_PM", "hpet=off: type=hpet")) {
            assertTrue(
                    result.out().stream().anyMatch(l -> l.matches("-machine " + row + " +left out +-")),
                    result::toString);
        }
    }

    @Test
    void theGuestIsWhatItsSourceSays() throws Exception {
        Nasm.assertBuiltFromSource(GUEST, base);
    }
}

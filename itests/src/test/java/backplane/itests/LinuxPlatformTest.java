package backplane.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.firmware.fwcfg.FwCfg;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Linux reads the tables, uses the interrupt controllers and clocks they tell of, complains of none, and ends the run: with
 * everything, without the I/O APIC, without a local APIC, and without ACPI.
 */
class LinuxPlatformTest {
    private static final long PATIENCE = 30_000_000_000L;

    @TempDir
    private Path work;

    private String runs(Pc.Builder builder, String append, String end) throws Exception {
        Path initrd = LinuxDisk.initramfs(
                work,
                "cat /proc/interrupts\necho CLOCK $(cat "
                        + "/sys/devices/system/clocksource/clocksource0/current_clocksource)\n" + end
                        + " -f\nsleep 60\n");
        Pc.Builder machine = builder.ram(128)
                .option("no-reboot", "on")
                .option("kernel", LinuxDisk.kernel().toString())
                .option("initrd", initrd.toString())
                .option("append", "console=ttyS0 cryptomgr.notests=1 " + append)
                .card("fwcfg", new FwCfg(), "bootindex", "0");
        try (Pc pc = machine.powerOn()) {
            assertEquals(0, pc.runToEnd(PATIENCE), pc::report);
            String said = pc.serial();
            KernelLog.assertNoTrouble(said);
            assertTrue(said.contains("CLOCK tsc"), said);
            return said;
        }
    }

    private static void says(String log, String... texts) {
        for (String text : texts) {
            assertTrue(Pattern.compile(text).matcher(log).find(), () -> text + " is not in\n" + log);
        }
    }

    @Test
    void withEverythingItReboots() throws Exception {
        String log = runs(Pc.builder(), "", "reboot");
        says(
                log,
                "ACPI: RSDP .*BKPLNE",
                "ACPI: Interpreter enabled",
                "ACPI: PM: \\(supports S0 S5\\)",
                "ACPI: Using IOAPIC for interrupt routing",
                "hpet0: 3 comparators",
                "SMBIOS 2.8 present",
                "0:.*IO-APIC +2-edge +timer",
                "4:.*IO-APIC +4-edge +ttyS0",
                "9:.*IO-APIC +9-fasteoi +acpi",
                "LOC: +[1-9]",
                "reboot: Restarting system");
    }

    @Test
    void underSeaBiosItPowersOff() throws Exception {
        SeaBios.assume();
        String log = runs(Pc.builder().seabios(), "noapic", "poweroff");
        says(
                log,
                "ACPI: RSDP .*BKPLNE",
                "ACPI: Using PIC for interrupt routing",
                "9:.*XT-PIC +acpi",
                "ACPI: PM: Preparing to enter system sleep state S5");
    }

    @Test
    void withoutAcpiTheMpTableTells() throws Exception {
        String log = runs(Pc.builder(), "acpi=off", "reboot");
        says(log, "MPTABLE: OEM ID: BKPLNE", "IO-APIC +2-edge +timer", "reboot: Restarting system");
    }

    @Test
    void withoutALocalApicThe8259Serves() throws Exception {
        String log = runs(Pc.builder(), "nolapic", "poweroff");
        says(log, "ACPI: Using PIC for interrupt routing", "0:.*XT-PIC +timer", "sleep state S5");
    }
}

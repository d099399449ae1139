package backplane.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.api.rom.OptionRom;
import backplane.core.rom.RomReport;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Why a ROM did not run, under either firmware. */
class RomReportTest {
    private static final long PATIENCE = 200_000_000;
    private static final String MARKER = "The marker runs";

    private static Pc.Builder machine() {
        byte[] rom = GuestCode.rom("The ROM runs", 0x1000, 1);
        byte[] spoiled = rom.clone();
        spoiled[0x180]++;
        return Pc.builder()
                .card("good", new RomCarrier(0x1000, 1, new OptionRom("good.bin", rom), true), "addr", "5")
                .card("foreign", new RomCarrier(0x1000, 2, new OptionRom("foreign.bin", rom), true), "addr", "6")
                .card("spoiled", new RomCarrier(0, 0, new OptionRom("spoiled.bin", spoiled), false))
                .scsi(Pc.disk("marker", GuestCode.disk(2048, MARKER, GuestCode.halt())), true);
    }

    private static void check(Pc.Builder builder) throws Exception {
        try (Pc pc = builder.powerOn()) {
            assertTrue(pc.runUntilDebug(MARKER, PATIENCE), pc::report);
            List<RomReport.Row> rows = RomReport.of(pc.machine());
            assertEquals(
                    List.of("good.bin", "foreign.bin", "spoiled.bin", "extboot.bin"),
                    rows.stream().map(RomReport.Row::name).toList());
            assertEquals("good, ROM BAR of 00:05.0", rows.get(0).from());
            assertEquals(0xc0000, rows.get(0).address());
            assertEquals("placed, PnP", rows.get(0).state());
            assertEquals(
                    "foreign.bin: its PCIR structure is for 1000:0001, the card is 1000:0002",
                    rows.get(1).state());
            assertEquals(0, rows.get(1).address());
            assertTrue(rows.get(2).state().startsWith("spoiled.bin: its 1024 bytes add up to 0x01"), rows::toString);
            assertTrue(rows.get(3).address() > 0xc0000, rows::toString);
        }
    }

    @Test
    void theBuiltinBios() throws Exception {
        check(machine());
    }

    @Test
    void seaBios() throws Exception {
        SeaBios.assume();
        check(machine().seabios());
    }
}

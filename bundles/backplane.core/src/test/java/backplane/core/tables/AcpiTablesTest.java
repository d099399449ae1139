package backplane.core.tables;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Walks the tables from the root pointer as an operating system does. */
class AcpiTablesTest {
    private static final int BASE = 0x07fe0000;

    private static ByteBuffer at(byte[] block, int address, int length) {
        return ByteBuffer.wrap(block, address - BASE, length).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int sum(byte[] bytes, int from, int count) {
        int sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += bytes[i];
        }
        return sum & 0xff;
    }

    private static String signature(byte[] block, int address) {
        return new String(block, address - BASE, 4, StandardCharsets.US_ASCII);
    }

    @Test
    void everyTableIsReachedAndSumsToZero() {
        AcpiTables tables = AcpiTables.of(Board.full().platform());
        byte[] block = tables.place(BASE);
        byte[] rsdp = tables.rsdp(BASE);
        assertEquals(0, sum(rsdp, 0, 20));
        assertEquals(0, sum(rsdp, 0, 36));
        ByteBuffer root = ByteBuffer.wrap(rsdp).order(ByteOrder.LITTLE_ENDIAN);
        for (int width : new int[] {4, 8}) {
            int table = width == 4 ? root.getInt(16) : (int) root.getLong(24);
            assertEquals(width == 4 ? "RSDT" : "XSDT", signature(block, table));
            ByteBuffer list = at(block, table, 36 + 3 * width);
            assertEquals(36 + 3 * width, list.getInt(4));
            assertEquals(0, sum(block, table - BASE, list.getInt(4)));
            TreeSet<String> found = new TreeSet<>();
            for (int i = 0; i < 3; i++) {
                int listed = list.getInt(36 + i * width);
                found.add(signature(block, listed));
                assertEquals(0, sum(block, listed - BASE, at(block, listed, 36).getInt(4)));
            }
            assertEquals(new TreeSet<>(Arrays.asList("APIC", "FACP", "HPET")), found);
        }
    }

    @Test
    void theFixedTableSaysHowToResetAndWhereThePowerIs() {
        AcpiTables tables = AcpiTables.of(Board.full().platform());
        byte[] block = tables.place(BASE);
        byte[] raw = tables.table("FACP");
        ByteBuffer fadt = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(244, raw.length);
        assertEquals(9, fadt.getShort(46));
        assertEquals(0x600, fadt.getInt(56));
        assertEquals(0x604, fadt.getInt(64));
        assertEquals(0x608, fadt.getInt(76));
        assertEquals(1 << 10, fadt.getInt(112) & 1 << 10);
        assertEquals(0xcf9, fadt.getLong(120));
        assertEquals(6, fadt.get(128));
        int placed = new String(block, StandardCharsets.ISO_8859_1).indexOf("FACP");
        ByteBuffer at = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals("FACS", signature(block, at.getInt(placed + 36)));
        assertEquals(0, at.getInt(placed + 36) & 63);
        assertEquals("DSDT", signature(block, at.getInt(placed + 40)));
        assertEquals(at.getInt(placed + 36), at.getLong(placed + 132));
        assertEquals(at.getInt(placed + 40), at.getLong(placed + 140));
    }

    @Test
    void whatIsNotPluggedIsNotThere() {
        AcpiTables tables = AcpiTables.of(Board.chipset().platform());
        assertNull(tables.table("APIC"));
        assertNull(tables.table("HPET"));
        String aml = new String(tables.table("DSDT"), StandardCharsets.ISO_8859_1);
        assertTrue(aml.contains("LNKA") && aml.contains("KBD_"));
        assertEquals(-1, aml.indexOf("COM1"));
        assertEquals(-1, aml.indexOf("HPET"));
        String full = new String(AcpiTables.of(Board.full().platform()).table("DSDT"), StandardCharsets.ISO_8859_1);
        assertTrue(full.contains("COM1") && full.contains("COM2") && full.contains("HPET"));
    }

    @Test
    void theLoaderScriptDoesWhatPlacingDoes() {
        AcpiTables tables = AcpiTables.of(Board.full().platform());
        byte[] block = tables.tables();
        byte[] rsdp = tables.rsdp();
        byte[] script = tables.loader();
        assertEquals(0, script.length % 128);
        for (int i = 0; i < script.length; i += 128) {
            ByteBuffer command = ByteBuffer.wrap(script, i, 128).slice().order(ByteOrder.LITTLE_ENDIAN);
            String file = text(script, i + 4);
            byte[] target = file.equals("etc/acpi/rsdp") ? rsdp : block;
            switch (command.getInt(0)) {
                case 1 -> assertEquals(file.equals("etc/acpi/rsdp") ? 2 : 1, command.get(64));
                case 2 -> {
                    assertEquals("etc/acpi/tables", text(script, i + 60));
                    ByteBuffer at = ByteBuffer.wrap(target).order(ByteOrder.LITTLE_ENDIAN);
                    int where = command.getInt(116);
                    if (command.get(120) == 4) {
                        at.putInt(where, at.getInt(where) + BASE);
                    } else {
                        assertEquals(8, command.get(120));
                        at.putLong(where, at.getLong(where) + BASE);
                    }
                }
                case 3 -> {
                    int where = command.getInt(60);
                    target[where] = (byte) (target[where] - sum(target, command.getInt(64), command.getInt(68)));
                }
                default -> throw new AssertionError("command " + command.getInt(0));
            }
        }
        assertArrayEquals(tables.place(BASE), block);
        assertArrayEquals(tables.rsdp(BASE), rsdp);
    }

    private static String text(byte[] bytes, int at) {
        return new String(bytes, at, 56, StandardCharsets.US_ASCII).trim();
    }
}

package backplane.core.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** SMBIOS, MP table and $PIR, read as Linux reads them. */
class OtherTablesTest {
    private static int sum(byte[] bytes, int from, int count) {
        int sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += bytes[i];
        }
        return sum & 0xff;
    }

    @Test
    void smbiosStructuresFollowEachOtherToTheEnd() {
        Smbios smbios = Smbios.of(Board.full().platform(), "1.0");
        byte[] anchor = smbios.anchor(0x07ff0000);
        byte[] tables = smbios.tables();
        assertEquals(0, sum(anchor, 0, 31));
        assertEquals(0, sum(anchor, 16, 15));
        ByteBuffer b = ByteBuffer.wrap(anchor).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(tables.length, b.getShort(22));
        assertEquals(0x07ff0000, b.getInt(24));
        List<Integer> types = new ArrayList<>();
        int at = 0;
        while (at < tables.length) {
            types.add(tables[at] & 0xff);
            at += tables[at + 1];
            while (tables[at] != 0 || tables[at + 1] != 0) {
                at++;
            }
            at += 2;
        }
        assertEquals(tables.length, at);
        assertEquals(List.of(0, 1, 3, 4, 16, 17, 19, 32, 127), types);
        assertEquals(types.size(), b.getShort(28));
        assertTrue(new String(tables, StandardCharsets.ISO_8859_1).contains("i440FX"));
    }

    @Test
    void theMpTableListsProcessorBusesAndInterrupts() {
        byte[] table = MpTable.of(Board.full().platform());
        ByteBuffer b = ByteBuffer.wrap(table).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(table.length, b.getShort(4));
        assertEquals(0, sum(table, 0, table.length));
        int[] counts = new int[5];
        int at = 44;
        while (at < table.length) {
            counts[table[at]]++;
            at += table[at] == 0 ? 20 : 8;
        }
        assertEquals(table.length, at);
        assertEquals(1, counts[0]);
        assertEquals(2, counts[1]);
        assertEquals(1, counts[2]);
        assertEquals(15 + 1, counts[3], "the ISA lines but the cascade, and the card in slot 4");
        assertEquals(2, counts[4]);
        assertEquals(counts[0] + counts[1] + counts[2] + counts[3] + counts[4], b.getShort(34));
        assertEquals(0, sum(MpTable.pointer(0xf1234), 0, 16));
    }

    @Test
    void theRoutingTableFollowsTheSwizzle() {
        byte[] pir = PirTable.table();
        assertEquals(0, sum(pir, 0, pir.length));
        assertEquals(pir.length, pir[6] & 0xff | (pir[7] & 0xff) << 8);
        int slot4 = 32 + 3 * 16;
        assertEquals(4 << 3, pir[slot4 + 1]);
        assertEquals(0x63, pir[slot4 + 2], "pin A of slot 4 is on PIRQD");
        assertEquals(0x60, pir[slot4 + 5]);
    }
}

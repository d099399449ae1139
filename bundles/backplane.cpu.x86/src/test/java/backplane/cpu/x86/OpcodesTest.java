package backplane.cpu.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.cpu.x86.decode.Decoder;
import backplane.cpu.x86.decode.Instruction;
import backplane.cpu.x86.decode.Op;
import backplane.cpu.x86.decode.Opcodes;
import backplane.cpu.x86.decode.Row;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The table is complete and agrees with itself. */
class OpcodesTest {
    @Test
    void everyRowIsFoundUnderItsOpcode() {
        for (Row row : Opcodes.all()) {
            int mod = row.has(Row.REGISTER) ? 0xc0 : 0;
            Row found = Opcodes.row(row.opcode(), mod | Math.max(row.extension(), 0) << 3);
            assertEquals(row, found, row.title());
        }
    }

    @Test
    void noTwoRowsHaveOneTitle() {
        Set<String> titles = new HashSet<>();
        for (Row row : Opcodes.all()) {
            assertTrue(titles.add(row.title()), row.title());
        }
    }

    @Test
    void everyOperationHasARow() {
        EnumSet<Op> missing = EnumSet.allOf(Op.class);
        Opcodes.all().forEach(row -> missing.remove(row.op()));
        assertTrue(missing.isEmpty(), missing.toString());
    }

    @Test
    void undefinedFlagsAreAmongTheWritten() {
        for (Row row : Opcodes.all()) {
            assertEquals(0, row.undefined() & ~row.writes(), row.title());
        }
    }

    /** Any bytes decode to an instruction of at most 15 bytes or are undefined; nothing else is thrown. */
    @Test
    void randomBytesDecode() {
        java.util.Random random = new java.util.Random(86);
        byte[] code = new byte[16];
        Instruction i = new Instruction();
        Decoder decoder = new Decoder();
        int defined = 0;
        for (int n = 0; n < 200_000; n++) {
            random.nextBytes(code);
            try {
                decoder.decode(o -> at(code, o), (n & 1) == 0, i);
                assertTrue(i.length <= Decoder.LONGEST);
                defined += i.row == null ? 0 : 1;
            } catch (TooLong e) {
                assertFalse(i.length > Decoder.LONGEST);
            }
        }
        assertTrue(defined > 150_000);
    }

    private static int at(byte[] code, int offset) {
        if (offset >= Decoder.LONGEST) {
            throw new TooLong();
        }
        return code[offset] & 0xff;
    }

    private static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}

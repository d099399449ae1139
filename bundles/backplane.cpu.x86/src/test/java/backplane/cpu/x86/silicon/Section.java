package backplane.cpu.x86.silicon;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;

/**
 * A line of the file of vectors: the encodings of a row of the opcode table, or others that belong together. All that is
 * in it follows from its name, so that it stays the same whatever happens to the rest of the table.
 */
record Section(String name, List<Encoding> encodings) {
    /** Operand sets of an encoding. */
    static final int SETS = 128;
    /** Results that have a hash. */
    static final int GROUP = 64;

    /** What chooses a section's encodings. */
    static Random random(String name) {
        return new Random(number(name));
    }

    private static long number(String name) {
        CRC32 crc = new CRC32();
        crc.update(name.getBytes(StandardCharsets.US_ASCII));
        return crc.getValue();
    }

    /** What the seeds of its cases grow from. */
    int seed() {
        return (int) number(name);
    }

    /** The seed of a set of operands. */
    static int seed(int section, int encoding, int set) {
        int s = (section + encoding * 0x3779) * 0x5bd1e995 ^ set * 0x1b873593;
        return (s ^ s >>> 15) * 0x2c1b3c6d;
    }
}

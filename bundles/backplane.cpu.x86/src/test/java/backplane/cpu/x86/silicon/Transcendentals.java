package backplane.cpu.x86.silicon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The cases of FSIN and its like: results are recorded as such, for they may differ in their last place. The file has a
 * line for each instruction, and of each case the words that {@link #WORDS} numbers.
 */
final class Transcendentals {
    static final int[] MODRM = {0xf0, 0xf1, 0xf2, 0xf3, 0xf9, 0xfb, 0xfe, 0xff};
    static final String[] NAMES = {"f2xm1", "fyl2x", "fptan", "fpatan", "fyl2xp1", "fsincos", "fsin", "fcos"};
    static final int CASES = 300;
    /** Vector, status word, occupied registers; then come the two on top of the stack. */
    static final int[] WORDS = {0, 13, 14};

    static final int FIRST_REGISTER = 15;
    /** Bytes of a case. */
    static final int SIZE = 24;

    private Transcendentals() {}

    static Encoding encoding(int number) {
        return new Encoding(new Kind(Kind.X87 | Kind.WIDE), 1, new byte[] {(byte) 0xd9, (byte) MODRM[number]});
    }

    static int seed(int number, int set) {
        return Section.seed(number, 0, set);
    }

    /** What is kept of an outcome. */
    static void keep(int[] words, ByteBuffer to) {
        int top = words[WORDS[1]] >> 11 & 7;
        to.put((byte) words[WORDS[0]]).putShort((short) words[WORDS[1]]).put((byte) words[WORDS[2]]);
        for (int i = 0; i < 2; i++) {
            int at = FIRST_REGISTER + (top + i & 7) * 3;
            to.putInt(words[at]).putInt(words[at + 1]).putShort((short) words[at + 2]);
        }
    }

    static ByteBuffer buffer() {
        return ByteBuffer.allocate(CASES * SIZE).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Records on this machine: the file. */
    public static void main(String[] arguments) throws IOException {
        Native silicon = Native.build();
        List<String> lines = new ArrayList<>(List.of(Native.processor()));
        for (int n = 0; n < MODRM.length; n++) {
            int number = n;
            ByteBuffer results = buffer();
            silicon.run(
                    true,
                    out -> {
                        Case c = new Case();
                        c.encoding(encoding(number));
                        for (int set = 0; set < CASES; set++) {
                            c.set(seed(number, set));
                            out.println(c.line());
                        }
                    },
                    line -> {
                        String[] text = line.trim().split(" ");
                        int[] words = new int[text.length];
                        for (int i = 0; i < words.length; i++) {
                            words[i] = Integer.parseUnsignedInt(text[i], 16);
                        }
                        keep(words, results);
                    });
            lines.add(NAMES[n] + "\t" + Base64.getEncoder().encodeToString(results.array()));
        }
        Files.write(Path.of(arguments[0]), lines, StandardCharsets.US_ASCII);
    }
}

package backplane.cpu.x86.silicon;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** A case and what the recording processor made of it. Arrays are not copied. */
record Recorded(
        int kind,
        int seed,
        byte[] code,
        int vector,
        int steps,
        int eip,
        int flags,
        int[] registers,
        List<Patch> memory,
        X87 x87) {
    /** No exception: the trap flag's own. */
    static final int NONE = 0xff;

    /** Bytes that changed. */
    record Patch(int offset, byte[] bytes) {}

    /** The unit afterwards; registers by physical number. */
    record X87(int control, int status, int full, Initial.Real[] stack) {}

    /** The committed vectors. */
    record File(String processor, List<Recorded> cases) {}

    boolean wide() {
        return (kind & Initial.WIDE) != 0;
    }

    /**
     * Whether it goes to the end of its code or to an exception without writing to the code or behind it, and leaves a
     * stack pointer that a frame can be pushed to.
     */
    boolean runsThrough() {
        int end = Initial.CODE + code.length;
        for (Patch p : memory) {
            if (p.offset() < end + 2 && p.offset() + p.bytes().length > Initial.CODE) {
                return false;
            }
        }
        int esp = registers[4];
        return (vector != NONE || eip == end) && esp >= 0x2000 && esp < Initial.SIZE;
    }

    Initial initial() {
        return new Initial(kind, seed, code);
    }

    String name() {
        return (wide() ? "32 " : "16 ") + HexFormat.of().formatHex(code) + " kind " + Integer.toHexString(kind)
                + " seed " + Integer.toHexString(seed);
    }

    static File load() throws IOException {
        try (InputStream file = Recorded.class.getResourceAsStream("vectors.bin.gz");
                DataInputStream in = new DataInputStream(new GZIPInputStream(file, 1 << 16))) {
            byte[] all = in.readAllBytes();
            Reader reader = new Reader(all);
            ByteArrayOutputStream name = new ByteArrayOutputStream();
            for (int b = reader.u8(); b != 0; b = reader.u8()) {
                name.write(b);
            }
            List<Recorded> cases = new ArrayList<>();
            while (reader.at < all.length) {
                cases.add(reader.next());
            }
            return new File(name.toString(java.nio.charset.StandardCharsets.US_ASCII), cases);
        }
    }

    private static final class Reader {
        private final byte[] all;
        private int at;

        Reader(byte[] all) {
            this.all = all;
        }

        int u8() {
            return all[at++] & 0xff;
        }

        int u16() {
            return u8() | u8() << 8;
        }

        int i32() {
            return u16() | u16() << 16;
        }

        byte[] bytes(int n) {
            byte[] b = java.util.Arrays.copyOfRange(all, at, at + n);
            at += n;
            return b;
        }

        Recorded next() {
            int kind = u8();
            int seed = i32();
            byte[] code = bytes(u8());
            int vector = u8();
            int steps = u8();
            int eip = i32();
            int flags = u16();
            Initial initial = new Initial(kind, seed, code);
            int[] registers = initial.registers;
            int mask = u8();
            for (int i = 0; i < 8; i++) {
                if ((mask >> i & 1) != 0) {
                    registers[i] = i32();
                }
            }
            List<Patch> memory = new ArrayList<>();
            for (int n = u8(); n != 0; n = u8()) {
                int offset = u16();
                memory.add(new Patch(offset, bytes(n)));
            }
            X87 x87 = (kind & Initial.X87) != 0 ? x87(initial) : null;
            return new Recorded(kind, seed, code, vector, steps, eip, flags, registers, memory, x87);
        }

        private X87 x87(Initial initial) {
            int control = u16();
            int status = u16();
            int full = u8();
            int mask = u8();
            Initial.Real[] stack = initial.stack;
            for (int i = 0; i < 8; i++) {
                if ((mask >> i & 1) != 0) {
                    long low = i32() & 0xffffffffL;
                    long m = (long) i32() << 32 | low;
                    stack[i] = new Initial.Real(m, u16());
                }
            }
            return new X87(control, status, full, stack);
        }
    }
}

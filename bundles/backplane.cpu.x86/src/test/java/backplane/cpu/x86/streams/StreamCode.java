package backplane.cpu.x86.streams;

import java.util.Random;

/** The bytes of a {@link Stream} as they are written, and the operands that its instructions may have. */
abstract class StreamCode {
    static final int STRIDE = 1000;
    static final int HEADER = 48;
    /** Four pages, of which the third is missing and the fourth read-only. */
    static final int DATA = 0x1000000;

    static final int EBP = 5;
    /** Registers that instructions may write; ECX counts, EBP points to the data. */
    static final int[] FREE = {0, 2, 3, 6, 7};

    private static final int[] FREE_BYTES = {0, 2, 3, 4, 6, 7};

    final Random random;
    final byte[] slot = new byte[STRIDE];
    int at = HEADER;

    StreamCode(long seed) {
        random = new Random(seed);
    }

    final int value() {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt(16) - 8;
            case 1 -> 0x7fffffff + random.nextInt(3);
            case 2 -> random.nextInt(0x20000) - 0x10000;
            default -> random.nextInt();
        };
    }

    final void bytes(int... values) {
        for (int v : values) {
            slot[at++] = (byte) v;
        }
    }

    final void dword(int v) {
        bytes(v, v >> 8, v >> 16, v >> 24);
    }

    final void patch(int where, int v) {
        for (int i = 0; i < 4; i++) {
            slot[where + i] = (byte) (v >>> 8 * i);
        }
    }

    final int free() {
        return FREE[random.nextInt(FREE.length)];
    }

    final int freeByte() {
        return FREE_BYTES[random.nextInt(FREE_BYTES.length)];
    }

    final boolean one(int in) {
        return random.nextInt(in) == 0;
    }

    /** An operand-size prefix at times; the operand's width in bits. */
    final int width() {
        if (one(5)) {
            bytes(0x66);
            return 16;
        }
        return 32;
    }

    final void immediate(int width) {
        int v = value();
        if (width == 8) {
            bytes(v);
        } else if (width == 16) {
            bytes(v, v >> 8);
        } else {
            dword(v);
        }
    }

    /** Writes to all six flags. */
    final void define() {
        switch (random.nextInt(4)) {
            case 0 -> bytes(0x83, 0xf8 | free(), value());
            case 1 -> bytes(0x39, 0xc0 | free() << 3 | random.nextInt(8));
            case 2 -> bytes(0xf7, 0xd8 | free());
            default -> bytes(0x01, 0xc0 | random.nextInt(8) << 3 | free());
        }
    }

    /** What an operand in memory needs before its instruction: an index in range. Returns that register or -1. */
    final int index() {
        if (!one(4)) {
            return -1;
        }
        int r = free();
        bytes(0x83, 0xe0 | r, 0x0f);
        return r;
    }

    /** ModRM and what follows for an operand in memory. */
    final void memory(int reg, int index) {
        if (index >= 0) {
            bytes(0x44 | reg << 3, random.nextInt(3) << 6 | index << 3 | EBP, random.nextInt(100) - 60);
        } else if (one(4)) {
            bytes(0x05 | reg << 3);
            dword(DATA + 0x1000 * (1 + random.nextInt(3)) + random.nextInt(200) - 100);
        } else if (one(4)) {
            bytes(0x85 | reg << 3);
            dword(random.nextInt(200) - 100);
        } else {
            int near = one(2) ? -random.nextInt(8) : random.nextInt(200) - 100;
            bytes(0x45 | reg << 3, near);
        }
    }

    /** A row with ModRM: operand in memory or a register that may be written. */
    final void modrm(int reg, boolean wide, int... opcode) {
        if (one(2)) {
            int index = index();
            prefixes();
            bytes(opcode);
            memory(reg, index);
        } else {
            bytes(opcode);
            bytes(0xc0 | reg << 3 | (wide ? free() : freeByte()));
        }
    }

    final void prefixes() {
        if (one(12)) {
            bytes(random.nextBoolean() ? 0x3e : 0x26);
        }
    }

    /** A row with ModRM and an operand-size prefix at times. */
    final void modrm16(int reg, int... opcode) {
        if (one(2)) {
            int index = index();
            width();
            bytes(opcode);
            memory(reg, index);
        } else {
            width();
            bytes(opcode);
            bytes(0xc0 | reg << 3 | free());
        }
    }

    final void modrmMemory(int reg, int... opcode) {
        int index = index();
        bytes(opcode);
        memory(reg, index);
    }

    /** Memory that is always there: QEMU loses flags that SETcc, RCL and RCR read when these then fault. */
    final void present(int reg, int... opcode) {
        bytes(opcode);
        bytes(0x05 | reg << 3);
        dword(DATA + 0x1000 + random.nextInt(200) - 100);
    }
}

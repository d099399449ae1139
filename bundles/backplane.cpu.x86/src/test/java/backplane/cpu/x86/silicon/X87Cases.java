package backplane.cpu.x86.silicon;

/** The x87 part of the cases: every form, those with more to get wrong more often. */
final class X87Cases {
    /** Takes kind and code. */
    @FunctionalInterface
    interface Sink {
        void take(int kind, byte[] code);
    }

    private static final int M80 = 0;
    private static final int M32 = 1;
    private static final int M64 = 2;
    private static final int INTEGERS = 3;

    private final Sink sink;
    private int alternate;

    X87Cases(Sink sink) {
        this.sink = sink;
    }

    void all() {
        for (int digit = 0; digit < 8; digit++) {
            memory(0xd8, digit, M32, 40);
            memory(0xdc, digit, M64, 40);
            memory(0xda, digit, INTEGERS, 24);
            memory(0xde, digit, INTEGERS, 24);
        }
        transfers();
        for (int opcode = 0xd8; opcode <= 0xdf; opcode++) {
            for (int modrm = 0xc0; modrm <= 0xff; modrm++) {
                register(opcode, modrm);
            }
        }
    }

    private void transfers() {
        int[][] loads = {
            {0xd9, 0, M32},
            {0xdd, 0, M64},
            {0xdb, 5, M80},
            {0xdb, 0, INTEGERS},
            {0xdf, 0, INTEGERS},
            {0xdf, 5, INTEGERS},
            {0xd9, 5, INTEGERS}
        };
        for (int[] load : loads) {
            memory(load[0], load[1], load[2], 40);
        }
        int[][] stores = {
            {0xd9, 2}, {0xd9, 3}, {0xdd, 2}, {0xdd, 3}, {0xdb, 7}, {0xdb, 2}, {0xdb, 3}, {0xdf, 2}, {0xdf, 3},
            {0xdf, 7}, {0xdf, 6}
        };
        for (int[] store : stores) {
            memory(store[0], store[1], INTEGERS, 120);
        }
        memory(0xd9, 7, INTEGERS, 8);
        memory(0xdd, 7, INTEGERS, 8);
        memory(0xd9, 6, INTEGERS, 24);
        memory(0xdd, 6, INTEGERS, 24);
        for (int i = 0; i < 24; i++) {
            one(0xd9, 4, Initial.ENVIRONMENT);
            one(0xdd, 4, Initial.ENVIRONMENT);
        }
    }

    private void memory(int opcode, int digit, int format, int n) {
        for (int i = 0; i < n; i++) {
            one(opcode, digit, format << Initial.FORMAT_SHIFT);
        }
    }

    private void one(int opcode, int digit, int kind) {
        if ((alternate++ & 1) != 0) {
            sink.take(
                    kind | Initial.X87 | Initial.WIDE,
                    new byte[] {(byte) opcode, (byte) (digit << 3 | 5), 0, 0x18, 0, 0});
        } else {
            sink.take(kind | Initial.X87, new byte[] {(byte) opcode, (byte) (digit << 3 | 6), 0, 0x18});
        }
    }

    private void register(int opcode, int modrm) {
        if (unlike(opcode, modrm)) {
            return;
        }
        boolean arithmetic = (opcode & 1) == 0 && opcode != 0xda && opcode != 0xdf;
        boolean functions = opcode == 0xd9 && modrm >= 0xe0;
        int n = functions ? 80 : (modrm & 7) > 2 ? 6 : arithmetic ? 60 : 20;
        for (int i = 0; i < n; i++) {
            boolean wide = (alternate++ & 1) != 0;
            sink.take(Initial.X87 | (wide ? Initial.WIDE : 0), new byte[] {(byte) opcode, (byte) modrm});
        }
    }

    /** Transcendental forms, which the unit lacks. */
    private static boolean unlike(int opcode, int modrm) {
        return opcode == 0xd9 && (modrm >= 0xf0 && modrm <= 0xf3 || modrm == 0xf9 || modrm == 0xfb || modrm >= 0xfe);
    }
}

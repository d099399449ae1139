package backplane.cpu.x86.streams;

/** What a {@link Stream} is made of where it goes straight on: single instructions, drawn with their operands. */
abstract class StreamUnits extends StreamCode {
    StreamUnits(long seed) {
        super(seed);
    }

    final void arithmetic() {
        int op = random.nextInt(8) << 3;
        switch (random.nextInt(6)) {
            case 0 -> modrm(freeByte(), false, op);
            case 1, 2 -> modrm16(random.nextInt(8), op | 1);
            case 3 -> modrm(freeByte(), false, op | 2);
            case 4 -> modrm16(free(), op | 3);
            default -> locked(op);
        }
    }

    private void locked(int op) {
        int index = index();
        if (op != 0x38) {
            bytes(0xf0);
        }
        bytes(op | 1);
        memory(random.nextInt(8), index);
    }

    final void immediate() {
        int op = random.nextInt(8);
        switch (random.nextInt(4)) {
            case 0 -> {
                modrm(op, false, 0x80);
                immediate(8);
            }
            case 1 -> {
                int width = width();
                bytes(0x81, 0xc0 | op << 3 | free());
                immediate(width);
            }
            case 2 -> {
                modrm16(op, 0x83);
                immediate(8);
            }
            default -> {
                int width = width();
                bytes(op << 3 | 5);
                immediate(width);
            }
        }
    }

    final void move() {
        switch (random.nextInt(7)) {
            case 0 -> modrm(freeByte(), false, 0x88);
            case 1 -> modrm16(random.nextInt(8), 0x89);
            case 2 -> modrm(freeByte(), false, 0x8a);
            case 3 -> modrm16(free(), 0x8b);
            case 4 -> {
                bytes(0xb8 | free());
                dword(value());
            }
            case 5 -> {
                int index = index();
                width();
                bytes(0x8d);
                memory(free(), index);
            }
            default -> modrm16(free(), 0x87);
        }
    }

    final void unary() {
        switch (random.nextInt(6)) {
            case 0 -> modrm16(random.nextInt(2), 0xff);
            case 1 -> bytes(0x40 | random.nextInt(2) << 3 | free());
            case 2 -> modrm16(2 + random.nextInt(2), 0xf7);
            case 3 -> modrm(freeByte(), false, 0x84);
            case 4 -> modrm16(free(), 0x85);
            default -> modrm(2 + random.nextInt(2), false, 0xf6);
        }
    }

    final void shift() {
        int op = random.nextInt(8);
        if (op == 2 || op == 3) {
            if (one(2)) {
                present(op, 0xd0 | random.nextInt(4));
            } else {
                bytes(0xd0 | random.nextInt(4), 0xc0 | op << 3 | FREE[random.nextInt(3)]);
            }
            define();
            return;
        }
        boolean wide = random.nextBoolean();
        switch (random.nextInt(3)) {
            case 0 -> modrm(op, wide, 0xd2 | (wide ? 1 : 0));
            case 1 -> modrm(op, wide, 0xd0 | (wide ? 1 : 0));
            default -> {
                modrm(op, wide, 0xc0 | (wide ? 1 : 0));
                bytes(random.nextInt(36));
            }
        }
        define();
    }

    final void doubleShift() {
        if (random.nextBoolean()) {
            modrm(free(), true, 0x0f, random.nextBoolean() ? 0xa5 : 0xad);
        } else {
            modrm(free(), true, 0x0f, random.nextBoolean() ? 0xa4 : 0xac);
            bytes(random.nextInt(32));
        }
        define();
    }

    final void extend() {
        modrm(free(), one(2), 0x0f, (random.nextBoolean() ? 0xb6 : 0xbe) | random.nextInt(2));
    }

    final void condition() {
        int cc = random.nextInt(16);
        if (one(3)) {
            present(0, 0x0f, 0x90 | cc);
        } else if (one(2)) {
            bytes(0x0f, 0x90 | cc, 0xc0 | freeByte());
        } else {
            modrm(free(), true, 0x0f, 0x40 | cc);
        }
    }

    final void divide() {
        if (!one(4)) {
            bytes(0x31, 0xd2, 0x83, 0xc8 | 3, 1);
            bytes(0xf7, 0xf0 | 3);
        } else {
            modrm(6 + random.nextInt(2), true, 0xf7);
        }
        define();
    }

    final void multiply() {
        switch (random.nextInt(4)) {
            case 0 -> modrm(4 + random.nextInt(2), true, 0xf7);
            case 1 -> modrm(4 + random.nextInt(2), false, 0xf6);
            case 2 -> modrm(free(), true, 0x0f, 0xaf);
            default -> {
                modrm(free(), true, 0x69);
                immediate(32);
            }
        }
        define();
    }

    final void bits() {
        switch (random.nextInt(3)) {
            case 0 -> {
                modrm(4 + random.nextInt(4), true, 0x0f, 0xba);
                bytes(random.nextInt(32));
            }
            case 1 -> bytes(0x0f, 0xa3 | random.nextInt(4) << 3, 0xc0 | random.nextInt(8) << 3 | free());
            default -> modrm(free(), true, 0x0f, 0xbc | random.nextInt(2));
        }
        define();
    }

    final void string() {
        int[] ops = {0xa4, 0xa5, 0xaa, 0xab, 0xac, 0xad, 0xa6, 0xa7, 0xae, 0xaf};
        bytes(0x51, 0x8d, 0x75, random.nextInt(140) - 70, 0x8d, 0x7d, random.nextInt(140) - 70, 0xb9);
        dword(random.nextInt(9));
        boolean down = one(3);
        if (down) {
            bytes(0xfd);
        }
        if (!one(4)) {
            bytes(one(3) ? 0xf2 : 0xf3);
        }
        if (one(5)) {
            bytes(0x66);
        }
        bytes(ops[random.nextInt(ops.length)]);
        if (down) {
            bytes(0xfc);
        }
        bytes(0x59);
    }

    final void compareExchange() {
        switch (random.nextInt(4)) {
            case 0 -> modrm(free(), true, 0x0f, 0xb1);
            case 1 -> modrm(freeByte(), false, 0x0f, 0xc0);
            case 2 -> modrm(free(), true, 0x0f, 0xc1);
            default -> {
                modrmMemory(1, 0x0f, 0xc7);
                bytes(0x0f, 0x94, 0xc0 | freeByte());
                define();
            }
        }
    }

    final void flags() {
        switch (random.nextInt(5)) {
            case 0 -> bytes(new int[] {0xf8, 0xf9, 0xf5}[random.nextInt(3)]);
            case 1 -> bytes(0x9f);
            case 2 -> bytes(0x9e);
            case 3 -> {
                bytes(0x9c, 0x58, 0x25);
                dword(0xcd5);
            }
            default -> {
                bytes(0x68);
                dword(2 | random.nextInt() & 0x8d5);
                bytes(0x9d);
            }
        }
    }

    final void widen() {
        switch (random.nextInt(4)) {
            case 0 -> bytes(0x66, 0x98 | random.nextInt(2));
            case 1 -> bytes(0x0f, 0xc8 | free());
            case 2 -> bytes(0x90 | free());
            default -> bytes(0x98 | random.nextInt(2));
        }
    }

    final void traps() {
        switch (random.nextInt(12)) {
            case 0 -> bytes(0xfa);
            case 1 -> bytes(0x0f, 0x0b);
            case 2 -> bytes(0xf4 + 1);
            case 3, 4, 5 -> bytes(0xcc);
            default -> bytes(0xce);
        }
    }

    final void decimal() {
        int[] ops = {0x27, 0x2f, 0x37, 0x3f};
        if (one(3)) {
            bytes(0xd5, 10);
        } else {
            bytes(ops[random.nextInt(4)]);
        }
        define();
    }

    final void frame() {
        bytes(0xc8, random.nextInt(32) * 4, 0, random.nextInt(3), 0xc9);
    }

    final void translate() {
        bytes(0x8d, 0x5d, 0x90, 0x24, 0x7f, 0xd7);
    }

    final void floating() {
        int[] loads = {0xd9, 0xdd, 0xdb, 0xdf};
        modrmMemory(0, loads[random.nextInt(4)]);
        for (int n = random.nextInt(3); n > 0; n--) {
            int[] ops = {0, 1, 4, 5, 6, 7};
            modrmMemory(ops[random.nextInt(6)], random.nextBoolean() ? 0xd8 : 0xdc);
        }
        if (one(3)) {
            bytes(0xd9, random.nextBoolean() ? 0xe0 : 0xe1);
        }
        if (one(4)) {
            bytes(0xd9, 0xe8, 0xdf, 0xe9 + random.nextInt(2) * 8);
            bytes(0x0f, 0x92 + random.nextInt(2) * 2, 0xc0 | freeByte());
            define();
        }
        int[][] stores = {{0xd9, 3}, {0xdd, 3}, {0xdb, 3}, {0xdf, 7}};
        int[] store = stores[random.nextInt(4)];
        modrmMemory(store[1], store[0]);
    }
}

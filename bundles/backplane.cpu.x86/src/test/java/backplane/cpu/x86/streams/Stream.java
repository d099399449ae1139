package backplane.cpu.x86.streams;

import java.util.ArrayList;
import java.util.List;

/**
 * One random stream of instructions, the same for the same number: a start state and code that ends by INT 80h or in an
 * exception. It has loops, calls, jump tables, accesses across pages that are missing or read-only, single steps, stores
 * into its own code and (in ring 0) pages that change their frames. After an instruction that leaves a flag undefined
 * comes one that sets all of them. EBP points to a border between data pages and never changes; ECX counts loops.
 *
 * <p>Left out, because QEMU's TCG (7.2) is not exact there: SETcc, RCL and RCR on pages that fault, and the flags other
 * than ZF behind CMPXCHG8B.
 */
final class Stream extends StreamCode {
    static final int BASE = 0x200000;
    private static final int TABLE = 0x181000;
    private static final int ALIAS = 0x1800000;
    private static final int ALIAS_CODE = 0x1801000;

    private static final int ECX = 1;

    /** How the next units are drawn; the weights are the counts of each letter. */
    private static final String UNITS =
            "aaaaaaaaaammmmmmmiiiiuuussssffffjjjjjjjlllccctdxxxppbbrrykkgwwvvvoqznSSSRRTCCFFFFDe";

    private final boolean kernel;
    private final int base;
    private int budget;
    private int depth;
    private int work = 1;
    private final List<int[]> calls = new ArrayList<>();
    private final List<int[]> tables = new ArrayList<>();

    private Stream(int number, int attempt) {
        super(number * 1_000_003L + attempt);
        base = BASE + number * STRIDE;
        kernel = random.nextInt(3) != 0;
        budget = Math.max(6, 6 + random.nextInt(34) - attempt);
    }

    /** The {@link #STRIDE} bytes of a stream. */
    static byte[] of(int number) {
        for (int attempt = 0; ; attempt++) {
            Stream s = new Stream(number, attempt);
            try {
                return s.write();
            } catch (ArrayIndexOutOfBoundsException tooLong) {
                // drawn again, shorter
            }
        }
    }

    private byte[] write() {
        int begin = at;
        at = 0;
        for (int i = 0; i < 8; i++) {
            dword(value());
        }
        dword(kernel ? 0 : 1);
        dword(random.nextInt());
        dword(random.nextBoolean() ? 0x37f : 0x27f);
        dword(2 | random.nextInt() & 0x8d5);
        int border = DATA + 0x1000 * (1 + random.nextInt(3));
        patch(EBP * 4, border + 4 * random.nextInt(2));
        patch(ECX * 4, random.nextInt(40));
        at = begin;
        if (random.nextInt(50) == 0) {
            loop(1500 + random.nextInt(4000), 4 + random.nextInt(12));
        }
        while (budget > 0) {
            unit();
        }
        bytes(0xcd, 0x80);
        leaves();
        return slot;
    }

    /** The functions and tables behind the stream's end. */
    private void leaves() {
        for (int[] table : tables) {
            patch(table[0], base + at);
            for (int i = 1; i < table.length; i++) {
                dword(base + table[i]);
            }
        }
        while (!calls.isEmpty()) {
            int[] call = calls.remove(calls.size() - 1);
            patch(call[0], call[1] == 0 ? at - call[0] - 4 : base + at);
            budget = 1 + random.nextInt(3);
            depth = 3;
            while (budget > 0) {
                unit();
            }
            if (random.nextBoolean() && call[2] == 0) {
                bytes(0xf3);
            }
            if (call[2] == 0) {
                bytes(0xc3);
            } else {
                bytes(0xc2, call[2], 0);
            }
        }
    }

    private void body(int units) {
        depth++;
        int n = Math.min(units, budget);
        for (int i = 0; i < n; i++) {
            unit();
        }
        depth--;
    }

    private void unit() {
        budget--;
        switch (UNITS.charAt(random.nextInt(UNITS.length()))) {
            case 'a' -> arithmetic();
            case 'm' -> move();
            case 'i' -> immediate();
            case 'u' -> unary();
            case 's' -> shift();
            case 'f' -> extend();
            case 'j' -> skip();
            case 'l' -> loop();
            case 'c' -> call();
            case 't' -> table();
            case 'd' -> divide();
            case 'x' -> multiply();
            case 'p' -> push();
            case 'b' -> bits();
            case 'r' -> string();
            case 'y' -> doubleShift();
            case 'k' -> compareExchange();
            case 'g' -> flags();
            case 'w' -> widen();
            case 'v' -> condition();
            case 'o' -> traps();
            case 'q' -> decimal();
            case 'z' -> frame();
            case 'n' -> bytes(0x90);
            case 'S' -> patchImmediate();
            case 'R' -> remap();
            case 'T' -> singleSteps();
            case 'C' -> patchOpcode();
            case 'D' -> bytes(0xd6);
            case 'e' -> translate();
            default -> floating();
        }
    }

    private void arithmetic() {
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

    private void immediate() {
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

    private void move() {
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

    private void unary() {
        switch (random.nextInt(6)) {
            case 0 -> modrm16(random.nextInt(2), 0xff);
            case 1 -> bytes(0x40 | random.nextInt(2) << 3 | free());
            case 2 -> modrm16(2 + random.nextInt(2), 0xf7);
            case 3 -> modrm(freeByte(), false, 0x84);
            case 4 -> modrm16(free(), 0x85);
            default -> modrm(2 + random.nextInt(2), false, 0xf6);
        }
    }

    private void shift() {
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

    private void doubleShift() {
        if (random.nextBoolean()) {
            modrm(free(), true, 0x0f, random.nextBoolean() ? 0xa5 : 0xad);
        } else {
            modrm(free(), true, 0x0f, random.nextBoolean() ? 0xa4 : 0xac);
            bytes(random.nextInt(32));
        }
        define();
    }

    private void extend() {
        modrm(free(), one(2), 0x0f, (random.nextBoolean() ? 0xb6 : 0xbe) | random.nextInt(2));
    }

    private void condition() {
        int cc = random.nextInt(16);
        if (one(3)) {
            present(0, 0x0f, 0x90 | cc);
        } else if (one(2)) {
            bytes(0x0f, 0x90 | cc, 0xc0 | freeByte());
        } else {
            modrm(free(), true, 0x0f, 0x40 | cc);
        }
    }

    private void skip() {
        int cc = random.nextInt(16);
        if (one(4)) {
            bytes(0x0f, 0x80 | cc);
            int hole = at;
            dword(0);
            body(1 + random.nextInt(3));
            patch(hole, at - hole - 4);
        } else {
            bytes(0x70 | cc, 0);
            int hole = at;
            body(1 + random.nextInt(2));
            shortJump(hole);
        }
    }

    private void shortJump(int hole) {
        if (at - hole > 127) {
            throw new ArrayIndexOutOfBoundsException();
        }
        slot[hole - 1] = (byte) (at - hole);
    }

    private void loop() {
        if (depth < 2 && work < 200) {
            loop(1 + random.nextInt(depth == 0 ? 60 : 8), 1 + random.nextInt(8));
        } else {
            arithmetic();
        }
    }

    private void loop(int times, int units) {
        int outer = work;
        work *= times;
        boolean nested = depth > 0;
        if (nested) {
            bytes(0x51);
        }
        bytes(0xb9);
        dword(times);
        int head = at;
        budget = Math.max(budget, units);
        body(units);
        if (at - head < 120 && one(3)) {
            bytes(0xe2, head - at - 2);
        } else {
            bytes(0x49, 0x0f, 0x85);
            dword(head - at - 4);
        }
        if (nested) {
            bytes(0x59);
        }
        work = outer;
    }

    private void call() {
        if (depth >= 3) {
            arithmetic();
        } else if (one(3)) {
            int r = free();
            bytes(0xb8 | r);
            calls.add(new int[] {at, 1, 0});
            dword(0);
            bytes(0xff, 0xd0 | r);
        } else if (one(3)) {
            bytes(0x68);
            dword(value());
            bytes(0xe8);
            calls.add(new int[] {at, 0, 4});
            dword(0);
        } else {
            bytes(0xe8);
            calls.add(new int[] {at, 0, 0});
            dword(0);
        }
    }

    private void table() {
        if (depth >= 3) {
            move();
            return;
        }
        int r = free();
        bytes(0x83, 0xe0 | r, 3, 0xff, 0x24, 0x80 | r << 3 | EBP);
        int[] table = {at, 0, 0, 0, 0};
        dword(0);
        int[] holes = new int[4];
        for (int i = 0; i < 4; i++) {
            table[i + 1] = at;
            body(1 + random.nextInt(2));
            bytes(0xe9);
            holes[i] = at;
            dword(0);
        }
        for (int hole : holes) {
            patch(hole, at - hole - 4);
        }
        tables.add(table);
    }

    private void divide() {
        if (!one(4)) {
            bytes(0x31, 0xd2, 0x83, 0xc8 | 3, 1);
            bytes(0xf7, 0xf0 | 3);
        } else {
            modrm(6 + random.nextInt(2), true, 0xf7);
        }
        define();
    }

    private void multiply() {
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

    private void push() {
        switch (random.nextInt(4)) {
            case 0 -> bytes(0x6a, value());
            case 1 -> modrmMemory(6, 0xff);
            default -> bytes(0x50 | random.nextInt(8));
        }
        body(random.nextInt(3));
        if (one(3)) {
            modrmMemory(0, 0x8f);
        } else {
            bytes(0x58 | free());
        }
    }

    private void bits() {
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

    private void string() {
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

    private void compareExchange() {
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

    private void flags() {
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

    private void widen() {
        switch (random.nextInt(4)) {
            case 0 -> bytes(0x66, 0x98 | random.nextInt(2));
            case 1 -> bytes(0x0f, 0xc8 | free());
            case 2 -> bytes(0x90 | free());
            default -> bytes(0x98 | random.nextInt(2));
        }
    }

    private void traps() {
        switch (random.nextInt(12)) {
            case 0 -> bytes(0xfa);
            case 1 -> bytes(0x0f, 0x0b);
            case 2 -> bytes(0xf4 + 1);
            case 3, 4, 5 -> bytes(0xcc);
            default -> bytes(0xce);
        }
    }

    private void decimal() {
        int[] ops = {0x27, 0x2f, 0x37, 0x3f};
        if (one(3)) {
            bytes(0xd5, 10);
        } else {
            bytes(ops[random.nextInt(4)]);
        }
        define();
    }

    private void frame() {
        bytes(0xc8, random.nextInt(32) * 4, 0, random.nextInt(3), 0xc9);
    }

    private void translate() {
        bytes(0x8d, 0x5d, 0x90, 0x24, 0x7f, 0xd7);
    }

    /** A store into the immediate operand of an instruction that comes at once, soon, or in the next turn of the loop. */
    private void patchImmediate() {
        boolean backward = one(2);
        int target = at + 1;
        if (backward) {
            bytes(0xb8 | free());
            dword(value());
            body(random.nextInt(3));
        }
        int hole;
        switch (random.nextInt(3)) {
            case 0 -> {
                bytes(0x88, 0x05 | freeByte() << 3);
                hole = at;
                dword(0);
            }
            case 1 -> {
                bytes(0x83, 0x05);
                hole = at;
                dword(0);
                bytes(value());
            }
            default -> {
                bytes(0x89, 0x05 | free() << 3);
                hole = at;
                dword(0);
            }
        }
        if (!backward) {
            body(random.nextInt(2));
            target = at + 2;
            bytes(0x81, 0xc0 | random.nextInt(8) << 3 | free());
            dword(value());
        }
        patch(hole, base + target);
    }

    /** ADD becomes SUB and back. */
    private void patchOpcode() {
        boolean backward = one(2);
        int target = at;
        if (backward) {
            bytes(0x01, 0xc0 | random.nextInt(8) << 3 | free());
            body(random.nextInt(3));
        }
        bytes(0x80, 0x35);
        int hole = at;
        dword(0);
        bytes(0x28);
        if (!backward) {
            body(random.nextInt(2));
            target = at;
            bytes(0x01, 0xc0 | random.nextInt(8) << 3 | free());
        }
        patch(hole, base + target);
    }

    /** In ring 0 another frame for one of the two aliases, then a use of it. */
    private void remap() {
        boolean code = one(2);
        int page = code ? ALIAS_CODE : ALIAS;
        if (kernel && !one(3)) {
            bytes(0x81, 0x35);
            dword(TABLE + (page >>> 12) * 4);
            dword(0x1000);
            if (one(3)) {
                bytes(0x0f, 0x20, 0xd8, 0x0f, 0x22, 0xd8);
            } else {
                bytes(0x0f, 0x01, 0x3d);
                dword(page);
            }
        }
        if (code) {
            bytes(0xe8);
            dword(page - (base + at + 4));
            define();
        } else if (one(2)) {
            bytes(0x03, 0x05 | free() << 3);
            dword(page);
        } else {
            bytes(0x11, 0x05 | free() << 3);
            dword(page);
        }
    }

    private void singleSteps() {
        bytes(0x9c, 0x81, 0x0c, 0x24);
        dword(0x100);
        bytes(0x9d);
        body(3);
    }

    private void floating() {
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

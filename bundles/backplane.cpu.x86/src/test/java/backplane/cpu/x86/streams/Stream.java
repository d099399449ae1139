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
final class Stream extends StreamUnits {
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
}

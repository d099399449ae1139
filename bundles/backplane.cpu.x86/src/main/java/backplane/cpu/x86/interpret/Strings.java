package backplane.cpu.x86.interpret;

import static backplane.cpu.x86.interpret.Core.EAX;
import static backplane.cpu.x86.interpret.Core.ECX;
import static backplane.cpu.x86.interpret.Core.EDI;
import static backplane.cpu.x86.interpret.Core.EDX;
import static backplane.cpu.x86.interpret.Core.ES;
import static backplane.cpu.x86.interpret.Core.ESI;

import backplane.cpu.x86.decode.Op;
import backplane.cpu.x86.semantics.Flags;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * String instructions. A repeated one runs in chunks that end at a page's end, a segment's end, the instruction budget
 * or when something needs attention; registers are right after each chunk, so it can be interrupted and fault there.
 */
final class Strings extends General {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long UNSIGNED = 0xffffffffL;
    /** 0, 0xf2 or 0xf3. */
    int repeat;

    /** The latest chunk of SCAS or CMPS ended the repetition. */
    private boolean ended;

    /** The latest elements that a repeated SCAS or CMPS compared. Flags are set when the whole instruction is done. */
    private int left;

    private int right;

    @Override
    void run(Core c) {
        if (repeat == 0) {
            ended = false;
            one(c);
            return;
        }
        int count = c.r[ECX] & mask();
        if (count == 0) {
            return;
        }
        int budget = c.interpreter.budget(this);
        int most = Integer.compareUnsigned(count, budget) < 0 ? count : budget;
        int done = 0;
        ended = false;
        boolean first = true;
        while (done < most && !ended && (first || c.end != 0)) {
            int n = chunk(c, most - done);
            c.r[ECX] = c.r[ECX] & ~mask() | c.r[ECX] - n & mask();
            done += n;
            c.interpreter.repeated(done);
            first = false;
        }
        if (!ended && (c.r[ECX] & mask()) != 0) {
            c.eip = eip;
        } else if (op == Op.SCAS || op == Op.CMPS) {
            flags(c);
        }
        c.interpreter.repeatedEnd(done);
    }

    /** As many elements as can be done in one go, at least one. */
    private int chunk(Core c, int most) {
        if (most > 1 && c.direction()) {
            int n = c.mmu.strict()
                    ? 0
                    : op == Op.MOVS ? moveManyDown(c, most) : op == Op.STOS ? storeManyDown(c, most) : 0;
            if (n > 0) {
                return n;
            }
        } else if (most > 1 && !c.mmu.strict()) {
            int n = 0;
            switch (op) {
                case MOVS:
                    n = moveMany(c, most);
                    break;
                case STOS:
                    n = storeMany(c, most);
                    break;
                case SCAS:
                    n = scanMany(c, most);
                    break;
                case CMPS:
                    n = compareMany(c, most);
                    break;
                case INS:
                    n = inMany(c, most);
                    break;
                case OUTS:
                    n = outMany(c, most);
                    break;
                default:
                    break;
            }
            if (n > 0) {
                return n;
            }
        }
        one(c);
        return 1;
    }

    private void one(Core c) {
        switch (op) {
            case MOVS:
                int v = c.load(c.at(named, c.r[ESI] & mask(), size), size);
                c.store(c.atWrite(ES, c.r[EDI] & mask(), size), v, size);
                step(c, ESI, 1);
                step(c, EDI, 1);
                break;
            case STOS:
                c.store(c.atWrite(ES, c.r[EDI] & mask(), size), c.r[EAX], size);
                step(c, EDI, 1);
                break;
            case LODS:
                c.reg(EAX, c.load(c.at(named, c.r[ESI] & mask(), size), size), size);
                step(c, ESI, 1);
                break;
            case SCAS:
                int element = c.load(c.at(ES, c.r[EDI] & mask(), size), size);
                step(c, EDI, 1);
                compared(c, unsigned(c.r[EAX]), element);
                break;
            case CMPS:
                int b = c.load(c.at(ES, c.r[EDI] & mask(), size), size);
                int a = c.load(c.at(named, c.r[ESI] & mask(), size), size);
                step(c, ESI, 1);
                step(c, EDI, 1);
                compared(c, a, b);
                break;
            case INS:
                in(c);
                break;
            default:
                out(c);
                break;
        }
    }

    private void step(Core c, int register, int elements) {
        int by = c.direction() ? -size * elements : size * elements;
        c.r[register] = c.r[register] & ~mask() | c.r[register] + by & mask();
    }

    private void compared(Core c, int a, int b) {
        left = a;
        right = b;
        if (repeat == 0) {
            flags(c);
        } else {
            ended = (a == b) == (repeat == 0xf2);
        }
    }

    private void flags(Core c) {
        int s = shift();
        c.flags(Flags.SUB | s << 4, left << s, right << s, left - right << s);
    }

    private void in(Core c) {
        int port = c.r[EDX] & 0xffff;
        c.portAllowed(port, size);
        int at = c.atWrite(ES, c.r[EDI] & mask(), size);
        c.mmu.writable(at, size);
        int v = size == 1 ? c.ports.in8(port) : size == 2 ? c.ports.in16(port) : c.ports.in32(port);
        c.store(at, v, size);
        step(c, EDI, 1);
    }

    private void out(Core c) {
        int port = c.r[EDX] & 0xffff;
        c.portAllowed(port, size);
        int v = c.load(c.at(named, c.r[ESI] & mask(), size), size);
        if (size == 1) {
            c.ports.out8(port, v);
        } else if (size == 2) {
            c.ports.out16(port, v);
        } else {
            c.ports.out32(port, v);
        }
        step(c, ESI, 1);
    }

    /** How many elements from the offset on stay in the segment, the page and the address size. */
    private int reach(long top, int offset, int linear, int most) {
        long inSegment = Math.min(top, mask() & UNSIGNED) - (offset & UNSIGNED) + 1;
        long inPage = 0x1000 - (linear & 0xfff);
        return Math.min((int) Math.min(inSegment, inPage) >> (size >> 1), most);
    }

    /** The same from the offset down. */
    private int reachDown(long top, int offset, int linear, int most) {
        int inPage = linear & 0xfff;
        if ((offset & UNSIGNED) + size - 1 > Math.min(top, mask() & UNSIGNED) || inPage + size > 0x1000) {
            return 0;
        }
        return Math.min((int) Math.min(offset & UNSIGNED, inPage) + size >> (size >> 1), most);
    }

    private int moveMany(Core c, int most) {
        int from = c.r[ESI] & mask();
        int to = c.r[EDI] & mask();
        int source = c.base[named] + from;
        int target = c.base[ES] + to;
        int n = reach(c.writeTop[ES], to, target, reach(c.readTop[named], from, source, most));
        if (n < 2) {
            return 0;
        }
        int readPage = c.mmu.pageForRead(source);
        int writePage = c.mmu.pageForWrite(target);
        if (readPage < 0 || writePage < 0) {
            return 0;
        }
        int s = readPage << 12 | source & 0xfff;
        int t = writePage << 12 | target & 0xfff;
        int bytes = n * size;
        if (t <= s || t >= s + bytes) {
            System.arraycopy(c.mmu.ram, s, c.mmu.ram, t, bytes);
        } else if (t - s < size) {
            return 0;
        } else {
            Repeats.pattern(c.mmu.ram, s, t - s, bytes); // what a move onto its own continuation does
        }
        step(c, ESI, n);
        step(c, EDI, n);
        return n;
    }

    private int moveManyDown(Core c, int most) {
        int from = c.r[ESI] & mask();
        int to = c.r[EDI] & mask();
        int source = c.base[named] + from;
        int target = c.base[ES] + to;
        int n = reachDown(c.writeTop[ES], to, target, reachDown(c.readTop[named], from, source, most));
        if (n < 2) {
            return 0;
        }
        int readPage = c.mmu.pageForRead(source);
        int writePage = c.mmu.pageForWrite(target);
        if (readPage < 0 || writePage < 0) {
            return 0;
        }
        int bytes = n * size;
        int s = (readPage << 12 | source & 0xfff) + size - bytes;
        int t = (writePage << 12 | target & 0xfff) + size - bytes;
        if (t >= s || t + bytes <= s) {
            System.arraycopy(c.mmu.ram, s, c.mmu.ram, t, bytes);
        } else if (s - t < size) {
            return 0;
        } else {
            byte[] ram = c.mmu.ram;
            for (int i = bytes - 1; i >= 0; i--) {
                ram[t + i] = ram[s + i];
            }
        }
        step(c, ESI, n);
        step(c, EDI, n);
        return n;
    }

    /** STOS. */
    private int storeMany(Core c, int most) {
        int to = c.r[EDI] & mask();
        int target = c.base[ES] + to;
        int n = reach(c.writeTop[ES], to, target, most);
        int page = n < 2 ? -1 : c.mmu.pageForWrite(target);
        if (page < 0) {
            return 0;
        }
        Repeats.fill(c.mmu.ram, page << 12 | target & 0xfff, c.r[EAX], n, size);
        step(c, EDI, n);
        return n;
    }

    private int storeManyDown(Core c, int most) {
        int to = c.r[EDI] & mask();
        int target = c.base[ES] + to;
        int n = reachDown(c.writeTop[ES], to, target, most);
        int page = n < 2 ? -1 : c.mmu.pageForWrite(target);
        if (page < 0) {
            return 0;
        }
        Repeats.fill(c.mmu.ram, (page << 12 | target & 0xfff) + size - n * size, c.r[EAX], n, size);
        step(c, EDI, n);
        return n;
    }

    private int element(byte[] ram, int at) {
        return size == 4 ? (int) INT.get(ram, at) : size == 2 ? (short) SHORT.get(ram, at) & 0xffff : ram[at] & 0xff;
    }

    private int scanMany(Core c, int most) {
        int to = c.r[EDI] & mask();
        int target = c.base[ES] + to;
        int n = reach(c.readTop[ES], to, target, most);
        int page = n < 2 ? -1 : c.mmu.pageForRead(target);
        if (page < 0) {
            return 0;
        }
        byte[] ram = c.mmu.ram;
        int at = page << 12 | target & 0xfff;
        int wanted = unsigned(c.r[EAX]);
        boolean stopAtEqual = repeat == 0xf2;
        int i = skip(ram, at, n, wanted, stopAtEqual);
        int v;
        do {
            v = element(ram, at + i * size);
            i++;
        } while (i < n && (v == wanted) != stopAtEqual);
        step(c, EDI, i);
        compared(c, wanted, v);
        return i;
    }

    /** How many elements can be passed over, eight bytes at a time, without the one that ends the scan; not all. */
    private int skip(byte[] ram, int at, int n, int wanted, boolean stopAtEqual) {
        int bits = 8 * size;
        long ones = size == 1 ? 0x0101010101010101L : size == 2 ? 0x0001000100010001L : 0x0000000100000001L;
        long pattern = (wanted & UNSIGNED) * ones;
        long tops = ones << bits - 1;
        int last = at + (n - 1) * size - 8;
        int i = at;
        while (i <= last) {
            long x = (long) LONG.get(ram, i) ^ pattern;
            // The second test is exact for "some element of x is 0", which is all that is asked.
            if (stopAtEqual ? (x - ones & ~x & tops) != 0 : x != 0) {
                break;
            }
            i += 8;
        }
        return i - at >> (size >> 1);
    }

    private int compareMany(Core c, int most) {
        int from = c.r[ESI] & mask();
        int to = c.r[EDI] & mask();
        int source = c.base[named] + from;
        int target = c.base[ES] + to;
        int n = reach(c.readTop[ES], to, target, reach(c.readTop[named], from, source, most));
        if (n < 2) {
            return 0;
        }
        int second = c.mmu.pageForRead(target);
        int first = c.mmu.pageForRead(source);
        if (first < 0 || second < 0) {
            return 0;
        }
        byte[] ram = c.mmu.ram;
        int s = first << 12 | source & 0xfff;
        int t = second << 12 | target & 0xfff;
        boolean stopAtEqual = repeat == 0xf2;
        int i = 0;
        if (!stopAtEqual) {
            int differs = Arrays.mismatch(ram, s, s + n * size, ram, t, t + n * size);
            i = differs < 0 ? n - 1 : differs >> (size >> 1);
        }
        int a;
        int b;
        do {
            a = element(ram, s + i * size);
            b = element(ram, t + i * size);
            i++;
        } while (i < n && (a == b) != stopAtEqual);
        step(c, ESI, i);
        step(c, EDI, i);
        compared(c, a, b);
        return i;
    }

    private int inMany(Core c, int most) {
        int port = c.r[EDX] & 0xffff;
        c.portAllowed(port, size);
        int to = c.r[EDI] & mask();
        int target = c.base[ES] + to;
        int n = reach(c.writeTop[ES], to, target, most);
        int page = n < 2 ? -1 : c.mmu.pageForWrite(target);
        if (page < 0) {
            return 0;
        }
        c.ports.ins(port, size, c.mmu.ram, page << 12 | target & 0xfff, n);
        step(c, EDI, n);
        return n;
    }

    private int outMany(Core c, int most) {
        int port = c.r[EDX] & 0xffff;
        c.portAllowed(port, size);
        int from = c.r[ESI] & mask();
        int source = c.base[named] + from;
        int n = reach(c.readTop[named], from, source, most);
        int page = n < 2 ? -1 : c.mmu.pageForRead(source);
        if (page < 0) {
            return 0;
        }
        c.ports.outs(port, size, c.mmu.ram, page << 12 | source & 0xfff, n);
        step(c, ESI, n);
        return n;
    }
}

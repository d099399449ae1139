package backplane.cpu.x86.interpret;

import static backplane.cpu.x86.interpret.Core.EAX;
import static backplane.cpu.x86.interpret.Core.EBX;
import static backplane.cpu.x86.interpret.Core.EDX;

import backplane.cpu.x86.decode.Op;
import backplane.cpu.x86.semantics.Decimal;
import backplane.cpu.x86.semantics.Fault;
import backplane.cpu.x86.semantics.Flags;

/** Moves, conversions, bit instructions, decimal adjustment and flag instructions, in any operand form. */
final class Moves extends General {
    /** The condition of SETcc and CMOVcc. */
    byte condition;

    @Override
    void run(Core c) {
        switch (op) {
            case MOV -> put(c, kind0, x0, get(c, kind1, x1));
            case MOVZX -> put(c, kind0, x0, get(c, kind1, x1));
            case MOVSX -> {
                int v = get(c, kind1, x1);
                put(c, kind0, x0, kind1 == REG8 || kind1 == MEM8 ? (byte) v : (short) v);
            }
            case XCHG -> exchange(c);
            case LEA -> put(c, kind0, x0, offset(c));
            case SETCC -> put(c, kind0, x0, c.condition(condition) ? 1 : 0);
            case CMOVCC -> {
                int value = get(c, kind1, x1);
                if (c.condition(condition)) {
                    put(c, kind0, x0, value);
                }
            }
            case BT, BTS, BTR, BTC -> bit(c);
            case BSF, BSR -> scan(c);
            default -> rest(c);
        }
    }

    private void rest(Core c) {
        int[] r = c.r;
        switch (op) {
            case NOP -> {}
            case CBW -> c.reg(EAX, size == 4 ? (short) r[EAX] : (byte) r[EAX], size);
            case CWD -> c.reg(EDX, size == 4 ? r[EAX] >> 31 : (short) r[EAX] >> 31, size);
            case BSWAP -> r[x0] = Integer.reverseBytes(r[x0]);
            case XLAT -> {
                int offset = r[EBX] + (r[EAX] & 0xff) & mask();
                c.reg8(EAX, c.mmu.read8(c.at(named, offset, 1)));
            }
            case SALC -> c.reg8(EAX, c.carry() ? 0xff : 0);
            case LAHF -> c.reg8(4, c.arithmetic() & 0xd5 | 2);
            case SAHF -> c.arithmetic(c.arithmetic() & Flags.OF | c.reg8(4) & 0xd5);
            case CLC -> c.arithmetic(c.arithmetic() & ~Flags.CF);
            case STC -> c.arithmetic(c.arithmetic() | Flags.CF);
            case CMC -> c.arithmetic(c.arithmetic() ^ Flags.CF);
            case CLD -> c.eflags &= ~Flags.DF;
            case STD -> c.eflags |= Flags.DF;
            default -> decimal(c);
        }
    }

    private void decimal(Core c) {
        int ax = c.r[EAX] & 0xffff;
        int flags = c.arithmetic();
        int packed;
        switch (op) {
            case DAA:
                packed = Decimal.daa(ax, flags);
                break;
            case DAS:
                packed = Decimal.das(ax, flags);
                break;
            case AAA:
                packed = Decimal.aaa(ax, flags);
                break;
            case AAS:
                packed = Decimal.aas(ax, flags);
                break;
            case AAM:
                if (x0 == 0) {
                    throw c.raise(Fault.DE);
                }
                packed = Decimal.aam(ax, x0);
                break;
            default:
                packed = Decimal.aad(ax, x0);
                break;
        }
        c.reg16(EAX, packed);
        c.arithmetic(packed >>> 16);
    }

    private void exchange(Core c) {
        int a = getForUpdate(c, kind0, x0);
        put(c, kind0, x0, get(c, kind1, x1));
        put(c, kind1, x1, a);
    }

    private void bit(Core c) {
        int bits = 8 * size;
        int n = get(c, kind1, x1);
        int at = 0;
        int v;
        if (kind0 >= MEM8 && kind1 != IMMEDIATE) {
            // The bit offset reaches beyond the operand: SDM vol. 2A BT.
            int offset = offset(c) + (signed(n) >> (size == 4 ? 5 : 4)) * size & mask();
            boolean update = op != Op.BT;
            at = segment < 0 ? offset : update ? c.atWrite(segment, offset, size) : c.at(segment, offset, size);
            if (update) {
                c.mmu.writable(at, size);
            }
            v = c.load(at, size);
        } else {
            v = op == Op.BT ? get(c, kind0, x0) : getForUpdate(c, kind0, x0);
        }
        n &= bits - 1;
        int carry = v >>> n & 1;
        if (op != Op.BT) {
            int one = 1 << n;
            int result = op == Op.BTS ? v | one : op == Op.BTR ? v & ~one : v ^ one;
            if (kind0 >= MEM8 && kind1 != IMMEDIATE) {
                c.store(at, result, size);
            } else {
                put(c, kind0, x0, result);
            }
        }
        c.arithmetic(c.arithmetic() & ~Flags.CF | carry);
    }

    private void scan(Core c) {
        int v = get(c, kind1, x1);
        if (v != 0) {
            int n = op == Op.BSF ? Integer.numberOfTrailingZeros(v) : 31 - Integer.numberOfLeadingZeros(v);
            put(c, kind0, x0, n);
        }
        c.arithmetic(c.arithmetic() & ~Flags.ZF | (v == 0 ? Flags.ZF : 0));
    }
}

package backplane.cpu.x86.translate;

import static backplane.cpu.x86.interpret.Insn.MEM8;
import static backplane.cpu.x86.interpret.Insn.REG32;
import static backplane.cpu.x86.interpret.Insn.REG8;

import backplane.cpu.x86.decode.Instruction;
import backplane.cpu.x86.decode.Op;
import backplane.cpu.x86.interpret.Core;
import backplane.cpu.x86.interpret.Decoded;
import backplane.cpu.x86.interpret.Insn;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Finds the spans of a piece, by following what is known of registers: each is something that is not known plus a constant.
 * From that comes which instructions can still leave the region, and which changes of registers nobody sees.
 */
final class Places {
    /** Bytes of a span. The longer, the more often one lies across two pages, and leaves the region. */
    private static final int LONGEST = 128;

    private static final int REGISTERS = 8;
    private static final int ALL = 0xff;
    /** What an absolute address has in common with another one. */
    private static final int NOTHING = -1;

    private final Plan plan;
    private final Piece piece;
    /** Of each register: which unknown it is made of, and what is added. */
    private final int[] origin = new int[REGISTERS];

    private final int[] distance = new int[REGISTERS];
    private int origins = REGISTERS;
    private final Map<Integer, Span> latest = new HashMap<>();
    /** What has no spans. */
    private final Set<Integer> apart = new HashSet<>();

    private Places(Plan plan, Piece piece) {
        this.plan = plan;
        this.piece = piece;
        for (int n = 0; n < REGISTERS; n++) {
            origin[n] = n;
        }
    }

    static void analyse(Plan plan) {
        for (Piece p : plan.pieces) {
            new Places(plan, p).analyse();
        }
    }

    private void analyse() {
        int steps = piece.steps.size();
        piece.memory = new Place[steps];
        piece.stack = new Place[steps];
        piece.mayLeave = new boolean[steps];
        piece.changes = new int[steps];
        piece.unseen = new int[steps];
        if (!plan.patient) {
            for (int n = 0; n < steps; n++) {
                step(n, piece.steps.get(n));
            }
            locals();
        }
        int seen = ALL;
        for (int n = steps - 1; n >= 0; n--) {
            Decoded d = piece.steps.get(n);
            piece.changes[n] = changes(d);
            piece.mayLeave[n] = Coverage.faults(d) && !safe(n, d);
            boolean whole = !branches(d);
            piece.unseen[n] = whole ? piece.changes[n] & ~seen : 0;
            seen = piece.mayLeave[n] || !whole ? ALL : seen & ~piece.changes[n];
        }
    }

    /** It has no reason to leave but accesses, and those are known to be in order. */
    private boolean safe(int n, Decoded d) {
        boolean stacks = pushes(d) || pops(d);
        return !checks(d)
                && (followed(d) || stacks)
                && (!followed(d) || known(piece.memory[n]))
                && (!stacks || known(piece.stack[n]));
    }

    private boolean checks(Decoded d) {
        switch (d.op) {
            case DIV, IDIV:
                return true;
            case JMP, CALL, RET:
                return plan.limit != -1;
            default:
                return false;
        }
    }

    private static boolean known(Place place) {
        return place != null && !place.opens();
    }

    // ---- accesses

    private void step(int n, Decoded d) {
        if (followed(d) && d.segment < 0 && d.mask == -1 && d.index == Instruction.NONE) {
            boolean none = d.base == Instruction.NONE;
            int at = d.displacement + (none ? 0 : distance[d.base]);
            piece.memory[n] = place(n, none ? NOTHING : origin[d.base], at, size(d), writes(d));
        }
        if (plan.flatStack()) {
            if (pushes(d)) {
                piece.stack[n] = place(n, origin[Core.ESP], distance[Core.ESP] - d.size, d.size, true);
            } else if (pops(d)) {
                int pointer = d.op == Op.LEAVE ? Core.EBP : Core.ESP;
                piece.stack[n] = place(n, origin[pointer], distance[pointer], d.size, false);
            }
        }
        follow(d);
    }

    /** The span of one access, which may be that of others before; null when it shall have none. */
    private Place place(int n, int common, int at, int size, boolean write) {
        if (apart.contains(common)) {
            return null;
        }
        Span span = latest.get(common);
        if (span != null) {
            int from = at - span.from < 0 ? at : span.from;
            int to = at + size - span.to > 0 ? at + size : span.to;
            int length = to - from;
            if (length > 0 && length <= LONGEST) {
                span.from = from;
                span.to = to;
                span.written |= write;
                span.accesses++;
                span.last = n;
                return new Place(span, at, size, false);
            }
        }
        if (plan.apart.contains(piece.steps.get(n).eip)) {
            apart.add(common);
            return null;
        }
        Span next = new Span();
        next.from = at;
        next.to = at + size;
        next.written = write;
        next.accesses = 1;
        next.last = n;
        latest.put(common, next);
        return new Place(next, at, size, true);
    }

    /** Gives each span of several accesses a local from its first to its last; without one, each is on its own. */
    private void locals() {
        int[] free = new int[Operands.PLACES];
        for (int n = 0; n < piece.steps.size(); n++) {
            local(piece.memory, n, free);
            local(piece.stack, n, free);
        }
    }

    private static void local(Place[] places, int n, int[] busy) {
        Place place = places[n];
        if (place == null) {
            return;
        }
        Span span = place.span();
        if (place.opens()) {
            span.local = -1;
            for (int i = 0; span.accesses > 1 && span.local < 0 && i < busy.length; i++) {
                if (busy[i] <= n) {
                    busy[i] = span.last + 1;
                    span.local = Operands.PLACE + i;
                }
            }
        }
        if (span.local < 0) {
            places[n] = null;
        }
    }

    // ---- what instructions do

    /** The address of its memory operand is of the usual form, and there is one access to it. */
    private static boolean followed(Decoded d) {
        switch (d.op) {
            case LEA, NOP, POP, FPU:
                return false;
            case BT, BTS, BTR, BTC:
                return Decoded.memory(d.kind0) && d.kind1 == Insn.IMMEDIATE;
            default:
                return Decoded.memory(d.kind0) || Decoded.memory(d.kind1) || Decoded.memory(d.kind2);
        }
    }

    private static int size(Decoded d) {
        int kind = Decoded.memory(d.kind0) ? d.kind0 : Decoded.memory(d.kind1) ? d.kind1 : d.kind2;
        return 1 << kind - MEM8;
    }

    private static boolean writes(Decoded d) {
        switch (d.op) {
            case CMP, TEST, BT, PUSH, JMP, CALL, MUL, IMUL1, DIV, IDIV:
                return false;
            default:
                return Decoded.memory(d.kind0);
        }
    }

    private static boolean pushes(Decoded d) {
        return d.op == Op.PUSH || d.op == Op.CALL;
    }

    /** Reads the top of the stack, and nothing else. */
    private static boolean pops(Decoded d) {
        return d.op == Op.POP && !Decoded.memory(d.kind0) || d.op == Op.RET || d.op == Op.LEAVE;
    }

    /** Its code branches within itself, so that a register's local may be out of date behind it. */
    private static boolean branches(Decoded d) {
        switch (d.op) {
            case CMOVCC:
                return true;
            case ROL, ROR, SHL, SAL, SHR, SAR, SHLD, SHRD:
                return Coverage.count(d) <= 0;
            default:
                return Coverage.ends(d);
        }
    }

    /** The registers that it writes. */
    private static int changes(Decoded d) {
        switch (d.op) {
            case PUSH, PUSHF, CALL, RET:
                return 1 << Core.ESP;
            case POP:
                return 1 << Core.ESP | register(d.kind0, d.x0);
            case LEAVE:
                return 1 << Core.ESP | 1 << Core.EBP;
            case LOOP, LOOPE, LOOPNE:
                return 1 << Core.ECX;
            case MUL, IMUL1, DIV, IDIV:
                return 1 << Core.EAX | (d.size == 1 ? 0 : 1 << Core.EDX);
            case ROL, ROR, SHL, SAL, SHR, SAR, SHLD, SHRD:
                return Coverage.count(d) == 0 ? 0 : register(d.kind0, d.x0);
            case CBW, XLAT, SALC, LAHF:
                return 1 << Core.EAX;
            case CWD:
                return 1 << Core.EDX;
            case FPU:
                return (d.opcode & 0xff) == 0xdf ? 1 << Core.EAX : 0;
            case MOVS, CMPS:
                return 1 << Core.ESI | 1 << Core.EDI | counter(d);
            case STOS, SCAS:
                return 1 << Core.EDI | counter(d);
            case LODS:
                return 1 << Core.EAX | 1 << Core.ESI;
            case XCHG, XADD:
                return register(d.kind0, d.x0) | register(d.kind1, d.x1);
            case CMPXCHG:
                return register(d.kind0, d.x0) | 1 << Core.EAX;
            case CMP, TEST, BT, JMP, JCC, JCXZ, NOP, CLC, STC, CMC, CLD, STD, CLI, SAHF:
                return 0;
            default:
                return register(d.kind0, d.x0);
        }
    }

    private static int counter(Decoded d) {
        return Coverage.repeats(d) ? 1 << Core.ECX : 0;
    }

    private static int register(int kind, int x) {
        if (kind < 0 || kind > REG32) {
            return 0;
        }
        return 1 << (kind == REG8 ? x & 3 : x);
    }

    // ---- what is known of registers

    private void follow(Decoded d) {
        boolean register = d.kind0 == REG32;
        switch (d.op) {
            case PUSH, CALL, PUSHF -> move(Core.ESP, -d.size);
            case POP -> {
                move(Core.ESP, d.size);
                forget(register(d.kind0, d.x0));
            }
            case LEAVE -> {
                copy(Core.ESP, Core.EBP);
                move(Core.ESP, d.size);
                forget(1 << Core.EBP);
            }
            case ADD, SUB -> {
                if (register && d.kind1 == Insn.IMMEDIATE) {
                    move(d.x0, d.op == Op.ADD ? d.x1 : -d.x1);
                } else {
                    forget(changes(d));
                }
            }
            case INC, DEC -> {
                if (register) {
                    move(d.x0, d.op == Op.INC ? 1 : -1);
                } else {
                    forget(changes(d));
                }
            }
            case LEA -> {
                if (register && d.mask == -1 && d.base != Instruction.NONE && d.index == Instruction.NONE) {
                    copy(d.x0, d.base);
                    move(d.x0, d.displacement);
                } else {
                    forget(changes(d));
                }
            }
            case MOV -> {
                if (register && d.kind1 == REG32) {
                    copy(d.x0, d.x1);
                } else {
                    forget(changes(d));
                }
            }
            default -> forget(changes(d));
        }
        if (!plan.flatStack() && (changes(d) & 1 << Core.ESP) != 0) {
            forget(1 << Core.ESP);
        }
    }

    private void move(int n, int by) {
        distance[n] += by;
    }

    private void copy(int to, int from) {
        origin[to] = origin[from];
        distance[to] = distance[from];
    }

    private void forget(int registers) {
        for (int n = 0; n < REGISTERS; n++) {
            if ((registers >>> n & 1) != 0) {
                origin[n] = origins++;
                distance[n] = 0;
            }
        }
    }
}

package backplane.cpu.x86.translate;

import backplane.cpu.x86.decode.Decoder;
import backplane.cpu.x86.decode.Instruction;
import backplane.cpu.x86.interpret.Core;
import backplane.cpu.x86.interpret.Decoded;
import backplane.cpu.x86.interpret.Insn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/** Chooses what goes into a region: from its head along the ways that the interpreter has often taken. */
public final class Former implements Decoder.Source {
    private static final int MOST_QUICK = 100;
    private static final int MOST_HOT = 200;
    private static final int COLD = 16;
    /** Blocks in regions are counted no more, so a head that waited long must not be compared with what it has run since. */
    private static final int SETTLED = 1000;

    /** What the interpreter has seen: how often it has entered the block at an EIP. */
    public interface Heat {
        int of(int eip);

        /** Where the indirect jump at an EIP has gone: the number of places, and these; null when not known. */
        int[] targets(int eip);

        /** Whether a region can be entered at an EIP. */
        boolean enters(int eip);
    }

    private record Start(int eip, int heat) {}

    private final Core c;
    private final Heat heat;
    private final boolean everything;
    private final boolean hot;
    private final boolean stopping;
    private final int most;
    private final Decoder decoder = new Decoder();
    private final Instruction instruction = new Instruction();

    private Plan plan;
    private int floor;
    private final Map<Integer, Decoded> steps = new HashMap<>();
    /** Instructions behind which the interpreter must go on. */
    private final Set<Integer> stops = new HashSet<>();

    private final Set<Integer> leaders = new HashSet<>();
    private final Set<Integer> entries = new HashSet<>();
    private final List<Integer> order = new ArrayList<>();
    private final PriorityQueue<Start> queue =
            new PriorityQueue<>(Comparator.comparingInt(Start::heat).reversed());

    private int start;
    private boolean beyond;

    /**
     * @param everything take cold ways too: for tests, where nothing has run often
     * @param hot for HotSpot's best compiler
     * @param stopping where other regions can be entered
     * @param halvings of the number of instructions that is usual
     */
    Former(Core core, Heat heat, boolean everything, boolean hot, boolean stopping, int halvings) {
        c = core;
        this.heat = heat;
        this.everything = everything;
        this.hot = hot;
        this.stopping = stopping;
        most = (hot ? MOST_HOT : MOST_QUICK) >> halvings;
    }

    /** The plan for a region at the present EIP's code segment and mode, or null when its first instruction is not translated. */
    Plan form(int head) {
        plan = new Plan(head, c.base[Core.CS], c.limit[Core.CS], c.mode, hot);
        plan.heat = heat.of(head);
        floor = (int) Math.max(1, Math.min(plan.heat, SETTLED) / COLD);
        lead(head);
        entries.add(head);
        while (!queue.isEmpty() && roomy()) {
            walk(queue.poll().eip());
        }
        if (!steps.containsKey(head)) {
            return null;
        }
        cut();
        connect();
        return plan;
    }

    /** Whether there was more to take in than a region may have. */
    boolean full() {
        return !roomy();
    }

    private boolean roomy() {
        return steps.size() < most;
    }

    private void lead(int eip) {
        if (leaders.add(eip)) {
            queue.add(new Start(eip, eip == plan.head ? Integer.MAX_VALUE : heat.of(eip)));
        }
    }

    private void maybe(int eip, boolean enter) {
        if (everything || heat.of(eip) >= floor) {
            lead(eip);
            if (enter) {
                entries.add(eip);
            }
        }
    }

    private void walk(int from) {
        int eip = from;
        order.add(from);
        while (roomy() && !steps.containsKey(eip)) {
            if (stopping && eip != plan.head && heat.enters(eip)) {
                return;
            }
            Decoded d = decode(eip);
            if (d == null) {
                return;
            }
            if (!Coverage.translates(d, plan.mode, plan.limit)) {
                stops.add(eip);
                maybe(d.next, true);
                return;
            }
            plan.read(c.mmu.ram, eip, d.next - eip);
            steps.put(eip, d);
            if (Coverage.ends(d)) {
                successors(d);
                return;
            }
            eip = d.next;
            if (Coverage.repeats(d)) {
                // The budget is tested behind it, and the interpreter, where it had to do it, comes back in.
                leaders.add(eip);
                entries.add(eip);
            }
        }
    }

    private void successors(Decoded d) {
        switch (d.op) {
            case JMP:
                if (d.kind0 == Insn.IMMEDIATE) {
                    maybe(d.x0, backward(d));
                } else {
                    indirect(d);
                }
                break;
            case CALL:
                if (d.kind0 == Insn.IMMEDIATE) {
                    maybe(d.x0, false);
                }
                maybe(d.next, true);
                break;
            case RET:
                break;
            default:
                maybe(d.x0, backward(d));
                maybe(d.next, false);
                break;
        }
    }

    private void indirect(Decoded d) {
        int[] targets = heat.targets(d.eip);
        for (int i = 1; targets != null && i <= targets[0]; i++) {
            maybe(targets[i], false);
        }
    }

    private static boolean backward(Decoded d) {
        return Integer.compareUnsigned(d.x0, d.eip) <= 0;
    }

    /** The instruction at an EIP, or null when it cannot be fetched without a look at the page tables, or is none. */
    private Decoded decode(int eip) {
        int linear = plan.base + eip;
        int page = (c.mmu.code[linear >>> 12] ^ linear) >> 12;
        if (page < 0 || Integer.compareUnsigned(eip, plan.limit) > 0) {
            return null;
        }
        start = linear;
        beyond = false;
        plan.arrayPages.putIfAbsent(linear >>> 12, page);
        decoder.decode(this, (plan.mode & Core.CODE32) != 0, instruction);
        int next = eip + instruction.length;
        boolean outside = Integer.compareUnsigned(next - 1, plan.limit) > 0 || next != 0 && next - 1 < eip && next > 0;
        if (beyond || instruction.row == null || instruction.length > Decoder.LONGEST || outside) {
            return null;
        }
        if (Decoded.lacks(c, instruction)) {
            return null;
        }
        return Decoded.of(instruction, next, plan.mode);
    }

    @Override
    public int at(int offset) {
        int linear = start + offset;
        if (offset > Decoder.LONGEST || linear >>> 12 != start >>> 12) {
            beyond = true;
            return 0;
        }
        return c.mmu.ram[plan.arrayPages.get(start >>> 12) << 12 | linear & 0xfff] & 0xff;
    }

    /** Cuts what was decoded into pieces at the leaders. */
    private void cut() {
        Set<Integer> done = new HashSet<>();
        for (int from : order) {
            if (steps.containsKey(from) && done.add(from)) {
                piece(from, done);
            }
        }
    }

    private void piece(int from, Set<Integer> done) {
        int at = from;
        Piece p = null;
        while (steps.containsKey(at) && (at == from || !done.contains(at))) {
            if (p == null || leaders.contains(at)) {
                done.add(at);
                p = new Piece(at, plan.pieces.size());
                p.entry = entries.contains(at);
                plan.pieces.add(p);
                plan.byEip.put(at, p);
            }
            Decoded d = steps.get(at);
            p.steps.add(d);
            p.next = d.next;
            if (Coverage.ends(d)) {
                return;
            }
            at = d.next;
        }
        p.stops = stops.contains(at);
    }

    private void connect() {
        for (Piece p : plan.pieces) {
            Decoded d = p.last();
            if (d.op == backplane.cpu.x86.decode.Op.CALL && d.kind0 == Insn.IMMEDIATE) {
                Piece back = plan.byEip.get(d.next);
                if (back != null && plan.byEip.containsKey(d.x0) && !plan.returns.contains(back)) {
                    plan.returns.add(back);
                }
            }
        }
        for (Piece p : plan.pieces) {
            connect(p);
        }
    }

    private void connect(Piece p) {
        Decoded d = p.last();
        if (!Coverage.ends(d)) {
            edge(p, p.next);
            return;
        }
        switch (d.op) {
            case JMP, CALL -> {
                if (d.kind0 == Insn.IMMEDIATE) {
                    edge(p, d.x0);
                } else {
                    p.leaves = true;
                    if (d.op == backplane.cpu.x86.decode.Op.JMP) {
                        jumpsAbout(p, d);
                    }
                }
            }
            case RET -> {
                p.to.addAll(plan.returns);
                p.leaves = true;
            }
            default -> {
                edge(p, d.next);
                edge(p, d.x0);
            }
        }
    }

    private void jumpsAbout(Piece p, Decoded d) {
        int[] targets = heat.targets(d.eip);
        for (int i = 1; targets != null && i <= targets[0]; i++) {
            Piece to = plan.byEip.get(targets[i]);
            if (to != null) {
                p.to.add(to);
            }
        }
    }

    private void edge(Piece p, int eip) {
        Piece to = plan.byEip.get(eip);
        if (to == null) {
            p.leaves = true;
        } else {
            p.to.add(to);
        }
    }
}

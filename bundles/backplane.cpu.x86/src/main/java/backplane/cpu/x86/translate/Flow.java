package backplane.cpu.x86.translate;

import backplane.cpu.x86.decode.Op;
import backplane.cpu.x86.interpret.Decoded;
import backplane.cpu.x86.interpret.Insn;
import backplane.cpu.x86.semantics.Flags;
import java.util.HashMap;
import java.util.Map;

/** Where flags matter, which operation made them, and where the instruction budget has to be tested. */
final class Flow {
    /** The flag operation is known at run time only. */
    static final int UNKNOWN = -1;

    static final int UNSEEN = -2;

    private static final int ALL = Flags.ARITHMETIC;

    private final Plan plan;

    Flow(Plan plan) {
        this.plan = plan;
    }

    void analyse() {
        Places.analyse(plan);
        if (plan.hot) {
            Loops.analyse(plan);
        }
        test();
        liveness();
        postponements();
        operations();
    }

    // ---- budget

    private void test() {
        Map<Piece, Integer> state = new HashMap<>();
        for (Piece p : plan.pieces) {
            p.tested = p.entry;
        }
        for (Piece p : plan.pieces) {
            visit(p, state);
        }
        for (Piece p : plan.pieces) {
            p.need = 0;
        }
        for (Piece p : plan.pieces) {
            need(p);
        }
    }

    private static void visit(Piece p, Map<Piece, Integer> state) {
        if (state.containsKey(p)) {
            return;
        }
        state.put(p, 1);
        for (Piece to : p.to) {
            if (state.getOrDefault(to, 0) == 1) {
                to.tested = true;
            } else {
                visit(to, state);
            }
        }
        state.put(p, 2);
    }

    private static int need(Piece p) {
        if (p.need == 0) {
            int most = 0;
            for (Piece to : p.to) {
                if (!to.tested) {
                    most = Math.max(most, need(to));
                }
            }
            p.need = p.steps.size() + most;
        }
        return p.need;
    }

    // ---- flag operations

    private void operations() {
        for (Piece p : plan.pieces) {
            p.flagOp = p.entry ? UNKNOWN : UNSEEN;
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Piece p : plan.pieces) {
                if (p.flagOp == UNSEEN) {
                    continue;
                }
                int op = p.flagOp;
                for (int n = 0; n < p.steps.size(); n++) {
                    op = behind(p, n, op);
                }
                for (Piece to : p.to) {
                    int merged = to.flagOp == UNSEEN || to.flagOp == op ? op : UNKNOWN;
                    changed |= merged != to.flagOp;
                    to.flagOp = merged;
                }
            }
        }
    }

    /** The flag operation behind step {@code n}; one whose flags nobody reads leaves the older one in place. */
    static int behind(Piece p, int n, int op) {
        Decoded d = p.steps.get(n);
        return (Coverage.writes(d) & p.liveBehind[n]) == 0 || p.postponed[n] ? op : Coverage.flagOp(d, op);
    }

    // ---- liveness

    private void liveness() {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = plan.pieces.size() - 1; i >= 0; i--) {
                Piece p = plan.pieces.get(i);
                int live = p.leaves || p.to.isEmpty() ? ALL : 0;
                for (Piece to : p.to) {
                    live |= to.live;
                }
                if (p.liveBehind == null) {
                    p.liveBehind = new int[p.steps.size()];
                }
                for (int n = p.steps.size() - 1; n >= 0; n--) {
                    p.liveBehind[n] = live;
                    live = p.mayLeave[n] ? ALL : before(p.steps.get(n), live);
                }
                if (p.tested) {
                    live = ALL;
                }
                changed |= live != p.live;
                p.live = live;
            }
        }
    }

    // ---- flags that only somebody who leaves early would see

    private void postponements() {
        for (Piece p : plan.pieces) {
            p.postponed = new boolean[p.steps.size()];
            for (int n = 0; n < p.steps.size(); n++) {
                p.postponed[n] = postponed(p, n);
            }
        }
    }

    /**
     * Whether an INC or DEC need not set flags. They keep the carry, so they would have to find out what it is: by an
     * operation that at a loop's head is known at run time only. Where other flags come before anybody reads these, and
     * the register stays as it is till then, an early exit makes them of the register and of the older flags.
     */
    private static boolean postponed(Piece p, int n) {
        Decoded counting = p.steps.get(n);
        if (!counts(counting)
                || counting.kind0 != Insn.REG32
                || (Coverage.writes(counting) & p.liveBehind[n]) == 0
                || (p.liveBehind[n] & Flags.CF) == 0) {
            return false;
        }
        for (int m = n + 1; m < p.steps.size(); m++) {
            Decoded d = p.steps.get(m);
            if ((Coverage.reads(d) & ~Flags.CF) != 0 || Coverage.repeats(d)) {
                return false;
            }
            if (Coverage.replaces(d) == ALL || counts(d)) {
                return true;
            }
            if (Coverage.writes(d) != 0 || (p.changes[m] >>> counting.x0 & 1) != 0) {
                return false;
            }
        }
        return false;
    }

    private static boolean counts(Decoded d) {
        return d.op == Op.INC || d.op == Op.DEC;
    }

    /** The flags that matter before an instruction behind which {@code live} do. */
    static int before(Decoded d, int live) {
        return live & ~Coverage.replaces(d) | Coverage.reads(d);
    }
}

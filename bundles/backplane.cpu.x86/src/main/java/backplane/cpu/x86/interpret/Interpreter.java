package backplane.cpu.x86.interpret;

import backplane.api.device.ResetKind;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import backplane.core.Cpu;
import backplane.core.EngineView;
import backplane.core.MemoryMap;
import backplane.core.PortMap;
import backplane.cpu.x86.model.Model;
import backplane.cpu.x86.paging.Mmu;
import backplane.cpu.x86.semantics.Fault;
import backplane.cpu.x86.semantics.Flags;
import backplane.cpu.x86.translate.Code;
import backplane.cpu.x86.translate.Engine;
import backplane.cpu.x86.translate.Region;
import backplane.cpu.x86.translate.Translator;
import java.util.Map;

/** Finds blocks and runs them, counts exactly, takes interrupts and faults at instruction boundaries. */
public final class Interpreter implements Mmu.CodeWatch {
    private static final int INTR = 1;
    private static final int NMI = 2;
    private static final int EXIT = 4;
    private static final int HALTED = 8;
    private static final int SHUTDOWN = 16;
    private static final int TRAP = 32;
    private static final int SHADOW = 64;
    /** DR7 enables breakpoints. */
    private static final int WATCHED = 128;
    /** Blocks behind an instruction in mid-region: the way back to a region's entry. */
    private static final int ASTRAY = 8;
    /** One in so many runs of those counts, lest they become regions for nothing. */
    private static final int ASTRAY_COUNTS = 8;

    public final Core core;
    private final Blocks blocks;
    private final Registers state;
    private final EngineReport report;
    private final Recorder recorder = new Recorder();

    private final Exits exits = new Exits();
    /** Instructions in all runs so far. */
    private long executed;

    /** Why the next boundary needs a look; 0 nearly always. */
    private int attention;

    private boolean intr;
    /** An NMI's handler has not returned; a further one waits. */
    private boolean nmiBlocked;

    private boolean nmiWaits;
    private boolean trapAfter;

    /** Null when nothing is translated, like the next one. */
    private final Translator translator;

    private final Candidates candidates;
    /** Instructions that regions have executed. */
    private long translated;

    /** Blocks for which the processor is on its way back to a region, and all of these so far. */
    private int astray;

    private int strayed;

    private int limit;
    private int left;
    /** When fewer instructions are left, none need be executed one by one; negative when the run ends for that. */
    private int enough;

    private Block current;
    /** Comes before the first block of a run. */
    private final Block none = new Block();
    /** Comes after regions. */
    private final Block behind = new Block();

    /** Iterations that the running repeated instruction has completed. */
    private int repeated;

    public Interpreter(MemoryMap memory, PortMap ports, Cpu.Wires wires, Model model, Engine engine) {
        this.core = new Core(memory, ports, wires, model, this);
        blocks = new Blocks(core);
        translator = engine.translate() ? new Translator(core, engine, blocks.history()) : null;
        blocks.translator(translator);
        candidates = translator == null ? null : new Candidates(core, blocks, translator);
        state = new Registers(core);
        report = new EngineReport(this, translator);
    }

    /**
     * As {@link Cpu#run}.
     *
     * @param rest fewer instructions than these may be left when only the interpreter could execute them
     */
    public int run(int instructions, int rest) {
        limit = instructions;
        left = instructions;
        enough = rest;
        attention &= ~EXIT;
        while (left > 0 && enough >= 0) {
            try {
                if (attention == 0) {
                    blocks();
                } else if (!attend()) {
                    break;
                }
            } catch (Fault f) {
                fault(f);
            }
        }
        int done = limit - left;
        if (left <= 0 || enough < 0) {
            exits.count(Exits.SLICE);
        }
        executed += done;
        left = 0;
        limit = 0;
        return done;
    }

    /** Instructions completed since it was made, up to the latest run's end. */
    long executed() {
        return executed;
    }

    /** Those of them that regions have executed. */
    long translated() {
        return translated;
    }

    public EngineView report() {
        return report;
    }

    /** How often it was left, by reason. */
    Map<String, Long> exits() {
        return exits.byReason();
    }

    /** As {@link Cpu#completed}. */
    public int completed() {
        Block b = current;
        return limit - left + (b == null ? 0 : b.code[core.at].before + repeated);
    }

    private void blocks() {
        Core c = core;
        if (translator != null && translator.ready()) {
            candidates.publish();
        }
        Block last = none;
        do {
            Block b = last.successor(c.eip, c.epoch);
            if (b == null) {
                b = blocks.find(0);
                last.link(b, c.epoch);
            }
            // Where a run begins may be anywhere in a loop, which has a head already.
            if (b.entered >= b.threshold && (last != none || b.threshold == 0)) {
                candidates.add(b);
            }
            last = b;
            if (b.region != null) {
                if (left < enough && left < b.need) {
                    enough = -1;
                    return;
                }
                if (left >= b.need && region(c, b)) {
                    last = behind;
                    continue;
                }
            }
            if (b.count > left) {
                b = blocks.find(Core.SINGLE);
                last = none;
            } else if (astray > 0) {
                astray--;
                if (++strayed % ASTRAY_COUNTS != 0) {
                    b.entered--;
                }
            }
            execute(c, b);
        } while (attention == 0 && left > 0);
    }

    /** Runs the region that starts with this block, and those that follow it. False when there is none any more. */
    private boolean region(Core c, Block first) {
        Block b = first;
        int selector = c.selector[Core.CS];
        report.inRegion = true;
        do {
            Region r = b.region;
            Code code = r.code;
            if (code == null) {
                report.inRegion = false;
                blocks.detach(b);
                return b != first;
            }
            recorder.block(selector, b.eip);
            int most = r.counting ? Math.min(left, Math.max(b.need, Region.COUNTED)) : left;
            c.budget = most;
            int result = code.run(c, b.entry);
            int done = most - c.budget;
            astray = 0;
            left -= done;
            translated += done;
            if (r.ran(done)) {
                due(r);
            }
            if (result == Region.LEFT) {
                exits.count(c.budget < b.need ? Exits.BUDGET : Exits.JUMP);
            } else {
                report.inRegion = false;
                exits.count(result < 0 ? Exits.EARLY : Exits.STEP);
                stepOver(c, r, result);
                if (attention != 0 || left <= 0) {
                    return true;
                }
                selector = c.selector[Core.CS];
                report.inRegion = true;
            }
            Block from = b;
            b = from.behind(c.eip, c.epoch);
            if (b == null) {
                b = blocks.mapped();
                if (b != null) {
                    from.left(b, c.epoch);
                }
            }
        } while (b != null && b.region != null && left >= b.need);
        report.inRegion = false;
        return true;
    }

    /** A region has executed what makes it worth another compilation. */
    private void due(Region r) {
        if (r.counting) {
            translator.counted(r);
        } else {
            translator.promote(r);
        }
    }

    /** The region was left before an instruction that the interpreter executes. */
    private void stepOver(Core c, Region r, int result) {
        if (result < 0) {
            int number = ~result;
            int undone = r.restore(c, number);
            left += undone;
            translated -= undone;
            translator.leftEarly(r);
            astray = ASTRAY;
        }
        if (left > 0) {
            execute(c, blocks.find(Core.SINGLE));
        }
    }

    private void execute(Core c, Block b) {
        b.entered++;
        recorder.block(c.selector[Core.CS], b.eip);
        Insn[] code = b.code;
        int n = code.length;
        current = b;
        c.eip = b.next;
        c.end = n;
        int i = 0;
        do {
            c.at = i;
            code[i].run(c);
            i++;
        } while (i < c.end);
        if (i == n) {
            left -= b.count;
        } else {
            c.eip = code[i - 1].next();
            left -= code[i - 1].after;
        }
        current = null;
    }

    private void fault(Fault f) {
        exits.count(Exits.FAULT);
        trapAfter = false;
        Block b = current;
        if (b == null) {
            left--;
        } else {
            Insn insn = b.code[core.at];
            if (!core.tasks.switched) {
                core.eip = insn.eip;
            }
            left -= insn.before + repeated + 1;
            current = null;
            repeated = 0;
        }
        if (f.vector == Fault.FREEZE) {
            halt();
        } else {
            core.interrupts.exception(f.vector, f.code);
        }
    }

    /** IGNNE#. */
    public void ignne(boolean level) {
        core.fpuLink.ignne = level;
    }

    /** Handles what is pending at this boundary. False when the run ends here. */
    private boolean attend() {
        if ((attention & (EXIT | HALTED | SHUTDOWN)) != 0) {
            exits.count(
                    (attention & HALTED) != 0
                            ? Exits.HALT
                            : (attention & SHUTDOWN) != 0 ? Exits.SHUTDOWN : Exits.DEVICE);
            attention &= ~EXIT;
            return false;
        }
        if ((attention & SHADOW) != 0) {
            attention &= ~SHADOW;
            step();
        } else if ((attention & NMI) != 0) {
            attention &= ~NMI;
            nmiBlocked = true;
            exits.count(Exits.NMI);
            core.interrupts.external(2);
        } else if ((attention & INTR) != 0) {
            exits.count(Exits.INTERRUPT);
            core.interrupts.external(core.wires.acknowledge());
        } else {
            single();
        }
        return true;
    }

    /** One instruction, unless a breakpoint stands on it. */
    private void single() {
        exits.count(Exits.SINGLE);
        if (watched() && core.debug.stops()) {
            left--;
            core.interrupts.debug();
        } else {
            step();
        }
    }

    /** One instruction, and the debug trap behind it. */
    private void step() {
        Core c = core;
        trapAfter = (attention & TRAP) != 0;
        c.debug.begin();
        c.eflags &= ~Flags.RF;
        int start = c.eip;
        Block b = blocks.find(Core.SINGLE);
        execute(c, b);
        if (c.eip == start && b.code[0] instanceof Strings) {
            c.eflags |= Flags.RF;
        }
        boolean stepped = trapAfter && !(c.eip == b.next && c.msrs.branchSteps());
        trapAfter = false;
        if (c.debug.traps(stepped)) {
            c.interrupts.debug();
        }
    }

    /** Whether DR7 enables breakpoints. */
    boolean watched() {
        return (attention & WATCHED) != 0;
    }

    void watched(boolean on) {
        if (on) {
            attention |= WATCHED;
            core.eflags &= ~Flags.RF;
            core.end = 0;
        } else {
            attention &= ~WATCHED;
        }
    }

    void noTrap() {
        trapAfter = false;
    }

    /** Iterations that a repeated instruction may make now. */
    int budget(Insn insn) {
        return trapAfter || watched() ? 1 : left - insn.before;
    }

    /** A repeated instruction has made this many iterations so far. */
    void repeated(int iterations) {
        repeated = iterations;
    }

    /** A repeated instruction is through for now. */
    void repeatedEnd(int iterations) {
        repeated = 0;
        if (iterations > 1) {
            left -= iterations - 1;
        }
    }

    /** IF or TF may have changed. */
    void flagsChanged() {
        attention = attention & ~(INTR | TRAP)
                | (intr && (core.eflags & Flags.IF) != 0 ? INTR : 0)
                | ((core.eflags & Flags.TF) != 0 ? TRAP : 0);
        if (attention != 0) {
            core.end = 0;
        }
    }

    /** SS was loaded: neither an interrupt nor the trap of a single step comes before the next instruction is through. */
    void stackShadow() {
        shadow();
        noTrap();
    }

    /** No interrupt is taken before the next instruction is through. */
    void shadow() {
        attention |= SHADOW;
        core.end = 0;
    }

    public void intr(boolean level) {
        intr = level;
        flagsChanged();
        wake();
    }

    public void nmi() {
        if (nmiBlocked) {
            nmiWaits = true;
            return;
        }
        attention |= NMI;
        core.end = 0;
        wake();
    }

    /** IRET: an NMI may come again. */
    void returned() {
        nmiBlocked = false;
        if (nmiWaits) {
            nmiWaits = false;
            nmi();
        }
    }

    private void wake() {
        if ((attention & (INTR | NMI)) != 0) {
            attention &= ~HALTED;
        }
    }

    void halt() {
        attention |= HALTED;
        core.end = 0;
        wake();
    }

    public void exit() {
        attention |= EXIT;
        core.end = 0;
    }

    void shutDown() {
        attention |= SHUTDOWN;
        core.end = 0;
    }

    public boolean halted() {
        return (attention & HALTED) != 0;
    }

    public boolean shutdown() {
        return (attention & SHUTDOWN) != 0;
    }

    /** As {@link Cpu#doing}. */
    public String doing() {
        return Doing.text(core, halted(), shutdown());
    }

    /** The array page that the running instruction was fetched from. */
    int page() {
        return current == null ? -1 : current.page;
    }

    public Registers state() {
        return state;
    }

    /** A firmware trap: EIP is behind the instruction and may be changed. */
    void trap(int number) {
        core.wires.trap(state, number);
        core.end = 0;
    }

    void record(int kind, int vector, int code) {
        recorder.event(kind, vector, code);
    }

    public String recorder() {
        return recorder.text();
    }

    /** The processor is taken out: no more translation. */
    public void stop() {
        if (translator != null) {
            translator.stop();
        }
    }

    /** Code was overwritten, by the CPU itself or by somebody else. */
    @Override
    public void codeWritten(int arrayPage, long grains) {
        blocks.written(arrayPage, grains);
        core.disturbed();
    }

    /** Pages have other owners. */
    public void remapped() {
        core.mmu.flush();
        core.disturbed();
    }

    public boolean code32() {
        return (core.mode & Core.CODE32) != 0;
    }

    public void save(StateWriter out) {
        SavedState.save(core, out);
        out.put("ferr", core.fpuLink.ferr);
        out.put("ignne", core.fpuLink.ignne);
        out.put("attention", attention);
        out.put("intr", intr);
        out.put("nmiBlocked", nmiBlocked);
        out.put("nmiWaits", nmiWaits);
    }

    public void restore(StateReader in) throws StateException {
        core.fpuLink.ferr = in.getBoolean("ferr");
        core.fpuLink.ignne = in.getBoolean("ignne");
        attention = in.getInt("attention");
        intr = in.getBoolean("intr");
        nmiBlocked = in.getBoolean("nmiBlocked");
        nmiWaits = in.getBoolean("nmiWaits");
        SavedState.restore(core, in);
        blocks.clear();
        core.disturbed();
    }

    /** RESET and INIT (SDM vol. 3A table 9-1). */
    public void reset(ResetKind kind) {
        Core c = core;
        if (kind != ResetKind.SOFT) {
            c.fpu.reset();
            c.simd.reset();
            c.msrs.reset();
        }
        attention = 0;
        nmiBlocked = false;
        nmiWaits = false;
        trapAfter = false;
        java.util.Arrays.fill(c.r, 0);
        c.r[Core.EDX] = c.model.signature();
        c.arithmetic(0);
        c.eflags = 0;
        for (int s = 0; s < 6; s++) {
            c.cache(s, 0, 0, 0xffff, 0x93);
        }
        c.cache(Core.CS, 0xf000, 0xffff0000, 0xffff, 0x93);
        c.cache(Core.LDT, 0, 0, 0xffff, 0x82);
        c.cache(Core.TR, 0, 0, 0xffff, 0x83);
        c.gdtBase = 0;
        c.gdtLimit = 0xffff;
        c.idtBase = 0;
        c.idtLimit = 0xffff;
        c.eip = 0xfff0;
        c.cr0 = 0x60000010;
        c.cr3 = 0;
        c.cr4 = 0;
        c.mmu.cr2(0);
        c.tasks.switched = false;
        c.debug.reset();
        c.cpl(0);
        c.control();
        c.updateMode();
        flagsChanged();
    }
}

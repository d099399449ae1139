package backplane.cpu.x86.translate;

import static backplane.cpu.x86.interpret.Insn.REG16;
import static backplane.cpu.x86.interpret.Insn.REG32;

import backplane.cpu.x86.interpret.Core;
import backplane.cpu.x86.interpret.Decoded;
import backplane.cpu.x86.interpret.Insn;
import backplane.cpu.x86.paging.Mmu;
import backplane.cpu.x86.semantics.Flags;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Makes the class of a region from its plan. */
final class Generator {
    private static final String SUPER = "backplane/cpu/x86/translate/Code";
    /**
     * How the classes' names begin; the address of the head follows. By them distribution/compiler.json tells HotSpot that
     * who asks for them to be compiled waits.
     */
    private static final String QUICK = "backplane/cpu/x86/translate/Quick_";

    private static final String HOT = "backplane/cpu/x86/translate/Hot_";
    private static final String MMU_TYPE = "backplane/cpu/x86/paging/Mmu";
    private static final String FAULT = "backplane/cpu/x86/semantics/Fault";
    private static final int STACK = 16;
    private static final Integer INT = Opcodes.INTEGER;
    /** The locals that are set throughout. */
    private static final Object[] FRAME = frame();

    private static Object[] frame() {
        Object[] types = new Object[Emitter.TL];
        java.util.Arrays.fill(types, INT);
        types[0] = SUPER;
        types[Emitter.CORE] = Emitter.CORE_TYPE;
        types[Emitter.READ] = "[I";
        types[Emitter.WRITE] = "[I";
        types[Emitter.RAM] = "[B";
        types[Emitter.REGS] = "[I";
        types[Emitter.UNSAFE] = Memory.UNSAFE_TYPE;
        return types;
    }

    private record Stub(Label label, Piece from, int op, int eip) {}

    private final Plan plan;
    private Emitter e;
    private Arithmetic arithmetic;
    private Shifting shifting;
    private Moving moving;
    private FloatingPoint floating;
    private final Label exit = new Label();
    private final Label end = new Label();
    private final List<Stub> stubs = new ArrayList<>();

    /** A repeated instruction, the last of its piece, that the interpreter has to execute. */
    private record Undone(Label label, int op, int eip) {}

    private final List<Undone> undones = new ArrayList<>();

    private final List<int[]> early = new ArrayList<>();

    private Piece piece;
    private Piece following;
    /** Whose flags nobody has set yet, as {@link Region} wants it; 0 at the ends of a piece. */
    private int postponed;

    Generator(Plan plan) {
        this.plan = plan;
    }

    byte[] build() {
        ClassWriter writer = new ClassWriter(0);
        String name = (plan.hot ? HOT : QUICK) + HexFormat.of().toHexDigits(plan.base + plan.head);
        writer.visit(Opcodes.V17, Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, name, null, SUPER, null);
        constructor(writer);
        MethodVisitor mv = writer.visitMethod(Opcodes.ACC_PUBLIC, "run", "(L" + Emitter.CORE_TYPE + ";I)I", null, null);
        e = new Emitter(mv, plan);
        arithmetic = new Arithmetic(e);
        shifting = new Shifting(e);
        moving = new Moving(e);
        floating = new FloatingPoint(e);
        mv.visitCode();
        body(mv);
        mv.visitMaxs(STACK, Emitter.LOCALS);
        mv.visitEnd();
        writer.visitEnd();
        return writer.toByteArray();
    }

    private static void constructor(ClassWriter writer) {
        MethodVisitor mv = writer.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "()V", null, null);
        mv.visitCode();
        mv.visitVarInsn(Opcodes.ALOAD, 0);
        mv.visitMethodInsn(Opcodes.INVOKESPECIAL, SUPER, "<init>", "()V", false);
        mv.visitInsn(Opcodes.RETURN);
        mv.visitMaxs(1, 1);
        mv.visitEnd();
    }

    private void body(MethodVisitor mv) {
        Label enter = new Label();
        Label start = new Label();
        Label stop = new Label();
        Label handler = new Label();
        Label left = new Label();
        mv.visitTryCatchBlock(start, stop, handler, FAULT);
        mv.visitJumpInsn(Opcodes.GOTO, enter);
        mv.visitLabel(start);
        mv.visitFrame(Opcodes.F_FULL, FRAME.length, FRAME, 0, null);
        for (int i = 0; i < plan.pieces.size(); i++) {
            piece = plan.pieces.get(i);
            following = i + 1 < plan.pieces.size() ? plan.pieces.get(i + 1) : null;
            emit(piece, i > 0);
        }
        for (int i = 0; i < stubs.size(); i++) {
            Stub s = stubs.get(i);
            e.mark(s.label);
            piece = s.from;
            following = null;
            e.op = s.op;
            edge(s.eip);
        }
        for (Undone u : undones) {
            e.mark(u.label);
            e.op = u.op;
            e.mv.visitIincInsn(Emitter.LEFT, 1);
            e.set(Emitter.RESULT, Region.STEP);
            leaveTo(u.eip);
        }
        e.slowWays(left);
        mv.visitLabel(stop);
        mv.visitLabel(handler);
        mv.visitFrame(Opcodes.F_SAME1, 0, null, 1, new Object[] {FAULT});
        mv.visitInsn(Opcodes.POP);
        e.mark(left);
        e.load(Emitter.IX);
        e.push(-1);
        e.insn(Opcodes.IXOR);
        e.store(Emitter.RESULT);
        e.mark(exit);
        leave();
        enter(mv, enter);
        mv.visitLabel(end);
    }

    // ---- entry and exit

    /** At the end, because by now it is known which registers it takes. */
    private void enter(MethodVisitor mv, Label label) {
        mv.visitLabel(label);
        mv.visitFrame(Opcodes.F_FULL, 3, new Object[] {SUPER, Emitter.CORE_TYPE, INT}, 0, null);
        mv.visitFieldInsn(Opcodes.GETSTATIC, Emitter.MEMORY, "UNSAFE", "Ljava/lang/Object;");
        mv.visitTypeInsn(Opcodes.CHECKCAST, Memory.UNSAFE_TYPE);
        mv.visitVarInsn(Opcodes.ASTORE, Emitter.UNSAFE);
        field("mmu", "L" + MMU_TYPE + ";");
        mv.visitInsn(Opcodes.DUP);
        mv.visitFieldInsn(Opcodes.GETFIELD, MMU_TYPE, "read", "[I");
        mv.visitVarInsn(Opcodes.ASTORE, Emitter.READ);
        mv.visitInsn(Opcodes.DUP);
        mv.visitFieldInsn(Opcodes.GETFIELD, MMU_TYPE, "write", "[I");
        mv.visitVarInsn(Opcodes.ASTORE, Emitter.WRITE);
        mv.visitFieldInsn(Opcodes.GETFIELD, MMU_TYPE, "ram", "[B");
        mv.visitVarInsn(Opcodes.ASTORE, Emitter.RAM);
        intField("budget", Emitter.LEFT);
        e.set(Emitter.IX, 0);
        e.set(Emitter.TO, 0);
        for (int local = Emitter.AT; local < Emitter.TL; local++) {
            if (FRAME[local] == INT) {
                e.set(local, 0);
            }
        }
        intField("flagOp", Emitter.FOP);
        intField("flagA", Emitter.FA);
        intField("flagB", Emitter.FB);
        intField("flagR", Emitter.FR);
        registers();
        for (int n = 0; n < 8; n++) {
            if (plan.hot && ((e.used | e.written) >>> n & 1) != 0) {
                e.element(Emitter.REGS, n);
                e.getElement();
            } else {
                e.push(0);
            }
            e.store(Emitter.REGISTERS + n);
        }
        e.load(Emitter.RESULT);
        e.set(Emitter.RESULT, Region.LEFT);
        List<Piece> entries = plan.entryPieces();
        Label[] labels = entries.stream()
                .map(p -> p.way.isEmpty() ? p.label : new Label())
                .toArray(Label[]::new);
        mv.visitTableSwitchInsn(0, labels.length - 1, labels[0], labels);
        for (int n = 0; n < labels.length; n++) {
            Piece entry = entries.get(n);
            if (!entry.way.isEmpty()) {
                mv.visitLabel(labels[n]);
                mv.visitFrame(Opcodes.F_FULL, FRAME.length, FRAME, 0, null);
                e.set(Emitter.SENT, n + 1);
                e.jump(Opcodes.GOTO, entry.way.get(0).label);
            }
        }
    }

    /** At a loop's head: who wants to go to an entry in the loop is sent on, to the next head on its way or there. */
    private void send(Piece head) {
        Label stays = new Label();
        e.load(Emitter.SENT);
        e.jump(Opcodes.IFEQ, stays);
        List<Piece> entries = plan.entryPieces();
        List<Piece> sent = head.sends.stream()
                .sorted(Comparator.comparingInt(entries::indexOf))
                .toList();
        int[] keys = sent.stream().mapToInt(p -> entries.indexOf(p) + 1).toArray();
        Label[] labels = new Label[keys.length];
        for (int n = 0; n < keys.length; n++) {
            Piece entry = sent.get(n);
            int next = entry.way.indexOf(head) + 1;
            labels[n] = next < entry.way.size() ? entry.way.get(next).label : new Label();
        }
        e.load(Emitter.SENT);
        e.mv.visitLookupSwitchInsn(stays, keys, labels);
        for (int n = 0; n < keys.length; n++) {
            Piece entry = sent.get(n);
            if (entry.way.get(entry.way.size() - 1) == head) {
                e.mark(labels[n]);
                e.set(Emitter.SENT, 0);
                e.jump(Opcodes.GOTO, entry.label);
            }
        }
        e.mark(stays);
    }

    /** The core's registers, to their local. */
    private void registers() {
        field("r", "[I");
        e.mv.visitVarInsn(Opcodes.ASTORE, Emitter.REGS);
    }

    private void field(String name, String type) {
        e.object(Emitter.CORE);
        e.mv.visitFieldInsn(Opcodes.GETFIELD, Emitter.CORE_TYPE, name, type);
    }

    private void intField(String name, int local) {
        field(name, "I");
        e.store(local);
    }

    private void leave() {
        toField("eip", Emitter.TO);
        toField("flagOp", Emitter.FOP);
        toField("flagA", Emitter.FA);
        toField("flagB", Emitter.FB);
        toField("flagR", Emitter.FR);
        toField("budget", Emitter.LEFT);
        if (plan.hot) {
            registers();
            for (int n = 0; n < 8; n++) {
                if ((e.written >>> n & 1) != 0) {
                    e.element(Emitter.REGS, n);
                    e.load(Emitter.REGISTERS + n);
                    e.putElement();
                }
            }
        }
        e.load(Emitter.RESULT);
        e.insn(Opcodes.IRETURN);
    }

    private void toField(String name, int local) {
        e.object(Emitter.CORE);
        e.load(local);
        e.mv.visitFieldInsn(Opcodes.PUTFIELD, Emitter.CORE_TYPE, name, "I");
    }

    // ---- pieces

    /** @param framed the label needs a frame, which at the start is there already */
    private void emit(Piece p, boolean framed) {
        if (framed) {
            e.mark(p.label);
        } else {
            e.mv.visitLabel(p.label);
        }
        if (!p.sends.isEmpty()) {
            send(p);
        }
        e.op = p.flagOp < 0 ? Flow.UNKNOWN : p.flagOp;
        if (p.tested) {
            e.load(Emitter.LEFT);
            e.push(p.need);
            Label rich = new Label();
            e.jump(Opcodes.IF_ICMPGE, rich);
            leaveTo(p.eip);
            e.mark(rich);
        }
        e.mv.visitIincInsn(Emitter.LEFT, -p.steps.size());
        for (int n = 0; n < p.steps.size(); n++) {
            step(p, n);
        }
        if (p.stops) {
            e.set(Emitter.RESULT, Region.STEP);
            leaveTo(p.next);
        } else if (!Coverage.ends(p.last())) {
            edge(p.next);
        }
    }

    private void step(Piece p, int n) {
        Decoded d = p.steps.get(n);
        int wanted = p.postponed[n] ? 0 : Coverage.writes(d) & p.liveBehind[n];
        arithmetic.carryWanted = (p.liveBehind[n] & Flags.CF) != 0;
        if (p.mayLeave[n]) {
            early.add(new int[] {d.eip, p.steps.size() - n, e.op, postponed});
        }
        e.begin(p, n, p.mayLeave[n] ? early.size() - 1 : -1);
        int behind = Flow.behind(p, n, e.op);
        boolean done = repeat(d)
                || arithmetic.emit(d, wanted)
                || shifting.emit(d, wanted)
                || moving.emit(d, wanted)
                || floating.emit(d, wanted);
        if (!done) {
            branch(d);
        }
        e.end(p.changes[n]);
        e.op = behind;
        if (p.postponed[n]) {
            postponed = Coverage.flagOp(d, behind) << 3 | d.x0;
        } else if (Coverage.writes(d) != 0) {
            postponed = 0;
        }
    }

    private boolean repeat(Decoded d) {
        if (!Coverage.repeats(d)) {
            return false;
        }
        Label undone = new Label();
        moving.repeated(d, undone);
        undones.add(new Undone(undone, e.op, d.eip));
        return true;
    }

    // ---- leaving pieces

    /** Leaves the region for an EIP. */
    private void leaveTo(int eip) {
        e.set(Emitter.TO, eip);
        e.materialize();
        e.jump(Opcodes.GOTO, exit);
    }

    /** Goes on at an EIP, in the region or outside. */
    private void edge(int eip) {
        Piece to = plan.byEip.get(eip);
        if (to == null) {
            leaveTo(eip);
            return;
        }
        if (otherPage(to)) {
            Label same = new Label();
            field("mmu", "L" + MMU_TYPE + ";");
            e.mv.visitFieldInsn(Opcodes.GETFIELD, MMU_TYPE, "code", "[I");
            e.push(plan.base + eip >>> 12);
            e.insn(Opcodes.IALOAD);
            e.push(Mmu.entry(plan.base + eip, plan.arrayPage(eip)));
            e.jump(Opcodes.IF_ICMPEQ, same);
            leaveTo(eip);
            e.mark(same);
        }
        if (to.flagOp < 0) {
            e.materialize();
        }
        if (to != following) {
            e.jump(Opcodes.GOTO, to.label);
        }
    }

    /** Whether a piece lies in another page than the last instruction of this one. */
    private boolean otherPage(Piece to) {
        return (plan.base + to.eip ^ plan.base + piece.last().eip) >>> 12 != 0;
    }

    /** A label from which execution goes on at an EIP. */
    private Label towards(int eip) {
        Piece to = plan.byEip.get(eip);
        if (to != null && !otherPage(to) && (to.flagOp >= 0 || e.op < 0)) {
            return to.label;
        }
        Label label = new Label();
        stubs.add(new Stub(label, piece, e.op, eip));
        return label;
    }

    private void branch(Decoded d) {
        switch (d.op) {
            case JMP -> {
                if (d.kind0 == Insn.IMMEDIATE) {
                    edge(d.x0);
                } else {
                    target(d);
                    e.store(Emitter.TO);
                    e.materialize();
                    e.op = Flow.UNKNOWN;
                    select(piece.to);
                }
            }
            case JCC -> {
                e.jumpIf(d.condition, towards(d.x0));
                edge(d.next);
            }
            case CALL -> invoke(d);
            case RET -> giveBack(d);
            default -> loop(d);
        }
    }

    private void loop(Decoded d) {
        int kind = d.mask == -1 ? REG32 : REG16;
        if (d.op == backplane.cpu.x86.decode.Op.JCXZ) {
            e.value(kind, Core.ECX);
            e.jump(Opcodes.IFEQ, towards(d.x0));
            edge(d.next);
            return;
        }
        e.reg(Core.ECX);
        e.push(1);
        e.insn(Opcodes.ISUB);
        e.put(kind, Core.ECX);
        Label over = new Label();
        e.value(kind, Core.ECX);
        switch (d.op) {
            case LOOP -> e.jump(Opcodes.IFNE, towards(d.x0));
            default -> {
                e.jump(Opcodes.IFEQ, over);
                e.jumpIf(d.op == backplane.cpu.x86.decode.Op.LOOPE ? 4 : 5, towards(d.x0));
                e.mark(over);
            }
        }
        edge(d.next);
    }

    /** Pushes the target of an indirect jump or call, checked against the code segment's limit. */
    private void target(Decoded d) {
        if (Decoded.memory(d.kind0)) {
            e.read(d, d.size);
        } else {
            e.value(d.kind0, d.x0);
        }
        if (plan.limit != -1) {
            e.store(Emitter.TA);
            checkTarget();
        }
    }

    /** Pushes the target in TA if it lies within the code segment. */
    private void checkTarget() {
        e.mayThrow();
        e.object(Emitter.CORE);
        e.load(Emitter.TA);
        e.call(Emitter.HELPERS, "target", "(L" + Emitter.CORE_TYPE + ";I)I");
    }

    private void invoke(Decoded d) {
        boolean direct = d.kind0 == Insn.IMMEDIATE;
        if (!direct) {
            target(d);
            e.store(Emitter.TC);
        }
        e.set(Emitter.TA, d.next);
        e.pushTA(d.size);
        if (direct) {
            edge(d.x0);
        } else {
            e.load(Emitter.TC);
            e.store(Emitter.TO);
            e.materialize();
            e.jump(Opcodes.GOTO, exit);
        }
    }

    private void giveBack(Decoded d) {
        e.peek(d.size);
        if (plan.limit != -1) {
            e.store(Emitter.TA);
            checkTarget();
        }
        e.store(Emitter.TO);
        e.drop(d.size + d.x0);
        e.materialize();
        e.op = Flow.UNKNOWN;
        select(plan.returns);
    }

    /** Goes on at the piece whose EIP is in TO, if it is one of these; the flag operation is in its local. */
    private void select(List<Piece> pieces) {
        List<Piece> sites =
                pieces.stream().sorted(Comparator.comparingInt(p -> p.eip)).toList();
        if (sites.isEmpty()) {
            e.jump(Opcodes.GOTO, exit);
            return;
        }
        int[] keys = sites.stream().mapToInt(p -> p.eip).toArray();
        Label[] labels = sites.stream().map(p -> towards(p.eip)).toArray(Label[]::new);
        e.load(Emitter.TO);
        e.mv.visitLookupSwitchInsn(exit, keys, labels);
    }

    // ---- what the region needs to know

    int size() {
        return end.getOffset();
    }

    int[] eips() {
        return early.stream().mapToInt(x -> x[0]).toArray();
    }

    int[] giveBack() {
        return early.stream().mapToInt(x -> x[1]).toArray();
    }

    int[] flagOps() {
        return early.stream().mapToInt(x -> x[2]).toArray();
    }

    int[] postponed() {
        return early.stream().mapToInt(x -> x[3]).toArray();
    }
}

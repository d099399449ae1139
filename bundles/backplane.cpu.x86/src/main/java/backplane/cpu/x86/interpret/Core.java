package backplane.cpu.x86.interpret;

import backplane.core.Cpu;
import backplane.core.PortMap;
import backplane.cpu.x86.fpu.Fpu;
import backplane.cpu.x86.model.Feature;
import backplane.cpu.x86.model.Model;
import backplane.cpu.x86.paging.Mmu;
import backplane.cpu.x86.semantics.Fault;
import backplane.cpu.x86.semantics.Flags;
import backplane.cpu.x86.simd.SimdState;

/**
 * The registers, and what every instruction needs of them: lazy flags, segmented memory, the stack. Fields are open to
 * this package because each of them is touched on every few nanoseconds' path.
 */
public final class Core {
    public static final int EAX = 0;
    public static final int ECX = 1;
    public static final int EDX = 2;
    public static final int EBX = 3;
    public static final int ESP = 4;
    public static final int EBP = 5;
    public static final int ESI = 6;
    public static final int EDI = 7;

    public static final int ES = 0;
    public static final int CS = 1;
    public static final int SS = 2;
    public static final int DS = 3;
    public static final int FS = 4;
    public static final int GS = 5;
    /** Index of the LDT's and the task state's cached descriptors. */
    public static final int LDT = 6;

    public static final int TR = 7;

    /** {@link #mode} bits: 32-bit code, 32-bit stack, protected mode, V86, flat segments. */
    public static final int CODE32 = 1;

    public static final int STACK32 = 2;
    public static final int PROTECTED = 4;
    public static final int FLAT_CS = 16;
    public static final int FLAT_SS = 32;
    public static final int FLAT_DS = 64;
    public static final int FLAT_ES = 128;
    /** Blocks of one instruction, used to stop exactly. */
    static final int SINGLE = 256;

    static final int CR0_PE = 1;
    static final int CR0_MP = 2;
    static final int CR0_EM = 4;
    static final int CR0_TS = 8;
    static final int CR0_NE = 0x20;
    static final int CR0_AM = 0x40000;

    static final int CR4_VME = 1;
    static final int CR4_PVI = 2;
    static final int CR4_PAE = 0x20;

    private static final long UNSIGNED = 0xffffffffL;

    /** General registers by encoding; number 8 is always 0. */
    public final int[] r = new int[16];

    public int eip;

    public int flagOp;
    public int flagA;
    public int flagB;
    public int flagR;
    /** EFLAGS but for the six arithmetic flags. */
    public int eflags;

    public final int[] selector = new int[8];
    public final int[] base = new int[8];
    public final int[] limit = new int[8];
    /** Bits 8 to 23 of the descriptor's second word, without the limit's. */
    public final int[] access = new int[8];
    /** The last offset that may be read and written without a closer look, or -1. */
    public final long[] readTop = new long[8];

    public final long[] writeTop = new long[8];

    int gdtBase;
    int gdtLimit;
    int idtBase;
    int idtLimit;
    public int cr0;
    int cr3;
    int cr4;
    public int cpl;
    public int mode;

    public final Mmu mmu;
    public final PortMap ports;
    public final Cpu.Wires wires;
    public final Model model;
    public final Fault fault = new Fault();
    final Interpreter interpreter;
    final Segments segments = new Segments(this);
    final Transfers transfers = new Transfers(this);
    final Tasks tasks = new Tasks(this);
    final Interrupts interrupts = new Interrupts(this);
    final FpuLink fpuLink = new FpuLink(this);
    final Fpu fpu = new Fpu(fpuLink);
    final SimdState simd = new SimdState();
    final Msrs msrs = new Msrs(this);
    final Debug debug = new Debug(this);

    /**
     * Counts the events after which a linear EIP may mean other code than before: new mappings, privilege, CS, mode,
     * overwritten code. Links between blocks are good for one epoch.
     */
    public int epoch = 1;

    /** Instructions that a region may still execute. */
    public int budget;

    /** Offset in its page of the last byte of accesses that a region was left before; beyond 0xfff it is in the next page. */
    public int spanEnd;

    /** The index in the block of the instruction that runs. */
    int at;

    /** Instructions of the running block go on below this index; 0 leaves the block. */
    public int end;

    Core(backplane.core.MemoryMap memory, PortMap ports, Cpu.Wires wires, Model model, Interpreter interpreter) {
        this.interpreter = interpreter;
        this.model = model;
        this.ports = ports;
        this.wires = wires;
        mmu = new Mmu(memory, fault, interpreter, model.has(Feature.PSE36));
    }

    // ---- flags

    int eflags() {
        return eflags | Flags.word(flagOp, flagA, flagB, flagR) | 2;
    }

    /** Replaces the bits of {@code mask}; the caller has applied the privilege rules. */
    void eflags(int value, int mask) {
        int all = eflags() & ~mask | value & mask;
        flagOp = Flags.WORD;
        flagR = all & Flags.ARITHMETIC;
        eflags = all & ~Flags.ARITHMETIC;
        interpreter.flagsChanged();
        checkAlignment();
    }

    /** #AC needs CPL 3, EFLAGS.AC and CR0.AM. */
    void checkAlignment() {
        boolean on = cpl == 3 && (eflags & Flags.AC) != 0 && (cr0 & CR0_AM) != 0;
        if (on != mmu.strict()) {
            mmu.strict(on);
        }
    }

    /** Replaces the arithmetic flags. */
    void arithmetic(int word) {
        flagOp = Flags.WORD;
        flagR = word & Flags.ARITHMETIC;
    }

    int arithmetic() {
        return Flags.word(flagOp, flagA, flagB, flagR);
    }

    boolean carry() {
        return Flags.cf(flagOp, flagA, flagB, flagR);
    }

    boolean condition(int code) {
        return Flags.condition(code, flagOp, flagA, flagB, flagR);
    }

    void flags(int op, int a, int b, int result) {
        flagOp = op;
        flagA = a;
        flagB = b;
        flagR = result;
    }

    void logic(int shift, int result) {
        flagOp = Flags.LOGIC | shift << 4;
        flagR = result << shift;
    }

    /** Carry in bit 0 and overflow in bit 1 of {@code given}, the rest by the result. */
    void given(int shift, int result, int given) {
        flagOp = Flags.GIVEN | shift << 4;
        flagB = given;
        flagR = result << shift;
    }

    public int iopl() {
        return eflags >>> 12 & 3;
    }

    boolean direction() {
        return (eflags & Flags.DF) != 0;
    }

    // ---- registers

    int reg8(int n) {
        return r[n & 3] >>> ((n & 4) << 1) & 0xff;
    }

    void reg8(int n, int v) {
        int shift = (n & 4) << 1;
        r[n & 3] = r[n & 3] & ~(0xff << shift) | (v & 0xff) << shift;
    }

    void reg16(int n, int v) {
        r[n] = r[n] & 0xffff0000 | v & 0xffff;
    }

    void reg(int n, int v, int size) {
        if (size == 4) {
            r[n] = v;
        } else if (size == 2) {
            reg16(n, v);
        } else {
            reg8(n, v);
        }
    }

    // ---- faults

    /** For translated code: leave the region before this instruction, which the interpreter then executes. */
    public Fault leave() {
        return fault.set(Fault.LEAVE, Fault.NONE);
    }

    Fault raise(int vector) {
        return fault.set(vector, Fault.NONE);
    }

    Fault raise(int vector, int code) {
        return fault.set(vector, code);
    }

    Fault gp(int code) {
        return fault.set(Fault.GP, code);
    }

    Fault undefined() {
        return fault.set(Fault.UD, Fault.NONE);
    }

    // ---- segmented memory

    /** The linear address for a read of {@code size} bytes. */
    int at(int segment, int offset, int size) {
        if ((offset & UNSIGNED) + size - 1 <= readTop[segment]) {
            return base[segment] + offset;
        }
        return segments.closerLook(segment, offset, size, false);
    }

    /** The linear address for a write of {@code size} bytes. */
    int atWrite(int segment, int offset, int size) {
        if ((offset & UNSIGNED) + size - 1 <= writeTop[segment]) {
            return base[segment] + offset;
        }
        return segments.closerLook(segment, offset, size, true);
    }

    int load(int linear, int size) {
        return size == 4 ? mmu.read32(linear) : size == 2 ? mmu.read16(linear) : mmu.read8(linear);
    }

    void store(int linear, int v, int size) {
        if (size == 4) {
            mmu.write32(linear, v);
        } else if (size == 2) {
            mmu.write16(linear, v);
        } else {
            mmu.write8(linear, v);
        }
    }

    // ---- stack

    boolean stack32() {
        return (mode & STACK32) != 0;
    }

    int stackMask() {
        return (mode & STACK32) != 0 ? -1 : 0xffff;
    }

    void push(int v, int size) {
        int mask = stackMask();
        int sp = r[ESP] - size & mask;
        store(atWrite(SS, sp, size), v, size);
        r[ESP] = r[ESP] & ~mask | sp;
    }

    /** The value {@code depth} bytes above the stack pointer, which stays. */
    int peek(int depth, int size) {
        return load(at(SS, r[ESP] + depth & stackMask(), size), size);
    }

    void drop(int bytes) {
        int mask = stackMask();
        r[ESP] = r[ESP] & ~mask | r[ESP] + bytes & mask;
    }

    void jump(int target) {
        if (Integer.compareUnsigned(target, limit[CS]) > 0) {
            throw gp(0);
        }
        eip = target;
    }

    // ---- mode

    /** Whether selectors mean descriptors: not in real mode, and not in virtual-8086 mode either. */
    boolean protectedMode() {
        return (cr0 & CR0_PE) != 0 && (eflags & Flags.VM) == 0;
    }

    public boolean virtual8086() {
        return (eflags & Flags.VM) != 0;
    }

    /** Whether the sensitive instructions of virtual-8086 mode work on VIF instead of IF: CR4.VME. */
    boolean virtualInterrupts() {
        return virtual8086() && iopl() < 3 && (cr4 & CR4_VME) != 0;
    }

    /** Virtual-8086 mode lets PUSHF, POPF, INT n and IRET through with IOPL 3 only. */
    void sensitive() {
        if (virtual8086() && iopl() < 3) {
            throw gp(0);
        }
    }

    /** Sets a segment's cached descriptor. The caller calls {@link #updateMode} when it is done. */
    void cache(int segment, int sel, int newBase, int newLimit, int newAccess) {
        selector[segment] = sel;
        base[segment] = newBase;
        limit[segment] = newLimit;
        access[segment] = newAccess;
        boolean present = (newAccess & 0x80) != 0;
        boolean code = (newAccess & 8) != 0;
        boolean down = !code && (newAccess & 4) != 0;
        boolean readable = present && (!code || (newAccess & 2) != 0) && !down;
        readTop[segment] = readable ? newLimit & UNSIGNED : -1;
        writeTop[segment] = readable && !code && (newAccess & 2) != 0 ? newLimit & UNSIGNED : -1;
        if (segment == CS) {
            disturbed();
        }
    }

    /** Recomputes {@link #mode} after a segment, CR0 or CPL changed; leaves the block if it did change. */
    void updateMode() {
        int m = ((access[CS] & 0x4000) != 0 ? CODE32 : 0)
                | ((access[SS] & 0x4000) != 0 ? STACK32 : 0)
                | ((cr0 & CR0_PE) != 0 ? PROTECTED : 0)
                | (base[CS] == 0 && limit[CS] == -1 ? FLAT_CS : 0)
                | (flat(SS) ? FLAT_SS : 0)
                | (flat(DS) ? FLAT_DS : 0)
                | (flat(ES) ? FLAT_ES : 0);
        if (m != mode) {
            mode = m;
            disturbed();
        }
    }

    /** Leaves the block, and links between blocks are no longer good. */
    void disturbed() {
        end = 0;
        epoch++;
    }

    void cpl(int level) {
        cpl = level;
        disturbed();
        mmu.user(level == 3);
        checkAlignment();
    }

    private boolean flat(int segment) {
        return base[segment] == 0 && readTop[segment] == UNSIGNED && writeTop[segment] == UNSIGNED;
    }

    /** A new CR3; #GP under PAE when its pointers have reserved bits set. */
    void directory(int value) {
        pointers(cr0, value, cr4);
        cr3 = value & (model.has(Feature.PAE) ? 0xfffffff8 : 0xfffff018);
        mmu.directory(cr3);
        disturbed();
    }

    /** Loads PAE's pointers if paging is PAE's with these values. */
    void pointers(int newCr0, int newCr3, int newCr4) {
        if (newCr0 < 0 && (newCr4 & CR4_PAE) != 0 && !mmu.loadPointers(newCr3)) {
            throw gp(0);
        }
    }

    void control() {
        mmu.control(cr0, cr3, cr4, msrs.noExecute());
        disturbed();
    }

    void privileged() {
        if (cpl != 0) {
            throw gp(0);
        }
    }

    /** Raises #GP unless ports may be accessed: CPL within IOPL, or the task's permission map says so. */
    void portAllowed(int port, int size) {
        if (interpreter.watched()) {
            debug.port(port, size);
        }
        if ((cr0 & CR0_PE) == 0 || cpl <= iopl() && !virtual8086()) {
            return;
        }
        int last = limit[TR];
        if ((access[TR] & 0x80) == 0 || (access[TR] & 8) == 0 || last < 103) {
            throw gp(0);
        }
        int map = mmu.system(base[TR] + 102, 2) + (port >>> 3);
        if (Integer.compareUnsigned(map + 1, last) > 0) {
            throw gp(0);
        }
        int bits = mmu.system(base[TR] + map, 2) >>> (port & 7);
        if ((bits & (1 << size) - 1) != 0) {
            throw gp(0);
        }
    }
}

package backplane.cpu.x86.fpu;

/** Registers, control and status of the unit, the stack discipline, and what raising an exception means. */
final class X87State {
    static final int C0 = 0x100;
    static final int C1 = 0x200;
    static final int C2 = 0x400;
    static final int C3 = 0x4000;
    static final int CONDITIONS = C0 | C1 | C2 | C3;

    /** The exceptions that keep an operation from being carried out when they are not masked. */
    static final int BEFORE = Soft80.IE | Soft80.DE | Soft80.ZE;

    private static final int STACK = 0x40;
    private static final int SUMMARY = 0x8080;
    private static final int NONE = -1;

    final Registers r = new Registers();
    final Soft80 soft = new Soft80();
    int top;

    /** 1 when arithmetic on doubles is allowed: 53 bits, to nearest, PE set already, nothing pending. */
    int fast;

    int instructionPointer;
    int instructionSelector;
    int instructionOpcode;
    int dataPointer;
    int dataSelector;
    private int control;
    private int status;

    /** The latest arithmetic on doubles, from which C1 is computed when somebody reads it. */
    private int lastOperation = NONE;

    private double lastA;
    private double lastB;

    /** RESET. */
    void reset() {
        initialise();
        for (int i = 0; i < 8; i++) {
            r.set(i, 0.0);
        }
        setControl(0x40);
    }

    /** FNINIT. */
    void initialise() {
        for (int i = 0; i < 8; i++) {
            r.free(i);
        }
        instructionPointer = 0;
        instructionSelector = 0;
        instructionOpcode = 0;
        dataPointer = 0;
        dataSelector = 0;
        setStatus(0);
        setControl(0x37f);
    }

    int control() {
        return control;
    }

    void setControl(int value) {
        status();
        control = value & 0x1f3f | 0x40;
        summarise();
    }

    int status() {
        if (lastOperation != NONE) {
            int operation = lastOperation;
            lastOperation = NONE;
            r.set(Registers.OPERAND, lastA);
            long m = r.mantissa(Registers.OPERAND);
            int se = r.signExp(Registers.OPERAND);
            r.set(Registers.OPERAND, lastB);
            soft.begin(control);
            soft.operate(operation, m, se, r.mantissa(Registers.OPERAND), r.signExp(Registers.OPERAND));
            status = status & ~C1 | soft.flags & Soft80.UP;
        }
        return status | top << 11;
    }

    /** All of the status word, TOP included. */
    void setStatus(int value) {
        lastOperation = NONE;
        status = value & ~0x3800;
        top = value >> 11 & 7;
        summarise();
    }

    void clearExceptions() {
        setStatus(status() & ~0x80ff);
    }

    private void summarise() {
        status = (status & ~control & 0x3f) != 0 ? status | SUMMARY : status & ~SUMMARY;
        fast = (control & 0xf00) == 0x200 && (status & (SUMMARY | Soft80.PE)) == Soft80.PE ? 1 : 0;
    }

    /** Whether an exception that is not masked is waiting to be reported. */
    boolean pending() {
        return (status & SUMMARY) != 0;
    }

    /** Notes exceptions and C1; returns those that are not masked. */
    int raise(int flags) {
        lastOperation = NONE;
        status = status & ~C1 | flags & (C1 | 0x7f);
        if ((flags & 0x3f) != 0) {
            summarise();
        }
        return flags & ~control & 0x3f;
    }

    void conditions(int codes) {
        lastOperation = NONE;
        status = status & ~CONDITIONS | codes;
    }

    /** C2: a partial result, or an operand out of range. */
    void incomplete(boolean is) {
        status = is ? status | C2 : status & ~C2;
    }

    /** The result of arithmetic on doubles. */
    void set(int to, double value, int operation, double a, double b) {
        lastOperation = operation;
        lastA = a;
        lastB = b;
        r.set(to, value);
    }

    int physical(int i) {
        return top + i & 7;
    }

    void pop() {
        r.free(top);
        top = top + 1 & 7;
    }

    void popIf(boolean pop) {
        if (pop) {
            pop();
        }
    }

    /** Whether a push finds room; else the stack fault is raised, and its masked response given. */
    boolean room() {
        int p = top + 7 & 7;
        if (r.empty(p)) {
            return true;
        }
        if (raise(Soft80.IE | STACK | C1) == 0) {
            top = p;
            setNan(p);
        }
        return false;
    }

    void push(double value) {
        top = top + 7 & 7;
        r.set(top, value);
    }

    void pushSoft() {
        top = top + 7 & 7;
        r.set(top, soft.mantissa, soft.signExp);
    }

    /** A source is empty: IE and SF. Whether that is masked, so that the caller gives its default result. */
    boolean underflow() {
        return raise(Soft80.IE | STACK) == 0;
    }

    void setNan(int p) {
        r.set(p, Soft80.NAN_MANTISSA, Soft80.NAN_SIGN_EXP);
    }

    /** Starts an operation on a source; when that is empty, the stack fault is dealt with and false returned. */
    boolean source(int p) {
        if (r.empty(p)) {
            if (underflow()) {
                setNan(top);
            }
            return false;
        }
        soft.begin(control);
        return true;
    }

    /** Ends a soft operation: exceptions, then the result unless one forbids it. */
    void store(int to, boolean pop) {
        int flags = soft.flags;
        if ((flags & ~control & BEFORE) != 0) {
            raise(flags & BEFORE);
            return;
        }
        raise(flags);
        r.set(to, soft.mantissa, soft.signExp);
        popIf(pop);
    }
}

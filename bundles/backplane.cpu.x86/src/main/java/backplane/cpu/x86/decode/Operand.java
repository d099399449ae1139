package backplane.cpu.x86.decode;

/**
 * An operand form, named as in the manuals' opcode maps (SDM vol. 2 appendix A): addressing method and width, or a
 * fixed register.
 */
public enum Operand {
    Eb(Method.E, 1),
    Ew(Method.E, 2),
    Ed(Method.E, 4),
    Ev(Method.E, 0),
    Gb(Method.G, 1),
    Gw(Method.G, 2),
    Gd(Method.G, 4),
    Gv(Method.G, 0),
    Zb(Method.Z, 1),
    Zv(Method.Z, 0),
    Zd(Method.Z, 4),
    Rd(Method.R, 4),
    M(Method.M, 0),
    Mq(Method.M, 8),
    Ms(Method.M, 6),
    Mp(Method.M, 6),
    Ma(Method.M, 8),
    Mx(Method.X87, 0),
    Md(Method.M, 4),
    Mdq(Method.M, 16),
    /** FXSAVE's image. */
    Mfx(Method.M, 512),
    Pq(Method.P, 8),
    Qq(Method.Q, 8),
    Qd(Method.Q, 4),
    Vdq(Method.V, 16),
    Vq(Method.V, 8),
    Vd(Method.V, 4),
    Wdq(Method.W, 16),
    Wq(Method.W, 8),
    Wd(Method.W, 4),
    /** A register at full operand size, or 16 bits of memory: SLDT, STR, SMSW, MOV from a segment register. */
    Rvw(Method.RVW, 0),
    Ib(Method.I, 1),
    Iw(Method.I, 2),
    Iz(Method.I, 0),
    /** A byte sign-extended to the operand size. */
    Is(Method.IS, 0),
    One(Method.ONE, 1),
    Jb(Method.J, 1),
    Jz(Method.J, 0),
    Ap(Method.A, 0),
    Ob(Method.O, 1),
    Ov(Method.O, 0),
    Xb(Method.STRING, 1),
    Xv(Method.STRING, 0),
    Sw(Method.S, 2),
    Cd(Method.C, 4),
    Dd(Method.D, 4),
    AL(Method.FIXED, 1, 0),
    CL(Method.FIXED, 1, 1),
    AX(Method.FIXED, 0, 0),
    DX(Method.FIXED, 2, 2),
    ES(Method.SEGMENT, 2, 0),
    CS(Method.SEGMENT, 2, 1),
    SS(Method.SEGMENT, 2, 2),
    DS(Method.SEGMENT, 2, 3),
    FS(Method.SEGMENT, 2, 4),
    GS(Method.SEGMENT, 2, 5);

    /** Where the operand is found. */
    public enum Method {
        /** Register or memory by ModRM. */
        E,
        /** The register in ModRM's reg field. */
        G,
        /** The register in the opcode's low three bits. */
        Z,
        /** A register by ModRM's rm field, whatever mod says. */
        R,
        /** Memory only. */
        M,
        X87,
        RVW,
        I,
        IS,
        ONE,
        J,
        A,
        O,
        STRING,
        /** Segment register in the reg field. */
        S,
        /** Control register in the reg field. */
        C,
        /** Debug register in the reg field. */
        D,
        FIXED,
        SEGMENT,
        /** MMX register in the reg field. */
        P,
        /** MMX register or memory. */
        Q,
        /** XMM register in the reg field. */
        V,
        /** XMM register or memory. */
        W
    }

    public final Method method;

    /** In bytes; 0 for the operand size. */
    public final int width;

    /** Register number of the fixed ones. */
    public final int number;

    Operand(Method method, int width) {
        this(method, width, 0);
    }

    Operand(Method method, int width, int number) {
        this.method = method;
        this.width = width;
        this.number = number;
    }

    /** Whether a ModRM byte follows the opcode. */
    public boolean modrm() {
        switch (method) {
            case E:
            case G:
            case R:
            case M:
            case X87:
            case RVW:
            case S:
            case C:
            case D:
            case P:
            case Q:
            case V:
            case W:
                return true;
            default:
                return false;
        }
    }
}

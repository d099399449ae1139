package backplane.cpu.x86.model;

/**
 * What a processor may have, by the names that {@code -cpu MODEL,+x,-y} takes (QEMU's), with its bit in CPUID. A model
 * shows and allows a feature only when the engine has it.
 */
public enum Feature {
    FPU("fpu", Leaf.EDX1, 0, true),
    VME("vme", Leaf.EDX1, 1, true),
    DE("de", Leaf.EDX1, 2, true),
    PSE("pse", Leaf.EDX1, 3, true),
    TSC("tsc", Leaf.EDX1, 4, true),
    MSR("msr", Leaf.EDX1, 5, true),
    PAE("pae", Leaf.EDX1, 6, true),
    MCE("mce", Leaf.EDX1, 7, true),
    CX8("cx8", Leaf.EDX1, 8, true),
    /** Shown while a local APIC is plugged and enabled. */
    APIC("apic", Leaf.EDX1, 9, true),
    SEP("sep", Leaf.EDX1, 11, true),
    MTRR("mtrr", Leaf.EDX1, 12, true),
    PGE("pge", Leaf.EDX1, 13, true),
    MCA("mca", Leaf.EDX1, 14, true),
    CMOV("cmov", Leaf.EDX1, 15, true),
    PAT("pat", Leaf.EDX1, 16, true),
    PSE36("pse36", Leaf.EDX1, 17, true),
    CLFLUSH("clflush", Leaf.EDX1, 19, true),
    MMX("mmx", Leaf.EDX1, 23, true),
    FXSR("fxsr", Leaf.EDX1, 24, true),
    SSE("sse", Leaf.EDX1, 25, true),
    SSE2("sse2", Leaf.EDX1, 26, true),
    SSE3("pni", Leaf.ECX1, 0, true),
    NX("nx", Leaf.EXTENDED, 20, true),
    /** What every P6 has without a bit for it: event counters with RDPMC, the long NOP. */
    P6("", Leaf.NONE, 0, true);

    /** Where CPUID shows the bit. */
    enum Leaf {
        EDX1,
        ECX1,
        EXTENDED,
        NONE
    }

    private final String text;
    private final Leaf leaf;
    private final int bit;
    private final boolean implemented;

    Feature(String text, Leaf leaf, int bit, boolean implemented) {
        this.text = text;
        this.leaf = leaf;
        this.bit = 1 << bit;
        this.implemented = implemented;
    }

    /** The name for {@code -cpu}; empty for what cannot be switched. */
    public String text() {
        return text;
    }

    /** The bit if {@code where} is this feature's register, else 0. */
    int bit(Leaf where) {
        return leaf == where ? bit : 0;
    }

    boolean implemented() {
        return implemented;
    }
}

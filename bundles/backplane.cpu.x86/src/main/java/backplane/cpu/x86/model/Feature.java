package backplane.cpu.x86.model;

/**
 * What a processor may have, by the names that {@code -cpu MODEL,+x,-y} takes (QEMU's), with its bit in CPUID.
 */
public enum Feature {
    FPU("fpu", Leaf.EDX1, 0),
    VME("vme", Leaf.EDX1, 1),
    DE("de", Leaf.EDX1, 2),
    PSE("pse", Leaf.EDX1, 3),
    TSC("tsc", Leaf.EDX1, 4),
    MSR("msr", Leaf.EDX1, 5),
    PAE("pae", Leaf.EDX1, 6),
    MCE("mce", Leaf.EDX1, 7),
    CX8("cx8", Leaf.EDX1, 8),
    /** Shown while a local APIC is plugged and enabled. */
    APIC("apic", Leaf.EDX1, 9),
    SEP("sep", Leaf.EDX1, 11),
    MTRR("mtrr", Leaf.EDX1, 12),
    PGE("pge", Leaf.EDX1, 13),
    MCA("mca", Leaf.EDX1, 14),
    CMOV("cmov", Leaf.EDX1, 15),
    PAT("pat", Leaf.EDX1, 16),
    PSE36("pse36", Leaf.EDX1, 17),
    CLFLUSH("clflush", Leaf.EDX1, 19),
    MMX("mmx", Leaf.EDX1, 23),
    FXSR("fxsr", Leaf.EDX1, 24),
    SSE("sse", Leaf.EDX1, 25),
    SSE2("sse2", Leaf.EDX1, 26),
    SSE3("pni", Leaf.ECX1, 0),
    NX("nx", Leaf.EXTENDED, 20),
    /** What every P6 has without a bit for it: event counters with RDPMC, the long NOP. */
    P6("", Leaf.NONE, 0);

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

    Feature(String text, Leaf leaf, int bit) {
        this.text = text;
        this.leaf = leaf;
        this.bit = 1 << bit;
    }

    /** The name for {@code -cpu}; empty for what cannot be switched. */
    public String text() {
        return text;
    }

    /** The bit if {@code where} is this feature's register, else 0. */
    int bit(Leaf where) {
        return leaf == where ? bit : 0;
    }
}

package backplane.cpu.x86.model;

import java.util.EnumSet;

/** The models: signature, caches and features are those of the part named, {@code qemu32} is QEMU's virtual one. */
enum Known {
    I486("486", "80486DX4", 0x480, 1, 0, "fpu vme"),
    PENTIUM("pentium", "Pentium with MMX", 0x543, 1, 0, "fpu vme de pse tsc msr mce cx8 mmx"),
    PENTIUMPRO(
            "pentiumpro",
            "Pentium Pro, 256 KiB of cache",
            0x619,
            2,
            0x06040a42,
            "fpu vme de pse tsc msr pae mce cx8 apic mtrr pge mca cmov"),
    PENTIUM2(
            "pentium2",
            "Pentium II, 512 KiB of cache",
            0x652,
            2,
            0x0c040843,
            "fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 mmx fxsr"),
    PENTIUM3(
            "pentium3",
            "Pentium III, 256 KiB of cache",
            0x683,
            2,
            0x0c040882,
            "fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 mmx fxsr sse"),
    QEMU32(
            "qemu32",
            "Backplane Virtual CPU, features as QEMU's",
            0x633,
            4,
            0x002c307d,
            "fpu de pse tsc msr pae mce cx8 apic sep pge cmov pat mmx fxsr sse sse2 pni");

    private final String text;
    /** For {@code -cpu help}. */
    final String about;

    final int signature;
    /** CPUID's last basic leaf. */
    final int last;
    /** Leaf 2 in EDX. */
    final int caches;
    /** Leaf 2 in EAX: the count of queries and the TLBs. */
    final int tlbs;
    /** The brand string, or empty. */
    final String title;

    private final String features;

    Known(String text, String about, int signature, int last, int caches, String features) {
        this.text = text;
        this.about = about;
        this.signature = signature;
        this.last = last;
        this.caches = caches;
        this.features = features;
        tlbs = last == 4 ? 1 : 0x03020101;
        title = last == 4 ? about.substring(0, about.indexOf(',')) : "";
    }

    String text() {
        return text;
    }

    static Known of(String name) {
        for (Known k : values()) {
            if (k.text.equals(name)) {
                return k;
            }
        }
        return null;
    }

    EnumSet<Feature> features() {
        EnumSet<Feature> set = EnumSet.noneOf(Feature.class);
        for (String word : features.split(" ")) {
            for (Feature f : Feature.values()) {
                if (f.text().equals(word)) {
                    set.add(f);
                }
            }
        }
        if ((signature >>> 8 & 15) == 6) {
            set.add(Feature.P6);
        }
        return set;
    }

    /** Leaf 1's brand number in EBX: the Pentium III has one. */
    int brand() {
        return this == PENTIUM3 ? 2 : 0;
    }
}

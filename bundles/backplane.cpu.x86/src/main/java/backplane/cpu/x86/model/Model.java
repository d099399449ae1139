package backplane.cpu.x86.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A processor: its signature, features and what CPUID says (SDM vol. 2A). {@link #of} reads {@code -cpu}'s
 * {@code MODEL[,+feature][,-feature]…}.
 */
public final class Model {
    /** For {@code -cpu}; {@link #of} without a word gives it. */
    public static final String DEFAULT = "qemu32";

    /** Every model and what it is; a constant, because the component's description carries it. */
    public static final String VALUES = "486  80486DX4;pentium  Pentium with MMX;"
            + "pentiumpro  Pentium Pro, 256 KiB of cache;pentium2  Pentium II, 512 KiB of cache;"
            + "pentium3  Pentium III, 256 KiB of cache;qemu32  Backplane Virtual CPU, features as QEMU's";

    /** Every feature that can be switched. */
    public static final String FLAGS =
            "apic clflush cmov cx8 de fxsr mca mce mmx msr mtrr nx pae pat pge pni pse pse36 sep sse sse2 tsc vme";

    private static final int VENDOR_EBX = 0x756e6547;
    private static final int VENDOR_EDX = 0x49656e69;
    private static final int VENDOR_ECX = 0x6c65746e;
    private static final int EXTENDED = 0x80000000;
    private static final int EXTENDED_FEATURES = 0x80000001;
    private static final int EXTENDED_LAST = 0x80000004;

    private final Known known;
    private final String name;
    private final EnumSet<Feature> features;
    private final int edx;
    private final int ecx;
    private final int extended;
    private final int lastExtended;

    private Model(Known known, String name, Set<Feature> wanted) {
        this.known = known;
        this.name = name;
        features = EnumSet.copyOf(wanted);
        edx = bits(Feature.Leaf.EDX1);
        ecx = bits(Feature.Leaf.ECX1);
        extended = bits(Feature.Leaf.EXTENDED);
        lastExtended = known.title.isEmpty() ? extended == 0 ? 0 : EXTENDED_FEATURES : EXTENDED_LAST;
    }

    private int bits(Feature.Leaf leaf) {
        int bits = 0;
        for (Feature f : features) {
            bits |= f.bit(leaf);
        }
        return bits;
    }

    /**
     * Reads {@code -cpu}.
     *
     * @throws IllegalArgumentException with a message for the user when there is no such model or feature
     */
    public static Model of(String text) {
        String[] words = text.isEmpty() ? new String[] {DEFAULT} : text.split(",", -1);
        Known known = Known.of(words[0]);
        if (known == null) {
            throw new IllegalArgumentException(
                    "unable to find CPU model '" + words[0] + "'; use " + String.join(", ", names()));
        }
        EnumSet<Feature> features = known.features();
        for (String word : Arrays.asList(words).subList(1, words.length)) {
            toggle(features, word);
        }
        return new Model(known, text.isEmpty() ? DEFAULT : text, features);
    }

    private static void toggle(Set<Feature> features, String word) {
        String flag = word.toLowerCase(Locale.ROOT);
        Boolean on = null;
        if (flag.startsWith("+") || flag.startsWith("-")) {
            on = flag.charAt(0) == '+';
            flag = flag.substring(1);
        } else if (flag.endsWith("=on") || flag.endsWith("=off")) {
            on = flag.endsWith("=on");
            flag = flag.substring(0, flag.indexOf('='));
        }
        Feature feature = feature(flag);
        if (on == null || feature == null) {
            throw new IllegalArgumentException(
                    "Property '" + word + "' not found; use +x or -x with x one of " + String.join(" ", switches()));
        }
        if (!on) {
            features.remove(feature);
            // What builds on it goes with it.
            for (Feature other : Feature.values()) {
                if (needs(other) == feature && features.contains(other)) {
                    toggle(features, "-" + other.text());
                }
            }
            return;
        }
        for (Feature f = feature; f != null; f = needs(f)) {
            features.add(f);
        }
    }

    /** The one that a feature is of no use without, or null. */
    private static Feature needs(Feature f) {
        return switch (f) {
            case SSE3 -> Feature.SSE2;
            case SSE2 -> Feature.SSE;
            case SSE -> Feature.FXSR;
            case MCA -> Feature.MCE;
            case PSE36 -> Feature.PSE;
            case NX -> Feature.PAE;
            case PAE, MTRR, PAT, SEP, MCE -> Feature.MSR;
            default -> null;
        };
    }

    private static boolean switchable(Feature f) {
        return f != Feature.FPU && f != Feature.P6;
    }

    private static Feature feature(String flag) {
        String text = flag.equals("sse3") ? "pni" : flag;
        for (Feature f : Feature.values()) {
            if (f.text().equals(text) && switchable(f)) {
                return f;
            }
        }
        return null;
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        for (Known k : Known.values()) {
            names.add(k.text());
        }
        return names;
    }

    /** What {@link #VALUES} must be. */
    static String values() {
        List<String> values = new ArrayList<>();
        for (Known k : Known.values()) {
            values.add(k.text() + "  " + k.about);
        }
        return String.join(";", values);
    }

    /** What {@link #FLAGS} must be. */
    static List<String> switches() {
        List<String> names = new ArrayList<>();
        for (Feature f : Feature.values()) {
            if (switchable(f)) {
                names.add(f.text());
            }
        }
        Collections.sort(names);
        return names;
    }

    /** As {@code -cpu} gave it. */
    public String name() {
        return name;
    }

    public boolean has(Feature feature) {
        return features.contains(feature);
    }

    /** Type, family, model and stepping: CPUID leaf 1 in EAX, and EDX behind a reset. */
    public int signature() {
        return known.signature;
    }

    public int family() {
        return known.signature >>> 8 & 15;
    }

    /** The bits of CR4 that may be set. */
    public int cr4() {
        return (has(Feature.VME) ? 3 : 0)
                | (has(Feature.TSC) ? 4 : 0)
                | (has(Feature.DE) ? 8 : 0)
                | (has(Feature.PSE) ? 0x10 : 0)
                | (has(Feature.PAE) ? 0x20 : 0)
                | (has(Feature.MCE) ? 0x40 : 0)
                | (has(Feature.PGE) ? 0x80 : 0)
                | (has(Feature.P6) ? 0x100 : 0)
                | (has(Feature.FXSR) ? 0x200 : 0)
                | (has(Feature.SSE) ? 0x400 : 0);
    }

    /** CPUID: EAX and ECX select, EAX, ECX, EDX and EBX (by encoding: 0 to 3) get the answer. */
    public void cpuid(int[] r, boolean apic) {
        int leaf = r[0];
        if (leaf < 0 && lastExtended != 0 && Integer.compareUnsigned(leaf, lastExtended) <= 0) {
            extended(leaf, r);
            return;
        }
        // Beyond the last leaf Intel's processors answer as for the last one.
        int basic = leaf < 0 || leaf > known.last ? known.last : leaf;
        switch (basic) {
            case 0 -> set(r, known.last, VENDOR_EBX, VENDOR_ECX, VENDOR_EDX);
            case 1 -> {
                int visible = apic ? edx : edx & ~Feature.APIC.bit(Feature.Leaf.EDX1);
                int line = has(Feature.CLFLUSH) ? 8 << 8 : 0;
                set(r, known.signature, known.brand() | line, ecx, visible);
            }
            case 2 -> set(r, known.tlbs, 0, 0, known.caches);
            case 4 -> cache(r);
            default -> set(r, 0, 0, 0, 0);
        }
    }

    private void extended(int leaf, int[] r) {
        if (leaf == EXTENDED) {
            set(r, lastExtended, 0, 0, 0);
        } else if (leaf == EXTENDED_FEATURES) {
            set(r, 0, 0, 0, extended);
        } else {
            int at = (leaf - EXTENDED_FEATURES - 1) * 16;
            set(r, text(at), text(at + 4), text(at + 8), text(at + 12));
        }
    }

    private int text(int at) {
        int word = 0;
        for (int i = 3; i >= 0; i--) {
            word = word << 8 | (at + i < known.title.length() ? known.title.charAt(at + i) : 0);
        }
        return word;
    }

    /** 32 KiB of 8 ways each for data and for code, 2 MiB of 8 ways for both; lines of 64 bytes. */
    private static void cache(int[] r) {
        switch (r[1]) {
            case 0 -> set(r, 0x121, 7 << 22 | 63, 63, 1);
            case 1 -> set(r, 0x122, 7 << 22 | 63, 63, 1);
            case 2 -> set(r, 0x143, 7 << 22 | 63, 4095, 1);
            default -> set(r, 0, 0, 0, 0);
        }
    }

    private static void set(int[] r, int a, int b, int c, int d) {
        r[0] = a;
        r[3] = b;
        r[1] = c;
        r[2] = d;
    }
}

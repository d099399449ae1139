package backplane.cpu.x86.silicon;

import backplane.core.Cpu;
import backplane.cpu.x86.decode.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Runs all vectors on a kind of processor, and finds out what differs. */
final class Replay {
    /** How often a row's instruction ran to its end in 16-bit and in 32-bit code. */
    record Completed(int narrow, int wide) {}

    private static final int EXPLAINED = 12;
    private static final int NONE = 0xff;
    private static final int CS_OVERRIDE = 0x2e;

    private final Supplier<? extends Cpu> cpus;
    private final Map<CpuEngine.Scope, Engine> engines = new EnumMap<>(CpuEngine.Scope.class);
    private final Case current = new Case();
    private final Words words = new Words();
    private final Map<Row, int[]> completed = new HashMap<>();
    private Native silicon;
    private boolean built;
    private int explained;

    /** What differs, a text each. */
    final List<String> differences = new ArrayList<>();

    long executions;
    int encodings;

    Replay(Supplier<? extends Cpu> cpus) {
        this.cpus = cpus;
    }

    Map<Row, int[]> completed() {
        return completed;
    }

    void all(Vectors vectors) throws IOException {
        for (Section section : Encodings.all()) {
            int[] hashes = vectors.hashes().get(section.name());
            int groups = section.encodings().size() * Section.SETS / Section.GROUP;
            if (hashes == null || hashes.length != groups) {
                differences.add(section.name() + ": not recorded; see src/test/silicon/README.md");
                continue;
            }
            for (int g = 0; g < groups; g++) {
                if (group(section, g) != hashes[g]) {
                    differences.add(explain(section, g));
                }
            }
        }
    }

    private Engine engine(Section section, int e) {
        Encoding encoding = section.encodings().get(e);
        // Real mode lets code be written through CS.
        boolean real = (e & 1) == 0;
        for (byte b : encoding.code()) {
            real &= b != CS_OVERRIDE;
        }
        return engines.computeIfAbsent(CpuEngine.Scope.of(encoding, real), s -> new CpuEngine(cpus, s));
    }

    private int group(Section section, int g) {
        int perEncoding = Section.SETS / Section.GROUP;
        int e = g / perEncoding;
        Engine engine = engine(section, e);
        if (g % perEncoding == 0) {
            current.encoding(section.encodings().get(e));
            engine.load(current.encoding);
            encodings++;
        }
        long hash = 0;
        for (int i = 0; i < Section.GROUP; i++) {
            current.set(Section.seed(section.seed(), e, g % perEncoding * Section.GROUP + i));
            engine.run(current, words);
            hash = words.hash(hash);
            executions++;
            if (words.words[0] == NONE && current.row != null) {
                completed
                        .computeIfAbsent(current.row, r -> new int[2])[
                        current.encoding.kind().has(Kind.WIDE) ? 1 : 0]++;
            }
        }
        return (int) (hash >>> 32);
    }

    // ---- a difference

    private String explain(Section section, int g) throws IOException {
        int e = g / (Section.SETS / Section.GROUP);
        int first = g % (Section.SETS / Section.GROUP) * Section.GROUP;
        Encoding encoding = section.encodings().get(e);
        String what = section.name() + ": " + encoding.name() + " sets " + first + " to " + (first + 63);
        if (!built) {
            silicon = Native.build();
            built = true;
        }
        if (silicon == null || explained++ >= EXPLAINED) {
            return what;
        }
        Case c = new Case();
        c.encoding(encoding);
        Engine engine = engine(section, e);
        engine.load(encoding);
        List<String> answers = new ArrayList<>();
        silicon.run(
                true,
                out -> {
                    Case n = new Case();
                    n.encoding(encoding);
                    for (int i = 0; i < Section.GROUP; i++) {
                        n.set(Section.seed(section.seed(), e, first + i));
                        out.println(n.line());
                    }
                },
                answers::add);
        for (int i = 0; i < answers.size(); i++) {
            c.set(Section.seed(section.seed(), e, first + i));
            engine.run(c, words);
            String difference = difference(encoding.kind(), answers.get(i));
            if (!difference.isEmpty()) {
                return what + "\n  set " + (first + i) + inputs(c) + "\n  silicon and ours:" + difference;
            }
        }
        return what + ": this host agrees with us";
    }

    private String difference(Kind kind, String answer) {
        String[] theirs = answer.trim().split(" ");
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.max(theirs.length, words.count); i++) {
            String silicon = i < theirs.length ? theirs[i] : "-";
            String ours = i < words.count ? Integer.toHexString(words.words[i]) : "-";
            if (!silicon.equals(ours)) {
                text.append(' ').append(Words.label(kind, i)).append(' ').append(silicon);
                text.append('/').append(ours);
            }
        }
        return text.toString();
    }

    private static String inputs(Case c) {
        Initial initial = c.initial;
        StringBuilder text = new StringBuilder(" code " + HexFormat.of().formatHex(c.encoding.code()));
        text.append(" (").append(c.row == null ? "undefined" : c.row.title()).append(") flags ");
        text.append(Integer.toHexString(initial.flags)).append(" eax to edi");
        for (int r : initial.registers) {
            text.append(' ').append(Integer.toHexString(r));
        }
        if (c.encoding.kind().has(Kind.X87)) {
            text.append(String.format(" cw %x sw %x occupied %x", initial.control, initial.status, initial.full));
            for (int i = 0; i < 8; i++) {
                text.append(String.format(" r%d %04x:%016x", i, initial.signExps[i], initial.mantissas[i]));
            }
        }
        if (c.encoding.kind().has(Kind.SSE)) {
            text.append(String.format(" mxcsr %x", initial.mxcsr));
            for (int i = 0; i < 32; i++) {
                text.append(i % 4 == 0 ? " xmm" + i / 4 : "").append(String.format(" %x", initial.xmm[i]));
            }
        }
        if (c.at != 0) {
            text.append(" memory at ").append(Integer.toHexString(c.at)).append(' ');
            text.append(HexFormat.of().formatHex(initial.operand.array(), 0, initial.operandLength));
        }
        return text.toString();
    }
}

package backplane.cpu.x86.silicon;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Records vectors on this machine: the file, then the beginnings of the names of the sections, or {@code new} for those
 * that the file lacks; all without.
 */
final class Record {
    private Record() {}

    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        Vectors old = Vectors.load(file);
        List<Section> wanted = new ArrayList<>();
        Map<String, int[]> all = new LinkedHashMap<>();
        for (Section section : Encodings.all()) {
            int[] known = old.hashes().get(section.name());
            boolean missing = known == null || known.length != groups(section);
            boolean record = arguments.length == 1;
            for (int i = 1; i < arguments.length; i++) {
                record |= arguments[i].equals("new") ? missing : section.name().startsWith(arguments[i]);
            }
            if (record) {
                wanted.add(section);
                all.put(section.name(), new int[0]);
            } else if (known != null) {
                all.put(section.name(), known);
            }
        }
        Native silicon = Native.build();
        if (silicon == null) {
            throw new IOException("record.c cannot be compiled here; run this in the bundle's folder, with gcc");
        }
        List<Integer> hashes = new ArrayList<>();
        silicon.run(false, out -> cases(wanted, out), line -> hashes.add(Integer.parseUnsignedInt(line, 16)));
        int at = 0;
        for (Section section : wanted) {
            int[] numbers = new int[groups(section)];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = hashes.get(at++);
            }
            all.put(section.name(), numbers);
        }
        String processor = Native.processor();
        if (!old.processor().isEmpty() && !old.processor().equals(processor) && arguments.length > 1) {
            throw new IOException("the file is of another processor, " + old.processor() + ": record all sections");
        }
        new Vectors(processor, all).save(file);
    }

    private static int groups(Section section) {
        return section.encodings().size() * Section.SETS / Section.GROUP;
    }

    private static void cases(List<Section> sections, PrintStream out) {
        Case c = new Case();
        for (Section section : sections) {
            for (int e = 0; e < section.encodings().size(); e++) {
                c.encoding(section.encodings().get(e));
                for (int set = 0; set < Section.SETS; set++) {
                    c.set(Section.seed(section.seed(), e, set));
                    out.println(c.line());
                }
            }
        }
    }
}

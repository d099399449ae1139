package backplane.cpu.x86.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.cpu.x86.NoDefects;
import backplane.cpu.x86.X86Cpu;
import backplane.cpu.x86.translate.Engine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Each case of the guest ends as on QEMU, but for the deviations that are listed with the manual's section. */
@ExtendWith(NoDefects.class)
class SystemRowsOnQemuTest {
    private static final int ENOUGH = 12_000;
    private static final int SHOWN = 20;
    private static final List<String> FIELDS =
            List.of(("vector error eip cs flags eax ecx edx ebx esp ebp esi edi ds es"
                            + " fs gs ss outer-esp outer-ss cr0 cr2 cr4 dr6 tr ldtr accessed tables scratch low pages pde pte"
                            + " wide-pde wide-pte")
                    .split(" "));

    @TempDir
    Path folder;

    /** A line of the list: fields that may differ in some cases, and the values that ours must have there. */
    private record Deviation(Pattern cases, Set<String> fields) {
        boolean covers(String name) {
            return cases.matcher(name).matches();
        }

        boolean allows(String field, String ours, String theirs) {
            for (String f : fields) {
                int mask = f.indexOf('&');
                if (f.equals("*") || f.equals(field) || f.startsWith(field + "=")) {
                    return true;
                }
                if (mask > 0 && f.substring(0, mask).equals(field)) {
                    long bits = Long.parseLong(f.substring(mask + 1), 16);
                    return ((Long.parseLong(ours, 16) ^ Long.parseLong(theirs, 16)) & ~bits) == 0;
                }
            }
            return false;
        }

        /** Whether that may be ours here, whatever QEMU has. */
        boolean takes(String field, String ours) {
            return fields.stream().noneMatch(f -> f.startsWith(field + "=") && !f.equals(field + "=" + ours));
        }
    }

    @Test
    void interpreterAndQemu() throws Exception {
        SystemGuest guest = SystemGuest.build(folder);
        List<String> ours = guest.on(new X86Cpu(SystemGuest.MODEL, Engine.INTERPRETER));
        List<String> theirs = guest.onQemu(folder);
        assertTrue(ours.size() >= ENOUGH, () -> "only " + ours.size() + " results");
        assertEquals(theirs.size(), ours.size());
        List<Deviation> allowed = deviations();
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < ours.size(); i++) {
            String fields = difference(ours.get(i), theirs.get(i), allowed);
            if (!fields.isEmpty() && wrong.size() < SHOWN) {
                wrong.add(fields + "\n  QEMU " + theirs.get(i) + "\n  ours " + ours.get(i));
            }
        }
        assertTrue(wrong.isEmpty(), () -> String.join("\n", wrong));
    }

    @Test
    void theTranslatorDoesWhatTheInterpreterDoes() throws Exception {
        SystemGuest guest = SystemGuest.build(folder);
        assertEquals(
                guest.on(new X86Cpu(SystemGuest.MODEL, Engine.INTERPRETER)),
                guest.on(new X86Cpu(SystemGuest.MODEL, Engine.JIT)));
    }

    private static String difference(String ours, String theirs, List<Deviation> allowed) {
        String name = ours.substring(0, ours.indexOf(':')).trim();
        List<String> a = values(ours);
        List<String> b = values(theirs);
        List<Deviation> here = allowed.stream().filter(d -> d.covers(name)).toList();
        Set<String> differ = new LinkedHashSet<>();
        for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
            String x = i < a.size() ? a.get(i) : "0";
            String y = i < b.size() ? b.get(i) : "0";
            String field = i < FIELDS.size() ? FIELDS.get(i) : "more";
            if (!x.equals(y) && here.stream().noneMatch(d -> d.allows(field, x, y))
                    || here.stream().anyMatch(d -> !d.takes(field, x))) {
                differ.add(field);
            }
        }
        return String.join(" ", differ);
    }

    private static List<String> values(String line) {
        String text = line.substring(line.indexOf(':') + 1).replace('|', ' ').trim();
        return List.of(text.split(" +"));
    }

    private static List<Deviation> deviations() throws IOException {
        try (InputStream in = SystemRowsOnQemuTest.class.getResourceAsStream("deviations.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(l -> !l.startsWith("#"))
                    .map(l -> l.split(" \\| "))
                    .map(f -> new Deviation(Pattern.compile(f[0]), Set.of(f[1].split(" "))))
                    .collect(Collectors.toList());
        }
    }
}

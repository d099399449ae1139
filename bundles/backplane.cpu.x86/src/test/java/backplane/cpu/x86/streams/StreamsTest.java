package backplane.cpu.x86.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import backplane.cpu.x86.X86Cpu;
import backplane.cpu.x86.decode.Disassembler;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@value StreamGuest#COUNT} random streams leave the same states on every engine of ours and on QEMU. */
class StreamsTest {
    @TempDir
    Path folder;

    @Test
    void interpreterAndQemu() throws Exception {
        StreamGuest guest = StreamGuest.build(folder);
        List<String> ours = guest.on(new X86Cpu());
        List<String> theirs = guest.onQemu(folder);
        int differences = 0;
        StringBuilder report = new StringBuilder();
        for (int i = 0; i < Math.max(ours.size(), theirs.size()); i++) {
            String a = i < ours.size() ? ours.get(i) : "nothing";
            String b = i < theirs.size() ? theirs.get(i) : "nothing";
            if (!a.equals(b) && differences++ < 5) {
                report.append("stream ")
                        .append(i)
                        .append(": ")
                        .append(a)
                        .append(" and ")
                        .append(b)
                        .append('\n');
                report.append(difference(guest, i));
            }
        }
        if (differences > 0) {
            fail(differences + " streams differ\n" + report);
        }
        assertEquals(theirs, ours);
    }

    /** Where the values that a stream hashes first differ, and its code. */
    private String difference(StreamGuest guest, int stream) throws Exception {
        StreamGuest one = guest.detail(stream + 1);
        String[] ours = values(one.on(new X86Cpu()));
        String[] theirs = values(one.onQemu(folder));
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(ours.length, theirs.length); i++) {
            String a = ours[i];
            text.append(a.equals(theirs[i]) ? a + ' ' : "[" + a + " and " + theirs[i] + "] ");
        }
        byte[] code = Stream.of(stream);
        int base = Stream.BASE + stream * Stream.STRIDE;
        return text + "\n" + Disassembler.list(a -> code[a - base] & 0xff, base + 48, 80, true);
    }

    private static String[] values(List<String> lines) {
        return lines.get(lines.size() - 1).split(" ");
    }
}

package backplane.cpu.x86.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import backplane.cpu.x86.Engines;
import backplane.cpu.x86.NoDefects;
import backplane.cpu.x86.X86Cpu;
import backplane.cpu.x86.decode.Disassembler;
import backplane.cpu.x86.model.Model;
import backplane.cpu.x86.translate.Engine;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@value StreamGuest#COUNT} random streams leave the same states on every engine of ours and on QEMU. */
@ExtendWith(NoDefects.class)
class StreamsTest {
    private static final int SHOWN = 5;

    @TempDir
    Path folder;

    @Test
    void interpreterAndQemu() throws Exception {
        StreamGuest guest = StreamGuest.build(folder);
        same(guest, on(Engine.INTERPRETER), g -> g.onQemu(folder));
    }

    @Test
    void interpreterAndTranslator() throws Exception {
        StreamGuest guest = StreamGuest.build(folder);
        same(guest, on(Engine.INTERPRETER), on(Engine.JIT));
        same(guest, on(Engine.INTERPRETER), on(Engines.SOON));
    }

    private static Runner on(Engine engine) {
        return guest -> guest.on(new X86Cpu(Model.DEFAULT, engine));
    }

    private interface Runner {
        List<String> run(StreamGuest guest) throws Exception;
    }

    private static void same(StreamGuest guest, Runner one, Runner other) throws Exception {
        List<String> ours = one.run(guest);
        List<String> theirs = other.run(guest);
        int differences = 0;
        StringBuilder report = new StringBuilder();
        for (int i = 0; i < Math.max(ours.size(), theirs.size()); i++) {
            String a = i < ours.size() ? ours.get(i) : "nothing";
            String b = i < theirs.size() ? theirs.get(i) : "nothing";
            if (!a.equals(b) && differences++ < SHOWN) {
                report.append("stream ")
                        .append(i)
                        .append(": ")
                        .append(a)
                        .append(" and ")
                        .append(b)
                        .append('\n');
                report.append(difference(guest, i, one, other));
            }
        }
        if (differences > 0) {
            fail(differences + " streams differ\n" + report);
        }
        assertEquals(StreamGuest.COUNT, ours.size());
    }

    /** Where the values that a stream hashes first differ, and its code. */
    private static String difference(StreamGuest guest, int stream, Runner first, Runner second) throws Exception {
        StreamGuest one = guest.detail(stream + 1);
        String[] ours = values(first.run(one));
        String[] theirs = values(second.run(one));
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

package backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import backplane.itests.BootSector;
import backplane.itests.Nasm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.jfr.FlightRecorder;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedObject;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What HotSpot makes of the translator's regions in the distribution as a user runs it: the three things that explain
 * nearly every lost factor. One guest runs, with the flight recorder on, until the best compiler has been at its
 * regions and their branches have turned since.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TranslatorGateTest {
    /** HotSpot gives a compiled method up when it does what the compiler thought it never would. */
    private static final int MOST_DEOPTIMIZATIONS = 3;
    /** Where HotSpot's own limit for what it compiles lies, which the launcher lifts for hot regions. */
    private static final int MOST_QUICK_BYTES = 8000;

    /** HotSpot's levels: the first compiler without counters, and the best compiler. */
    private static final int FIRST = 1;

    private static final int BEST = 4;
    private static final String QUICK = "Quick";
    /** Regions are hidden classes: the virtual machine adds a sign and a number to the name. */
    private static final Pattern REGION = Pattern.compile("backplane\\.cpu\\.x86\\.translate\\.((Quick|Hot)_.*)");

    /** Rounds of the guest in which its branches turn at least once. */
    private static final int ROUNDS = 16;
    /** Rounds in which a region must become hot, which takes many million instructions in that region. */
    private static final int MOST_ROUNDS = 2000;

    private static final String RECORDER = "-XX:StartFlightRecording=name=gate,settings=";
    private static final String SETTINGS = """
            <?xml version="1.0" encoding="UTF-8"?>
            <configuration version="2.0">
              <event name="jdk.Compilation">
                <setting name="enabled">true</setting>
                <setting name="threshold">0 ms</setting>
              </event>
              <event name="jdk.CompilerInlining"><setting name="enabled">true</setting></event>
              <event name="jdk.Deoptimization"><setting name="enabled">true</setting></event>
            </configuration>
            """;

    /** The number of bytecodes, behind head, tier, mode and the number of instructions. */
    private static final Pattern QUICK_ROW =
            Pattern.compile("\\p{XDigit}{8}  quick .*?(\\d+) +(\\d+) +[\\d,]+ +live .*");

    private Path base;

    private final List<Integer> quickBytes = new ArrayList<>();
    private final List<RecordedEvent> deoptimizations = new ArrayList<>();
    private final List<RecordedEvent> inlinings = new ArrayList<>();
    /** A region that was compiled, and HotSpot's level. */
    private record Compiled(String region, int level) {
        boolean quick() {
            return region.startsWith(QUICK);
        }
    }

    /** By the number of the compilation. */
    private final Map<Integer, Compiled> compiled = new HashMap<>();

    @BeforeAll
    void run(@TempDir Path folder) throws Exception {
        base = folder;
        assumeTrue(FlightRecorder.isAvailable(), "this JDK has no flight recorder");
        Path settings = Files.writeString(base.resolve("gate.jfc"), SETTINGS);
        BootSector.image(base.resolve("disk.img"), Nasm.image("compute-guest"));
        // Makes the class data archive, which the first start of a JDK does in a process of its own.
        Backplane.run(base, base, "--version");
        Map<String, String> environment = Map.of("JAVA_TOOL_OPTIONS", RECORDER + settings);
        try (Backplane backplane = Backplane.talk(base, base, environment, options())) {
            int round = round(backplane);
            while (backplane.lines().stream().noneMatch(line -> line.matches("\\p{XDigit}{8}  hot .*"))) {
                assertTrue(round < MOST_ROUNDS, "no region became hot");
                round = round(backplane);
            }
            int last = round + ROUNDS;
            while (round < last) {
                round = round(backplane);
            }
            backplane.jcmd("JFR.dump", "name=gate", "filename=" + base.resolve("gate.jfr"));
            sizes(backplane.lines());
        }
        read(RecordingFile.readAllEvents(base.resolve("gate.jfr")));
    }

    private static List<String> options() {
        return List.of("shell", "-m", "16", "-display", "none", "-drive", "file=disk.img,if=scsi,boot=on");
    }

    /** Has the shell list the regions, and then look which round the guest is in. */
    private static int round(Backplane backplane) {
        long before = rounds(backplane).count();
        backplane.say("jit 10000");
        backplane.say("x 600 2");
        backplane.await("the guest's round", () -> rounds(backplane).count() > before);
        String bytes = rounds(backplane).reduce((first, second) -> second).orElseThrow();
        String[] words = bytes.strip().split(" +");
        return Integer.parseInt(words[2] + words[1], 16);
    }

    private static Stream<String> rounds(Backplane backplane) {
        return backplane.lines().stream().filter(line -> line.startsWith("00000600 "));
    }

    private void sizes(List<String> lines) {
        for (String line : lines) {
            Matcher row = QUICK_ROW.matcher(line);
            if (row.matches()) {
                quickBytes.add(Integer.parseInt(row.group(2)));
            }
        }
    }

    private void read(List<RecordedEvent> events) {
        for (RecordedEvent event : events) {
            switch (event.getEventType().getName()) {
                case "jdk.Compilation" -> compilation(event);
                case "jdk.CompilerInlining" -> inlinings.add(event);
                case "jdk.Deoptimization" -> deoptimizations.add(event);
                default -> {}
            }
        }
    }

    private void compilation(RecordedEvent event) {
        String name = region(event.getValue("method"));
        if (name != null) {
            compiled.put(event.getInt("compileId"), new Compiled(name, event.getShort("compileLevel")));
        }
    }

    /** The name of the region whose method that is, else null. */
    private static String region(RecordedMethod method) {
        if (method == null) {
            return null;
        }
        Matcher name = REGION.matcher(method.getType().getName());
        return name.matches() ? name.group(1) : null;
    }

    @Test
    void eachTierReachesItsCompiler() {
        assertTrue(compiled.values().stream().anyMatch(c -> c.quick() && c.level() == FIRST), compiled::toString);
        assertTrue(compiled.values().stream().anyMatch(c -> !c.quick() && c.level() == BEST), compiled::toString);
    }

    @Test
    void noRegionIsGivenUpTimeAndAgain() {
        Map<String, Integer> times = new HashMap<>();
        for (RecordedEvent event : deoptimizations) {
            String name = region(event.getValue("method"));
            if (name != null) {
                times.merge(name, 1, Integer::sum);
            }
        }
        times.values().removeIf(n -> n <= MOST_DEOPTIMIZATIONS);
        assertEquals(Map.of(), times);
    }

    @Test
    void accessesAreInlined() {
        Set<Integer> inlined = new HashSet<>();
        List<String> failed = new ArrayList<>();
        for (RecordedEvent event : inlinings) {
            Compiled in = compiled.get(event.getInt("compileId"));
            RecordedObject callee = event.getValue("callee");
            if (in == null || !access(callee)) {
                continue;
            }
            if (event.getBoolean("succeeded")) {
                inlined.add(in.level());
            } else {
                failed.add(in + ": " + callee.getString("name") + ": " + event.getString("message"));
            }
        }
        assertEquals(List.of(), failed);
        // The best compiler takes intrinsics before it thinks of inlining, and tells only what it refuses.
        assertTrue(inlined.contains(FIRST), () -> "levels with accesses: " + inlined);
    }

    private static boolean access(RecordedObject callee) {
        return callee.getString("type").endsWith("misc/Unsafe")
                && callee.getString("name").matches("(get|put).*");
    }

    @Test
    void quickRegionsAreSmall() {
        assertTrue(!quickBytes.isEmpty(), "no quick region was listed");
        quickBytes.removeIf(bytes -> bytes <= MOST_QUICK_BYTES);
        assertEquals(List.of(), quickBytes);
    }

    @Test
    void theGuestIsItsSource(@TempDir Path work) throws Exception {
        Nasm.assertBuiltFromSource("compute-guest", work);
    }
}

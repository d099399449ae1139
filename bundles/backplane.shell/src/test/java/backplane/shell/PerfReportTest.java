package backplane.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import backplane.core.EngineView.Counters;
import backplane.core.EngineView.Region;
import backplane.core.MachineView.Activity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PerfReportTest {
    private static final Counters BEFORE =
            new Counters("jit", 1_000_000, 5_000_000, Map.of("halt", 5L, "region fault", 2L), 10, 1, 12, 2, 0);
    private static final Counters AFTER = new Counters(
            "jit",
            2_000_000,
            14_000_000,
            Map.of("halt", 25L, "region fault", 2L, "interrupt", 500L),
            11,
            0,
            14,
            3,
            250_000_000L);

    @Test
    void sharesAndRatesAreOfTheInterval() {
        PerfReport.Interval interval = new PerfReport.Interval(
                2_000_000_000L,
                10_000_000,
                Map.of(Activity.REGION, 600, Activity.INTERPRETER, 200, Activity.DEVICE, 150, Activity.IDLE, 50),
                BEFORE,
                AFTER,
                1_500_000_000L,
                Map.of("Mmu.read32 (unstable_if)", 2, "Core.at (class_check)", 1));
        assertEquals(
                List.of(
                        "2.00 s with jit: 10,000,000 instructions, 5.0 million a second",
                        "WHERE        TIME     INSTRUCTIONS",
                        "regions       60.0 %   90.0 %",
                        "interpreter   20.0 %   10.0 %",
                        "devices       15.0 %",
                        "idle           5.0 %",
                        "EXITS      A SECOND",
                        "interrupt  250",
                        "halt       10",
                        "regions: 11 live, 0 waiting; made 14 (+2), discarded 3 (+1), in 0.25 s of the translator's time",
                        "HotSpot: 1.50 s of compiling, 3 deopts: Mmu.read32 (unstable_if) 2 times, Core.at (class_check)"),
                PerfReport.perf(interval));
    }

    @Test
    void whatIsNotKnownIsSaidSo() {
        PerfReport.Interval interval = new PerfReport.Interval(1_000_000_000L, 0, Map.of(), BEFORE, BEFORE, -1, null);
        List<String> lines = PerfReport.perf(interval);
        assertEquals("none", lines.get(7));
        assertEquals(
                "HotSpot: ? s of compiling, deopts not known: this Java has no flight recorder",
                lines.get(lines.size() - 1));
    }

    @Test
    void regionsAreListedByUse() {
        Region cold = new Region(0x7c00, "quick", "16 real", List.of(0x7c00), 4, 120, 7, "live");
        Region hot =
                new Region(0xc0100000, "hot", "32 flat", List.of(0xc0100000, 0xc0100040), 90, 2400, 12_345, "live");
        assertEquals(
                List.of(
                        "jit: 11 regions live, 0 waiting, 14 made, 3 discarded, 0.25 s of translating",
                        "HEAD      TIER  MODE     INSNS  BYTES  ENTERED  STATE  ENTRIES",
                        "c0100000  hot   32 flat  90     2400   12,345   live   c0100000 c0100040",
                        "and 1 more; bp:jit 2 shows all"),
                PerfReport.jit(AFTER, List.of(cold, hot), 1));
    }
}

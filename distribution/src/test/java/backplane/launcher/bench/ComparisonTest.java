package backplane.launcher.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static Measurement run(String... lines) {
        Measurement m = new Measurement(Guest.CPU);
        long now = 0;
        for (String line : lines) {
            int at = line.indexOf(' ');
            now += (long) (Double.parseDouble(line.substring(0, at)) * 1e9);
            m.line(line.substring(at + 1), now, 0);
        }
        return m;
    }

    private static Measurement twoParts(double fib, double sieve) {
        return run("0 @ fib", fib + " = fib 0002ff42", "1 @ sieve", sieve + " = sieve 2b1dbb1e", "0 .");
    }

    @Test
    void mediansAndRatiosToTheFirstForeignPeer() {
        Comparison c = new Comparison(Guest.CPU, List.of(Peer.BACKPLANE, Peer.QEMU));
        for (double fib : new double[] {3, 1, 50}) {
            c.add(Peer.BACKPLANE, twoParts(fib, 1));
            c.add(Peer.QEMU, twoParts(2, 3));
        }
        assertEquals(
                List.of(
                        "| cpu            |     backplane |          qemu |",
                        "|----------------|--------------:|--------------:|",
                        "| fib            | 3.000 s x1.50 | 2.000 s x1.00 |",
                        "| sieve          | 1.000 s x0.33 | 3.000 s x1.00 |",
                        "| geometric mean |         x0.71 |         x1.00 |"),
                c.table());
        assertEquals(1.5, c.worst(Peer.BACKPLANE));
        assertEquals(List.of(), c.complaints());
    }

    @Test
    void partsTooShortToMeasureAreInNoMean() {
        Comparison c = new Comparison(Guest.CPU, List.of(Peer.BACKPLANE, Peer.QEMU, Peer.V86));
        c.add(Peer.BACKPLANE, twoParts(3, 1));
        c.add(Peer.QEMU, twoParts(2, 0));
        c.add(Peer.V86, run("0 @ fib", "4 = fib 0002ff42"));
        assertEquals(1.5, c.geometricMean(Peer.BACKPLANE), 1e-9);
        assertEquals(1.5, c.worst(Peer.BACKPLANE));
        assertEquals(2, c.geometricMean(Peer.V86), 1e-9);
    }

    @Test
    void aPeerThatDidNotGetThroughHasNoMean() {
        Comparison c = new Comparison(Guest.CPU, List.of(Peer.BACKPLANE, Peer.QEMU));
        c.add(Peer.BACKPLANE, run("0 @ fib", "4 = fib 0002ff42"));
        c.add(Peer.QEMU, twoParts(2, 3));
        assertEquals(Double.NaN, c.geometricMean(Peer.BACKPLANE));
        assertEquals(Double.NaN, c.worst(Peer.BACKPLANE));
        assertEquals(
                "| geometric mean |               |         x1.00 |", c.table().get(4));
    }

    @Test
    void wrongAndUnstableResultsAreNamed() {
        Comparison c = new Comparison(Guest.CPU, List.of(Peer.QEMU));
        c.add(Peer.QEMU, run("0 @ fib", "1 = fib 0002ff43", "0 @ crc32", "1 = crc32 71032468 varies", "0 ."));
        assertEquals(
                List.of("cpu on qemu, run 1: fib: fib 0002ff43", "cpu on qemu, run 1: crc32: crc32 71032468 varies"),
                c.complaints());
    }

    @Test
    void aSlowPeersShareOfTheWorkIsMultiplied() {
        Comparison c = new Comparison(Guest.CPU, List.of(Peer.QEMU, Peer.BOCHS));
        c.add(Peer.QEMU, twoParts(4, 4));
        c.add(Peer.BOCHS, twoParts(5, 5));
        assertEquals(40, c.seconds(Peer.BOCHS, "fib"));
        assertEquals(10, c.geometricMean(Peer.BOCHS), 1e-9);
    }

    @Test
    void jsonEscapes() {
        assertEquals(
                "{\n  \"a\": [1, 2.5, \"say \\\"\\u00e9\\\"\"],\n  \"b\": {}\n}\n",
                Json.text(new TreeMap<>(Map.of("a", List.of(1, 2.5, "say \"\u00e9\""), "b", Map.of()))));
    }
}

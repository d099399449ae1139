package backplane.launcher.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code backplane bench}. */
@Command(
        name = "bench",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = {
            "Measures this machine, and the other PCs that are installed, with the same guests in turn.",
            "",
            "  start  from the command to the first instruction of a boot sector",
            "  cpu    nine compute-bound kernels",
            "  rep    REP MOVS, STOS, SCAS, CMPS, INS, OUTS in several lengths and widths",
            "  linux  from the start of the process to Linux's first program, and memory used by then",
            "  disk   64 MiB in order and 2,000 times 4 KiB, by INT 13h",
            "  all    all of these",
            "",
            "All but start need gcc, binutils and nasm; linux needs Debian's debian-installer-12-netboot-i386 and seabios.",
            "Run it on an idle machine. Ratios are wall time to QEMU's in the same session, or without it to the next peer's; less is better.",
            ""
        })
public final class Bench implements Callable<Integer> {
    private static final int FULL = 256;
    private static final int FAILED = 1;

    @Parameters(paramLabel = "WHAT", arity = "1..*", description = "start, cpu, rep, linux, disk or all")
    private List<String> what = List.of();

    @Option(
            names = {"-n", "--runs"},
            description = "how many runs medians are taken of (3; 7 of start)")
    private Integer runs;

    @Option(
            names = "--peers",
            split = ",",
            paramLabel = "PEER",
            description =
                    "of backplane, backplane-interp, backplane-ide, qemu, qemu-ide, bochs, v86; without, those that suit"
                            + " and are installed, bochs excepted")
    private List<String> peerNames;

    @Option(names = "--work", defaultValue = "100", description = "percent of the work of cpu and rep (100)")
    private int percent;

    @Option(names = "--json", paramLabel = "FILE", description = "writes every figure of every run there")
    private Path json;

    @Option(names = "-v", description = "prints each run")
    private boolean verbose;

    @Spec
    private CommandSpec spec;

    private final Map<String, Object> figures = new LinkedHashMap<>();
    private final List<Comparison> done = new ArrayList<>();
    private PrintWriter out;
    private PrintWriter err;

    @Override
    public Integer call() throws IOException, InterruptedException {
        out = spec.commandLine().getOut();
        err = spec.commandLine().getErr();
        boolean all = what.contains("all");
        Set<Guest> guests = new LinkedHashSet<>();
        for (Guest guest : Guest.values()) {
            if (all || what.contains(guest.word)) {
                guests.add(guest);
            }
        }
        boolean start = all || what.contains("start");
        List<String> known = List.of("start", "cpu", "rep", "linux", "disk", "all");
        for (String word : what) {
            if (!known.contains(word)) {
                throw wrong("bench " + word + ": there is " + String.join(", ", known));
            }
        }
        if (runs != null && runs < 1 || percent < 1 || percent > 1000) {
            throw wrong("bench: --runs takes 1 or more, --work 1 to 1000 percent");
        }
        List<Peer> asked = peers();
        int status = 0;
        if (start) {
            status = new StartBench(runs == null ? 7 : runs, verbose).run(out, err, figures);
        }
        if (!guests.isEmpty()) {
            status = Math.max(status, compare(guests, asked));
        }
        summary();
        if (json != null) {
            figures.put("java", System.getProperty("java.version"));
            Files.writeString(json, Json.text(figures));
        }
        return status;
    }

    private CommandLine.ParameterException wrong(String message) {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }

    /** Null when none were named. */
    private List<Peer> peers() {
        if (peerNames == null) {
            return null;
        }
        List<Peer> peers = new ArrayList<>();
        for (String name : peerNames) {
            peers.add(Stream.of(Peer.values())
                    .filter(p -> p.word.equals(name))
                    .findFirst()
                    .orElseThrow(() -> wrong("bench --peers " + name + ": no such peer; bench --help lists them")));
        }
        return peers;
    }

    private int compare(Set<Guest> guests, List<Peer> asked) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("backplane-bench");
        int status = 0;
        try {
            GuestBuilder builder = new GuestBuilder(folder);
            Set<String> absent = new LinkedHashSet<>();
            for (Guest guest : guests) {
                try {
                    status = Math.max(status, compare(guest, installed(guest, asked, absent), builder, folder));
                } catch (Missing e) {
                    err.println("backplane: bench " + guest.word + ": " + e.getMessage());
                    err.flush();
                    status = 2;
                }
            }
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return status;
    }

    /** The peers to compare, and a line for each one that is not installed, once. */
    private List<Peer> installed(Guest guest, List<Peer> asked, Set<String> absent) {
        List<Peer> peers = asked != null
                ? asked
                : switch (guest) {
                    case CPU, REP -> List.of(Peer.BACKPLANE, Peer.INTERP, Peer.QEMU, Peer.V86);
                    case LINUX -> List.of(Peer.BACKPLANE, Peer.QEMU, Peer.V86);
                    case DISK -> List.of(Peer.BACKPLANE, Peer.BACKPLANE_IDE, Peer.QEMU, Peer.QEMU_IDE);
                };
        List<Peer> installed = new ArrayList<>();
        for (Peer peer : peers) {
            try {
                peer.check();
                installed.add(peer);
            } catch (Missing e) {
                if (absent.add(e.getMessage())) {
                    out.println("left out: " + e.getMessage());
                    out.flush();
                }
            }
        }
        return installed;
    }

    private int compare(Guest guest, List<Peer> peers, GuestBuilder builder, Path folder)
            throws IOException, InterruptedException, Missing {
        if (peers.isEmpty()) {
            return 2;
        }
        Comparison comparison = new Comparison(guest, peers);
        int times = runs == null ? 3 : runs;
        out.printf("%n%s: %s, median of %d%n", guest.word, guest.title, times);
        out.flush();
        for (int run = 0; run < times; run++) {
            for (Peer peer : peers) {
                if (run > 0 && peer.once(guest)) {
                    continue;
                }
                int work = guest.scales ? Math.max(1, FULL * percent / 100 / peer.divisor(guest)) : FULL;
                Path image = builder.build(guest, work);
                long begun = System.nanoTime();
                comparison.add(peer, Measurement.of(guest, peer.command(guest, image, folder), folder));
                if (verbose) {
                    out.printf(
                            Locale.ROOT,
                            "run %d on %s: %.1f s%n",
                            run + 1,
                            peer.word,
                            (System.nanoTime() - begun) / 1e9);
                    out.flush();
                }
            }
        }
        done.add(comparison);
        figures.put(guest.word, comparison.json());
        comparison.table().forEach(out::println);
        notes(comparison);
        comparison.complaints().forEach(err::println);
        out.flush();
        err.flush();
        return comparison.complaints().isEmpty() ? 0 : FAILED;
    }

    private void notes(Comparison comparison) {
        for (Peer peer : comparison.peers()) {
            if (peer.divisor(comparison.guest) > 1) {
                out.printf(
                        "%s: one run of a %dth of the work, multiplied%n", peer.word, peer.divisor(comparison.guest));
            } else if (peer.once(comparison.guest) && (runs == null || runs > 1)) {
                out.printf("%s: one run%n", peer.word);
            }
        }
    }

    /** The lines of the README's table. */
    private void summary() {
        if (done.size() < 2) {
            return;
        }
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {
            "ratio of wall times to "
                    + done.stream().map(c -> c.base().word).distinct().collect(Collectors.joining(" or "))
                    + "'s, Java "
                    + System.getProperty("java.specification.version"),
            "ours",
            "v86"
        });
        for (Comparison c : done) {
            for (Peer peer : c.peers()) {
                if (peer.ours()) {
                    String way = peer == Peer.BACKPLANE ? "" : ", " + peer.word;
                    boolean first = peer == Peer.BACKPLANE && c.peers().contains(Peer.V86);
                    rows.add(new String[] {
                        c.guest.word + way,
                        Comparison.number("%.2f", c.geometricMean(peer))
                                + Comparison.number(" (worst %.2f)", c.worst(peer)),
                        first ? Comparison.number("%.2f", c.geometricMean(Peer.V86)) : ""
                    });
                }
            }
            if (c.guest == Guest.LINUX && c.peers().contains(Peer.BACKPLANE)) {
                rows.add(new String[] {
                    "MiB resident beyond -m when Linux is up",
                    Comparison.number("%.0f", c.residentBeyond(Peer.BACKPLANE)),
                    ""
                });
            }
        }
        out.println();
        Comparison.markdown(rows).forEach(out::println);
        out.flush();
    }
}

package backplane.launcher.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Measures from the command to the first instruction of a boot sector, each time in a process of its own. */
final class StartBench {
    private static final int SECTOR = 512;
    private static final int DISK = 1 << 20;
    private static final char MARK = '#';
    /** {@code mov al,'#'; out 0xe9,al; mov al,0; out 0xf4,al; cli; hlt}: shows that it runs, and ends the run. */
    private static final int[] GUEST = {0xb0, MARK, 0xe6, 0xe9, 0xb0, 0x00, 0xe6, 0xf4, 0xfa, 0xf4};

    private static final int END_STATUS = 1;

    private final int runs;
    private final boolean verbose;

    StartBench(int runs, boolean verbose) {
        this.runs = runs;
        this.verbose = verbose;
    }

    int run(PrintWriter out, PrintWriter err, Map<String, Object> figures) throws IOException, InterruptedException {
        Path disk = Files.createTempFile("backplane-start", ".img");
        try {
            Files.write(disk, image());
            double[] times = new double[runs];
            for (int i = 0; i < runs; i++) {
                times[i] = once(disk, err);
                if (times[i] < 0) {
                    return 4;
                }
                if (verbose) {
                    out.printf(Locale.ROOT, "run %d: %.3f s%n", i + 1, times[i]);
                    out.flush();
                }
            }
            Arrays.sort(times);
            figures.put("start", Arrays.stream(times).boxed().toList());
            out.printf(
                    Locale.ROOT,
                    "command to first boot-sector instruction: %.3f s (median of %d, %.3f to %.3f)%n",
                    times[runs / 2],
                    runs,
                    times[0],
                    times[runs - 1]);
            out.flush();
            return 0;
        } finally {
            Files.delete(disk);
        }
    }

    private static double once(Path disk, PrintWriter err) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command(disk));
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        long start = System.nanoTime();
        Process process = builder.start();
        process.getOutputStream().close();
        InputStream from = process.getInputStream();
        int c = from.read();
        long end = System.nanoTime();
        int status = process.waitFor();
        if (c != MARK || status != END_STATUS) {
            err.println("backplane: bench start: the guest did not come up, status " + status);
            return -1;
        }
        return (end - start) / 1e9;
    }

    private static List<String> command(Path disk) {
        String script = System.getProperty("backplane.script", "./backplane");
        String file = disk.toString().replace(",", ",,");
        return List.of(
                script,
                "run",
                "-m",
                "128",
                "-display",
                "none",
                "-debugcon",
                "stdio",
                "-device",
                "isa-debug-exit,iobase=0xf4,iosize=1",
                "-drive",
                "file=" + file + ",format=raw,if=scsi,boot=on");
    }

    private static byte[] image() {
        byte[] image = new byte[DISK];
        for (int i = 0; i < GUEST.length; i++) {
            image[i] = (byte) GUEST[i];
        }
        image[SECTOR - 2] = 0x55;
        image[SECTOR - 1] = (byte) 0xaa;
        return image;
    }
}

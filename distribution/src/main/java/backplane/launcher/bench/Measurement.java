package backplane.launcher.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One run of a guest on a peer. */
final class Measurement {
    private static final long LIMIT_SECONDS = 600;
    private static final String LINUX_IS_UP = "user space";

    /** Seconds by part. */
    final Map<String, Double> seconds = new LinkedHashMap<>();
    /** What the parts came to. */
    final Map<String, String> results = new LinkedHashMap<>();
    /** Parts whose result is wrong or differed between repetitions. */
    final Map<String, String> wrong = new LinkedHashMap<>();
    /** KiB resident when Linux was up, or 0. */
    long resident;

    private final Guest guest;
    private final Map<String, Long> begun = new LinkedHashMap<>();
    private long start;
    private boolean over;
    private String last = "";

    Measurement(Guest guest) {
        this.guest = guest;
    }

    /** Runs it to its end, or kills it when that does not come. */
    static Measurement of(Guest guest, List<String> command, Path folder) throws IOException, InterruptedException {
        Measurement m = new Measurement(guest);
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        Path errors = folder.resolve("errors");
        builder.redirectError(errors.toFile());
        builder.environment().put("BACKPLANE_NO_BUILD", "on");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        m.start = System.nanoTime();
        Process process = builder.start();
        try {
            CompletableFuture.delayedExecutor(LIMIT_SECONDS, TimeUnit.SECONDS).execute(process::destroyForcibly);
            m.listen(process.getInputStream(), process.pid());
            process.waitFor(1, TimeUnit.SECONDS);
        } finally {
            process.destroyForcibly();
        }
        if (!m.over) {
            String said = Files.readString(errors).lines().findFirst().orElse(m.last);
            m.wrong.put("did not finish", said);
        }
        return m;
    }

    private void listen(InputStream from, long pid) throws IOException {
        StringBuilder line = new StringBuilder();
        byte[] buffer = new byte[4096];
        for (int n = from.read(buffer); n > 0 && !over; n = from.read(buffer)) {
            long now = System.nanoTime();
            for (int i = 0; i < n; i++) {
                char c = (char) (buffer[i] & 0xff);
                if (c != '\n') {
                    line.append(c);
                    continue;
                }
                line(line.toString().strip(), now, pid);
                line.setLength(0);
            }
            if (over) {
                return;
            }
        }
    }

    /** A line of the guest's that arrived at a host's time in nanoseconds. */
    void line(String text, long now, long pid) {
        String[] words = text.split(" ");
        if (words.length == 2 && words[0].equals("@")) {
            begun.put(words[1], now);
        } else if (words.length >= 3 && words[0].equals("=") && begun.containsKey(words[1])) {
            seconds.put(words[1], (now - begun.get(words[1])) / 1e9);
            results.put(words[1], words[2]);
            if (words.length > 3 || !guest.right(words[1], words[2])) {
                wrong.put(words[1], text.substring(2));
            }
        } else if (text.equals(".")) {
            over = true;
        } else if (guest == Guest.LINUX && text.contains(LINUX_IS_UP)) {
            seconds.put("to user space", (now - start) / 1e9);
            resident = resident(pid);
            over = true;
        }
        if (!text.isEmpty()) {
            last = text;
        }
    }

    private static long resident(long pid) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"), StandardCharsets.ISO_8859_1)) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        } catch (IOException e) {
            return 0;
        }
        return 0;
    }
}

package backplane.shell.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

/**
 * Counts compiled methods that HotSpot throws away, from the JDK's flight recorder: its one public and exact source.
 * The recorder takes a third of a second to start the first time, and costs nothing when it is not asked.
 */
final class Deoptimizations implements AutoCloseable {
    private static final String EVENT = "jdk.Deoptimization";

    private final Recording recording = new Recording();

    Deoptimizations() {
        recording.enable(EVENT).withoutStackTrace();
        recording.start();
    }

    /** Ends the recording: how often, by class and method and reason. */
    Map<String, Integer> count() throws IOException {
        recording.stop();
        Path file = Files.createTempFile("backplane-perf", ".jfr");
        try {
            recording.dump(file);
            Map<String, Integer> counts = new TreeMap<>();
            for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
                if (event.getEventType().getName().equals(EVENT)) {
                    RecordedMethod method = event.getValue("method");
                    String name = name(method.getType().getName(), method.getName());
                    counts.merge(name + " (" + event.getString("reason") + ")", 1, Integer::sum);
                }
            }
            return counts;
        } finally {
            Files.delete(file);
        }
    }

    /** Hidden classes, as regions are, go by the name they were made from: the recorder adds {@code +0x…} to it. */
    static String name(String type, String method) {
        String shown = type.replaceFirst("[+/].*", "");
        return shown.substring(shown.lastIndexOf('.') + 1) + "." + method;
    }

    @Override
    public void close() {
        recording.close();
    }
}

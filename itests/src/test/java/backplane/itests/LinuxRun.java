package backplane.itests;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/** A program for {@link DeterminismTest}: boots a disk image and prints how the run ended. */
public final class LinuxRun {
    private static final long PATIENCE = 20_000_000_000L;

    private LinuxRun() {}

    public static void main(String[] args) throws Exception {
        byte[] image = Files.readAllBytes(Path.of(args[0]));
        try (Pc pc = Pc.builder().ram(128).ide(Pc.disk("d", image), 0).powerOn()) {
            int status = pc.runToEnd(PATIENCE);
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(pc.machine().memory().array());
            System.out.println("ended with " + status + " after " + pc.machine().instructions()
                    + " instructions, memory " + HexFormat.of().formatHex(hash));
            if (status != 0) {
                System.out.println(pc.report());
            }
        }
    }
}

package backplane.block;

import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;

/** The other process of {@link ProcessTest}. */
public final class OtherProcess {
    private OtherProcess() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("hold")) {
            hold(arguments);
        } else {
            write(arguments[1]);
        }
    }

    private static void hold(String[] arguments) throws Exception {
        Image image = Requests.open(arguments[1], arguments[2], arguments[3]);
        say("open");
        if (System.in.read() >= 0) {
            image.close();
            say("closed");
        }
    }

    /** Writes and flushes sector after sector for ever, and says the number of each one that is flushed. */
    private static void write(String file) throws Exception {
        Image image = Requests.open(file);
        long sectors = image.info().blocks();
        for (long n = 1; ; n++) {
            byte[] sector = new byte[512];
            ByteBuffer.wrap(sector).putLong(n);
            Semaphore flushed = new Semaphore(0);
            long number = n;
            image.write(n % sectors * 512, sector, 0, 512, s -> {});
            image.flush(s -> flushed.release());
            flushed.acquire();
            say(Long.toString(number));
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}

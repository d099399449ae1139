package backplane.debugcon;

/**
 * Where a debug port sits.
 *
 * @param iobase its first port
 * @param iosize how many, 1, 2 or 4
 * @param readback what a read of the console gives
 */
public record DebugSettings(int iobase, int iosize, int readback) {
    /**
     * From the keys of {@code -device}, decimal or with 0x.
     *
     * @throws IllegalArgumentException one line that names the key
     */
    public static DebugSettings console(String iobase, String readback) {
        String type = "isa-debugcon";
        return new DebugSettings(
                number(type, "iobase", iobase, 0, 0xffff), 1, number(type, "readback", readback, 0, 0xff));
    }

    /** As {@link #console}. */
    public static DebugSettings exit(String iobase, String iosize) {
        String type = "isa-debug-exit";
        int size = number(type, "iosize", iosize, 1, 4);
        if (size == 3) {
            throw new IllegalArgumentException(type + ": iosize=3 must be 1, 2 or 4");
        }
        return new DebugSettings(number(type, "iobase", iobase, 0, 0x10000 - size), size, 0);
    }

    private static int number(String type, String key, String text, int low, int high) {
        int n;
        try {
            n = Integer.decode(text);
        } catch (NumberFormatException e) {
            n = -1;
        }
        if (n < low || n > high) {
            throw new IllegalArgumentException(
                    type + ": " + key + "=" + text + " must be a number from " + low + " to " + high);
        }
        return n;
    }
}

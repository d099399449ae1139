package backplane.serial.uart16550;

/**
 * Where a serial port sits.
 *
 * @param base the first of its eight ports
 * @param irq its ISA interrupt
 */
public record Uart16550Settings(int base, int irq) {
    private static final int[] BASES = {0x3f8, 0x2f8, 0x3e8, 0x2e8};
    private static final int[] IRQS = {4, 3, 4, 3};

    /**
     * From the keys of {@code -device isa-serial}; an empty {@code iobase} or {@code irq} follows from the index.
     *
     * @throws IllegalArgumentException one line that names the key
     */
    public static Uart16550Settings parse(String index, String iobase, String irq) {
        int i = number("index", index.isEmpty() ? "0" : index, 0, 3);
        return new Uart16550Settings(
                iobase.isEmpty() ? BASES[i] : number("iobase", iobase, 0, 0xfff8),
                irq.isEmpty() ? IRQS[i] : number("irq", irq, 0, 15));
    }

    private static int number(String key, String text, int low, int high) {
        int n;
        try {
            n = Integer.decode(text);
        } catch (NumberFormatException e) {
            n = -1;
        }
        if (n < low || n > high) {
            throw new IllegalArgumentException(
                    "isa-serial: " + key + "=" + text + " must be a number from " + low + " to " + high);
        }
        return n;
    }
}

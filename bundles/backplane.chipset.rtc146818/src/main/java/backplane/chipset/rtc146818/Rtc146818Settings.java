package backplane.chipset.rtc146818;

/**
 * What the CMOS RAM is filled with.
 *
 * @param bootDevices the boot order as CMOS has it, first device in the low nibble: 1 floppy, 2 disk, 3 CD, 4 network
 * @param century whether byte 0x32 follows the clock's century
 */
public record Rtc146818Settings(int bootDevices, boolean century) {
    private static final String LETTERS = "acdn";

    /**
     * From the keys of the card: the order as {@code -boot order=} has it.
     *
     * @throws IllegalArgumentException one line that names the key
     */
    public static Rtc146818Settings parse(String order, String century) {
        int devices = 0;
        for (int i = 0; i < order.length(); i++) {
            int device = LETTERS.indexOf(order.charAt(i)) + 1;
            if (device == 0 || order.indexOf(order.charAt(i)) != i) {
                throw new IllegalArgumentException("-boot order=" + order
                        + ": use each of a (floppy), c (disk), d (CD-ROM), n (network) once at most");
            }
            if (i < 3) {
                devices |= device << 4 * i;
            }
        }
        return switch (century) {
            case "on", "off" -> new Rtc146818Settings(devices, century.equals("on"));
            default -> throw new IllegalArgumentException("mc146818rtc: century=" + century + " must be on or off");
        };
    }
}

package backplane.shell;

/** Addresses and counts as people type them. */
public final class Numbers {
    private Numbers() {}

    /** Hexadecimal with or without 0x, or {@code segment:offset}. */
    public static int address(String text) {
        int colon = text.indexOf(':');
        if (colon >= 0) {
            return (hex(text.substring(0, colon)) << 4) + hex(text.substring(colon + 1));
        }
        return hex(text);
    }

    private static int hex(String text) {
        String digits = text.startsWith("0x") || text.startsWith("0X") ? text.substring(2) : text;
        try {
            return Integer.parseUnsignedInt(digits, 16);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(text + " is no address; write 7c00, 0x7c00 or 0000:7c00", e);
        }
    }

    /** A decimal count within limits. */
    public static int count(String text, int most) {
        try {
            int value = Integer.decode(text);
            if (value >= 1 && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below, with the limits.
        }
        throw new IllegalArgumentException(text + " is no count; use 1 to " + most);
    }
}

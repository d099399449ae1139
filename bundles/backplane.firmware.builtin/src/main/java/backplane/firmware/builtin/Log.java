package backplane.firmware.builtin;

import backplane.api.device.Slot;
import backplane.core.PortMap;

/** What the firmware does, one line at a time: to the card's log, and to the debug port where there is one. */
final class Log {
    private static final int DEBUG_PORT = 0x402;
    /** What the debug port reads when it is there (Bochs and QEMU convention). */
    private static final int DEBUG_PRESENT = 0xe9;

    private final Slot slot;
    private final PortMap ports;

    Log(Slot slot, PortMap ports) {
        this.slot = slot;
        this.ports = ports;
    }

    void line(String text) {
        slot.log(System.Logger.Level.INFO, text);
        if (ports.in8(DEBUG_PORT) != DEBUG_PRESENT) {
            return;
        }
        for (int i = 0; i < text.length(); i++) {
            ports.out8(DEBUG_PORT, text.charAt(i) & 0xff);
        }
        ports.out8(DEBUG_PORT, '\n');
    }

    /** Lower-case hexadecimal. {@code String.format} would load half of the JDK's locale data during POST. */
    static String hex(int value, int digits) {
        String s = Integer.toHexString(value);
        return "00000000".substring(0, Math.max(0, digits - s.length())) + s;
    }

    /** A far pointer. */
    static String far(int pointer) {
        return hex(pointer >>> 16, 4) + ":" + hex(pointer & 0xffff, 4);
    }
}

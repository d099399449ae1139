package backplane.firmware.builtin;

import backplane.core.PortMap;

/** Serial ports. */
final class Int14 implements Service {
    private static final int[] DIVISORS = {1047, 768, 384, 192, 96, 48, 24, 12};
    private static final int TIMEOUT = 0x80;
    private static final int READY = 0x01;
    private static final int EMPTY = 0x20;
    /** The guest's time for a byte to leave or to come: one second by the tick count. */
    private static final int PATIENCE_TICKS = 18;

    private final PortMap ports;
    private final BiosMemory memory;
    private int started;
    private boolean waiting;

    Int14(PortMap ports, BiosMemory memory) {
        this.ports = ports;
        this.memory = memory;
    }

    @Override
    public Result call(Call c) {
        waiting = false;
        return resume(c);
    }

    @Override
    public Result resume(Call c) {
        int base = c.dx() < 4 ? memory.read16(BiosMemory.COM_PORTS + 2 * c.dx()) : 0;
        if (base == 0) {
            return Result.DONE;
        }
        switch (c.ah()) {
            case 0 -> {
                configure(base, c.al());
                return status(c, base);
            }
            case 1 -> {
                return transfer(c, base, EMPTY);
            }
            case 2 -> {
                return transfer(c, base, READY);
            }
            case 3 -> {
                return status(c, base);
            }
            default -> {
                return Result.DONE;
            }
        }
    }

    private void configure(int base, int setting) {
        int divisor = DIVISORS[setting >> 5];
        ports.out8(base + 3, setting & 0x1f | 0x80);
        ports.out8(base, divisor & 0xff);
        ports.out8(base + 1, divisor >> 8);
        ports.out8(base + 3, setting & 0x1f);
        ports.out8(base + 4, 3);
    }

    private Result status(Call c, int base) {
        c.al(ports.in8(base + 6));
        c.ah(ports.in8(base + 5));
        return Result.DONE;
    }

    private Result transfer(Call c, int base, int bit) {
        int line = ports.in8(base + 5);
        if ((line & bit) != 0) {
            if (bit == EMPTY) {
                ports.out8(base, c.al());
            } else {
                c.al(ports.in8(base));
            }
            c.ah(line & ~TIMEOUT);
            return Result.DONE;
        }
        int now = memory.read32(BiosMemory.TICKS);
        if (!waiting) {
            waiting = true;
            started = now;
        } else if (now - started > PATIENCE_TICKS || now < started) {
            waiting = false;
            c.ah(line | TIMEOUT);
            return Result.DONE;
        }
        return Result.WAIT;
    }
}

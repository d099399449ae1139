package backplane.machine;

import backplane.api.device.PlugException;
import backplane.api.port.PortDevice;
import backplane.core.PortMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Ports 0 to 0xffff: one table entry per port, one look-up and one interface call per access. Claims lie over BARs;
 * below both is the open bus, which reads all ones.
 */
final class PortSpace implements PortMap {
    private static final PortRange OPEN_BUS = new PortRange("", 0, 0x10000, new OpenBus(), true);

    private final PortRange[] table = new PortRange[0x10000];
    private final List<PortRange> ranges = new ArrayList<>();
    private final CardFailures failures;
    private final Meter meter;

    PortSpace(CardFailures failures, Meter meter) {
        this.failures = failures;
        this.meter = meter;
        Arrays.fill(table, OPEN_BUS);
    }

    void claim(PortRange range) throws PlugException {
        if (range.first() < 0 || range.count() < 1 || range.first() + range.count() > 0x10000) {
            throw new PlugException(String.format(
                    "%s: ports 0x%x-0x%x are outside 0x0000-0xffff",
                    range.owner(), range.first(), range.first() + range.count() - 1));
        }
        for (int port = range.first(); port < range.first() + range.count(); port++) {
            PortRange held = table[port];
            if (held != OPEN_BUS && !held.bar()) {
                throw new PlugException(String.format("port 0x%04x", port), range.owner(), held.owner());
            }
        }
        map(range);
    }

    /** Maps a claim that was checked, or a BAR. */
    void map(PortRange range) {
        ranges.add(range);
        rebuild(range);
    }

    void unmap(PortRange range) {
        if (ranges.remove(range)) {
            rebuild(range);
        }
    }

    private void rebuild(PortRange changed) {
        int end = Math.min(changed.first() + changed.count(), 0x10000);
        for (int port = changed.first(); port < end; port++) {
            PortRange best = OPEN_BUS;
            for (PortRange r : ranges) {
                if (port >= r.first() && port < r.first() + r.count() && (best == OPEN_BUS || best.bar() && !r.bar())) {
                    best = r;
                }
            }
            table[port] = best;
        }
    }

    @Override
    public int in8(int port) {
        PortRange r = table[port];
        int before = meter.enter(Meter.DEVICE);
        try {
            return r.device().read8(port - r.first());
        } catch (RuntimeException e) {
            failures.failed(r.device(), e);
            return 0xff;
        } finally {
            meter.leave(before);
        }
    }

    @Override
    public int in16(int port) {
        PortRange r = table[port];
        if (r != table[port + 1 & 0xffff]) {
            return in8(port) | in8(port + 1 & 0xffff) << 8;
        }
        int before = meter.enter(Meter.DEVICE);
        try {
            return r.device().read16(port - r.first());
        } catch (RuntimeException e) {
            failures.failed(r.device(), e);
            return 0xffff;
        } finally {
            meter.leave(before);
        }
    }

    @Override
    public int in32(int port) {
        PortRange r = table[port];
        if (r != table[port + 3 & 0xffff] || r != table[port + 1 & 0xffff] || r != table[port + 2 & 0xffff]) {
            return in16(port) | in16(port + 2 & 0xffff) << 16;
        }
        int before = meter.enter(Meter.DEVICE);
        try {
            return r.device().read32(port - r.first());
        } catch (RuntimeException e) {
            failures.failed(r.device(), e);
            return -1;
        } finally {
            meter.leave(before);
        }
    }

    @Override
    public void out8(int port, int value) {
        PortRange r = table[port];
        int before = meter.enter(Meter.DEVICE);
        try {
            r.device().write8(port - r.first(), value & 0xff);
        } catch (RuntimeException e) {
            failures.failed(r.device(), e);
        } finally {
            meter.leave(before);
        }
    }

    @Override
    public void out16(int port, int value) {
        PortRange r = table[port];
        if (r != table[port + 1 & 0xffff]) {
            out8(port, value);
            out8(port + 1 & 0xffff, value >>> 8);
            return;
        }
        int before = meter.enter(Meter.DEVICE);
        try {
            r.device().write16(port - r.first(), value & 0xffff);
        } catch (RuntimeException e) {
            failures.failed(r.device(), e);
        } finally {
            meter.leave(before);
        }
    }

    @Override
    public void out32(int port, int value) {
        PortRange r = table[port];
        if (r != table[port + 3 & 0xffff] || r != table[port + 1 & 0xffff] || r != table[port + 2 & 0xffff]) {
            out16(port, value);
            out16(port + 2 & 0xffff, value >>> 16);
            return;
        }
        int before = meter.enter(Meter.DEVICE);
        try {
            r.device().write32(port - r.first(), value);
        } catch (RuntimeException e) {
            failures.failed(r.device(), e);
        } finally {
            meter.leave(before);
        }
    }

    @Override
    public void ins(int port, int width, byte[] to, int at, int count) {
        PortRange r = table[port];
        if (r != table[port + width - 1 & 0xffff]) {
            for (int i = 0; i < count; i++) {
                int value = width == 2 ? in16(port) : in32(port);
                for (int b = 0; b < width; b++) {
                    to[at + i * width + b] = (byte) (value >>> 8 * b);
                }
            }
            return;
        }
        int before = meter.enter(Meter.DEVICE);
        try {
            r.device().readBlock(port - r.first(), width, to, at, count);
        } catch (RuntimeException e) {
            failures.failed(r.device(), e);
        } finally {
            meter.leave(before);
        }
    }

    @Override
    public void outs(int port, int width, byte[] from, int at, int count) {
        PortRange r = table[port];
        if (r != table[port + width - 1 & 0xffff]) {
            for (int i = at; i < at + count * width; i += width) {
                int low = from[i] & 0xff | (from[i + 1] & 0xff) << 8;
                if (width == 2) {
                    out16(port, low);
                } else {
                    out32(port, low | (from[i + 2] & 0xff) << 16 | (from[i + 3] & 0xff) << 24);
                }
            }
            return;
        }
        int before = meter.enter(Meter.DEVICE);
        try {
            r.device().writeBlock(port - r.first(), width, from, at, count);
        } catch (RuntimeException e) {
            failures.failed(r.device(), e);
        } finally {
            meter.leave(before);
        }
    }

    private static final class OpenBus implements PortDevice {
        @Override
        public int read8(int offset) {
            return 0xff;
        }

        @Override
        public void write8(int offset, int value) {}
    }

    /** @param bar whether it is a BAR, which lies under claims */
    record PortRange(String owner, int first, int count, PortDevice device, boolean bar) {}
}

package backplane.machine;

import backplane.api.memory.MemoryDevice;
import backplane.api.pci.Bar;
import backplane.api.port.PortDevice;

/** A base address register, or the expansion ROM's (index 6), and where it is mapped now. */
final class PciBar implements Bar {
    /** What is behind it. */
    enum Kind {
        IO,
        MEMORY,
        RAM
    }

    private final PciCard card;
    private final Machine machine;
    private final int index;
    private final Kind kind;
    private final int size;
    private Object target;
    private PortSpace.PortRange ports;
    private MemoryRegion region;

    PciBar(PciCard card, Machine machine, int index, Kind kind, int size) {
        this.card = card;
        this.machine = machine;
        this.index = index;
        this.kind = kind;
        this.size = size;
        if (size < 4 || Integer.bitCount(size) != 1) {
            throw new IllegalArgumentException("BAR size " + size + " is no power of two");
        }
    }

    Kind kind() {
        return kind;
    }

    Object target() {
        return target;
    }

    void target(Object next) {
        target = next;
        unmap();
        remap();
    }

    /** The result puts today's target back. */
    Runnable remember() {
        Object old = target;
        return () -> target(old);
    }

    int register() {
        return index == 6 ? 0x30 : 0x10 + index * 4;
    }

    /** The bits of the register that software can change (PCI 2.1 section 6.2.5). */
    int writable() {
        return index == 6 ? -size | 1 : -size;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public long address() {
        return card.config(register(), 4) & 0xffffffffL & -(long) size;
    }

    @Override
    public boolean enabled() {
        long at = address();
        boolean rom = index != 6 || (card.config(0x30, 1) & 1) != 0;
        return rom && card.decodes(kind) && at != 0 && (kind == Kind.IO ? at + size <= 0x10000 : at + size < 1L << 32);
    }

    void remap() {
        long at = address();
        boolean on = enabled() && target != null;
        if (kind == Kind.IO) {
            if (ports != null && (!on || ports.first() != at)) {
                unmap();
            }
            if (on && ports == null) {
                ports = new PortSpace.PortRange(card.slot().id(), (int) at, size, (PortDevice) target, true);
                machine.portSpace().map(ports);
            }
        } else {
            if (region != null && (!on || region.base() != at)) {
                unmap();
            }
            if (on && region == null) {
                Block block = target instanceof Block b ? b : null;
                region = new MemoryRegion(card.slot().id(), at, size, (MemoryDevice) target, block, 0, false);
                machine.physical().mapBar(region);
            }
        }
    }

    void unmap() {
        if (ports != null) {
            machine.portSpace().unmap(ports);
            ports = null;
        }
        if (region != null) {
            machine.physical().unmap(region);
            region = null;
        }
    }

    @Override
    public String toString() {
        String name = index == 6 ? "rom" : "bar" + index;
        String type = kind == Kind.IO ? "io" : "mem";
        return String.format("%s %s %08x/%x%s", name, type, address(), size, enabled() ? "" : " off");
    }
}

package backplane.machine;

import backplane.api.irq.IrqLine;
import backplane.api.memory.GuestMemory;
import backplane.api.memory.MemoryDevice;
import backplane.api.memory.RamBlock;
import backplane.api.pci.Bar;
import backplane.api.pci.PciAddress;
import backplane.api.pci.PciConfigHandler;
import backplane.api.pci.PciFunction;
import backplane.api.pci.PciId;
import backplane.api.port.PortDevice;
import backplane.api.rom.OptionRom;
import java.util.ArrayList;
import java.util.List;

/**
 * A PCI function with its 256 bytes of configuration space (PCI 2.1 chapter 6). The slot owns it, so it outlives a
 * hot-update of the card.
 */
final class PciCard extends SlotClaim implements PciFunction {
    static final int COMMAND = 0x04;
    private static final int STATUS = 0x06;
    private static final int HEADER_TYPE = 0x0e;
    private static final int BAR0 = 0x10;
    private static final int EXPANSION_ROM = 0x30;
    private static final int INTERRUPT_LINE = 0x3c;
    private static final int COMMAND_IO = 1;
    private static final int COMMAND_MEMORY = 2;
    private static final int COMMAND_MASTER = 4;
    /** I/O, memory, master, parity and SERR# can be written; INTx disable came with PCI 2.3. */
    private static final int COMMAND_WRITABLE = 0x0147;

    private static final int ROM_INDEX = 6;

    private final Machine machine;
    private final PciAddress address;
    private final PciId id;
    private final byte[] config = new byte[256];
    private final PciBar[] bars = new PciBar[7];
    private final BusMemory bus;
    private final Interrupts.End intx;
    private PciConfigHandler[] handlers = new PciConfigHandler[256];
    private OptionRom rom;

    PciCard(CardSlot slot, Machine machine, PciAddress address, PciId id) {
        super(slot, key(id));
        this.machine = machine;
        this.address = address;
        this.id = id;
        bus = new BusMemory(slot, machine, this);
        intx = machine.interrupts().pirq(address.device() + Math.max(id.pin(), 1) + 2 & 3);
        put(0x00, 2, id.vendor());
        put(0x02, 2, id.device());
        put(0x08, 1, id.revision());
        put(0x09, 1, id.classCode());
        put(0x0a, 2, id.classCode() >>> 8);
        put(0x2c, 2, id.subsystemVendor());
        put(0x2e, 2, id.subsystem());
        put(0x3d, 1, id.pin());
    }

    static String key(PciId id) {
        return String.format("pci %04x:%04x class %06x", id.vendor(), id.device(), id.classCode());
    }

    @Override
    public PciAddress address() {
        return address;
    }

    PciId id() {
        return id;
    }

    @Override
    public String describe() {
        return "pci " + address;
    }

    /** Forgets the card's objects before its successor registers its own; the result undoes that. */
    Runnable handOver() {
        PciConfigHandler[] oldHandlers = handlers;
        List<Runnable> undo = new ArrayList<>();
        handlers = new PciConfigHandler[256];
        for (PciBar bar : bars) {
            if (bar != null) {
                undo.add(bar.remember());
            }
        }
        return () -> {
            handlers = oldHandlers;
            undo.forEach(Runnable::run);
        };
    }

    private PciBar bar(int index, PciBar.Kind kind, int size, Object target) {
        PciBar bar = bars[index];
        if (bar == null) {
            bar = new PciBar(this, machine, index, kind, size);
            bars[index] = bar;
            put(bar.register(), 4, kind == PciBar.Kind.IO ? 1 : 0);
        } else if (bar.kind() != kind || bar.size() != size) {
            throw new IllegalArgumentException("BAR " + index + " of " + slot().id() + " is " + bar.kind() + " of "
                    + bar.size() + " bytes already");
        }
        bar.target(target);
        return bar;
    }

    @Override
    public Bar io(int index, int size, PortDevice device) {
        return bar(index, PciBar.Kind.IO, size, device);
    }

    @Override
    public Bar memory(int index, int size, MemoryDevice device) {
        return bar(index, PciBar.Kind.MEMORY, size, device);
    }

    @Override
    public Bar ram(int index, RamBlock block) {
        return bar(index, PciBar.Kind.RAM, block.size(), block);
    }

    @Override
    public void rom(OptionRom image) {
        rom = image;
        if (bars[ROM_INDEX] != null) {
            return;
        }
        int size = Integer.highestOneBit(Math.max(4096, image.image().length) * 2 - 1);
        Block block = new Block(machine.physical(), size, true);
        block.write(0, image.image(), 0, image.image().length);
        bar(ROM_INDEX, PciBar.Kind.RAM, size, block);
    }

    /** What {@link #rom} was given, or null. */
    OptionRom rom() {
        return rom;
    }

    @Override
    public IrqLine intx() {
        return intx;
    }

    @Override
    public int config(int reg, int width) {
        int value = 0;
        for (int i = width - 1; i >= 0; i--) {
            value = value << 8 | config[reg + i & 0xff] & 0xff;
        }
        return value;
    }

    @Override
    public void setConfig(int reg, int width, int value) {
        put(reg, width, value);
        if (reg < EXPANSION_ROM + 4) {
            remap();
        }
    }

    private void put(int reg, int width, int value) {
        for (int i = 0; i < width; i++) {
            config[reg + i & 0xff] = (byte) (value >>> 8 * i);
        }
    }

    @Override
    public void onConfig(int reg, int count, PciConfigHandler handler) {
        for (int i = reg; i < reg + count; i++) {
            handlers[i] = handler;
        }
    }

    @Override
    public GuestMemory bus() {
        return bus;
    }

    @Override
    public int ownBar(long at) {
        for (int i = 0; i < 6; i++) {
            PciBar bar = bars[i];
            if (bar != null
                    && bar.kind() != PciBar.Kind.IO
                    && bar.enabled()
                    && at >= bar.address()
                    && at < bar.address() + bar.size()) {
                return i;
            }
        }
        return -1;
    }

    boolean master() {
        return (config[COMMAND] & COMMAND_MASTER) != 0;
    }

    boolean decodes(PciBar.Kind kind) {
        return (config[COMMAND] & (kind == PciBar.Kind.IO ? COMMAND_IO : COMMAND_MEMORY)) != 0;
    }

    int guestRead(int reg, int width) {
        int value = config(reg, width);
        if (reg <= HEADER_TYPE
                && reg + width > HEADER_TYPE
                && address.function() == 0
                && machine.pciBus().multifunction(address.device())) {
            value |= 0x80 << (HEADER_TYPE - reg) * 8;
        }
        if (reg <= STATUS && reg + width > STATUS && intx.level()) {
            value |= 8 << (STATUS - reg) * 8;
        }
        return value;
    }

    void guestWrite(int reg, int width, int value) {
        for (int i = 0; i < width; ) {
            int at = reg + i & 0xff;
            PciConfigHandler handler = handlers[at];
            if (handler != null) {
                int n = 1;
                while (i + n < width && handlers[at + n & 0xff] == handler) {
                    n++;
                }
                int part = value >>> 8 * i & (n == 4 ? -1 : (1 << 8 * n) - 1);
                try {
                    handler.written(at, n, part);
                } catch (RuntimeException e) {
                    slot().failed(e);
                }
                i += n;
            } else {
                writeByte(at, value >>> 8 * i & 0xff);
                i++;
            }
        }
        if (reg < EXPANSION_ROM + 4) {
            remap();
        }
    }

    private void writeByte(int reg, int value) {
        if (reg == COMMAND || reg == COMMAND + 1) {
            int mask = COMMAND_WRITABLE >>> (reg - COMMAND) * 8 & 0xff;
            config[reg] = (byte) (config[reg] & ~mask | value & mask);
        } else if (reg == 0x0c || reg == 0x0d || reg == INTERRUPT_LINE) {
            config[reg] = (byte) value;
        } else {
            PciBar bar = barAt(reg);
            if (bar != null) {
                int mask = bar.writable() >>> (reg - bar.register()) * 8 & 0xff;
                config[reg] = (byte) (config[reg] & ~mask | value & mask);
            }
        }
    }

    private PciBar barAt(int reg) {
        if (reg >= EXPANSION_ROM && reg < EXPANSION_ROM + 4) {
            return bars[ROM_INDEX];
        }
        return reg >= BAR0 && reg < BAR0 + 24 ? bars[reg - BAR0 >>> 2] : null;
    }

    private void remap() {
        for (PciBar bar : bars) {
            if (bar != null) {
                bar.remap();
            }
        }
    }

    void resetConfig() {
        put(COMMAND, 2, 0);
        put(0x0c, 2, 0);
        put(INTERRUPT_LINE, 1, 0);
        for (PciBar bar : bars) {
            if (bar != null) {
                put(bar.register(), 4, bar.kind() == PciBar.Kind.IO ? 1 : 0);
            }
        }
        remap();
    }

    /** The BARs as the guest has set them, for lists. */
    List<String> barTexts() {
        List<String> list = new ArrayList<>();
        for (PciBar bar : bars) {
            if (bar != null) {
                list.add(bar.toString());
            }
        }
        return list;
    }

    int interruptLine() {
        return config[INTERRUPT_LINE] & 0xff;
    }

    @Override
    void release() {
        intx.set(false);
        for (PciBar bar : bars) {
            if (bar != null) {
                bar.unmap();
            }
        }
        machine.pciBus().remove(this);
    }

    @Override
    boolean serves(Object object) {
        for (PciBar bar : bars) {
            if (bar != null && bar.target() == object) {
                return true;
            }
        }
        return false;
    }
}

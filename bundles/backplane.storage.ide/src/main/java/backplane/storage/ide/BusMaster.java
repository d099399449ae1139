package backplane.storage.ide;

import backplane.api.memory.GuestMemory;
import backplane.api.pci.PciFunction;
import backplane.api.port.PortDevice;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;

/**
 * The bus master of one channel (82371SB data sheet section 2.7 and 5.4): moves a drive's data between its buffer and the
 * regions of memory that a table of physical region descriptors names. ACTIVE falls with the last byte of the last
 * region; INTERRUPT rises with the drive's INTRQ.
 */
final class BusMaster {
    static final int COMMAND = 0;
    static final int STATUS = 2;
    static final int PRD_TABLE = 4;

    private static final int START = 0x01;
    private static final int TO_MEMORY = 0x08;
    private static final int ACTIVE = 0x01;
    private static final int ERROR = 0x02;
    private static final int INTERRUPT = 0x04;
    private static final int DMA_CAPABLE = 0x60;
    private static final int END_OF_TABLE = 1 << 31;
    private static final int PCI_COMMAND = 4;
    private static final int PCI_MASTER = 4;

    private Runnable started = () -> {};
    private PciFunction pci;
    private GuestMemory memory;
    private int command;
    private int status;
    private int table;

    private int descriptor;
    private int address;
    private int left;
    private boolean last;

    void connect(PciFunction function) {
        pci = function;
        memory = function.bus();
    }

    /** {@code listener} runs when START was set: a drive that waits for the bus master goes on. */
    void onStart(Runnable listener) {
        started = listener;
    }

    void reset() {
        command = 0;
        status = 0;
        table = 0;
        left = 0;
    }

    /** The channel's INTRQ has risen. */
    void interrupted() {
        status |= INTERRUPT;
    }

    /**
     * Moves up to {@code n} bytes between a drive's buffer and memory.
     *
     * @param in from the drive to memory
     * @return how many have moved: fewer when the bus master is off, set the other way round, or out of regions
     */
    int move(boolean in, byte[] buffer, int at, int n) {
        int moved = 0;
        if ((pci.config(PCI_COMMAND, 2) & PCI_MASTER) == 0) {
            return 0;
        }
        while (moved < n && (status & ACTIVE) != 0 && in == ((command & TO_MEMORY) != 0)) {
            if (left == 0) {
                nextRegion();
            }
            int m = Math.min(left, n - moved);
            if (in) {
                memory.write(address & 0xffffffffL, buffer, at + moved, m);
            } else {
                memory.read(address & 0xffffffffL, buffer, at + moved, m);
            }
            moved += m;
            address += m;
            left -= m;
            if (left == 0 && last) {
                status &= ~ACTIVE;
            }
        }
        return moved;
    }

    private void nextRegion() {
        address = memory.read32(descriptor & 0xffffffffL) & ~1;
        int second = memory.read32(descriptor + 4 & 0xffffffffL);
        int count = second & 0xfffe;
        left = count == 0 ? 0x10000 : count;
        last = (second & END_OF_TABLE) != 0;
        descriptor += 8;
    }

    int read(int offset) {
        return switch (offset) {
            case COMMAND -> command;
            case STATUS -> status;
            case PRD_TABLE, PRD_TABLE + 1, PRD_TABLE + 2, PRD_TABLE + 3 -> table >>> 8 * (offset - PRD_TABLE) & 0xff;
            default -> 0;
        };
    }

    void write(int offset, int value) {
        switch (offset) {
            case COMMAND -> command(value & (START | TO_MEMORY));
            case STATUS -> status = value & DMA_CAPABLE | status & ACTIVE | status & (ERROR | INTERRUPT) & ~value;
            case PRD_TABLE, PRD_TABLE + 1, PRD_TABLE + 2, PRD_TABLE + 3 -> {
                int shift = 8 * (offset - PRD_TABLE);
                table = (table & ~(0xff << shift) | value << shift) & ~3;
            }
            default -> {}
        }
    }

    private void command(int value) {
        boolean rise = (value & ~command & START) != 0;
        command = value;
        if ((value & START) == 0) {
            status &= ~ACTIVE;
        } else if (rise) {
            status |= ACTIVE;
            descriptor = table;
            left = 0;
            last = false;
            started.run();
        }
    }

    void save(StateWriter out) {
        out.put("command", command);
        out.put("status", status);
        out.put("table", table);
        out.put("region", new int[] {descriptor, address, left, last ? 1 : 0});
    }

    void restore(StateReader in) throws StateException {
        command = in.getInt("command");
        status = in.getInt("status");
        table = in.getInt("table");
        int[] region = in.getInts("region");
        if (region.length != 4 || region[2] < 0 || region[2] > 0x10000) {
            throw new StateException("piix3-ide: the bus master's region is wrong");
        }
        descriptor = region[0];
        address = region[1];
        left = region[2];
        last = region[3] != 0;
    }

    /** Both channels' registers behind BAR4. */
    record Ports(BusMaster primary, BusMaster secondary) implements PortDevice {
        @Override
        public int read8(int offset) {
            return (offset < 8 ? primary : secondary).read(offset & 7);
        }

        @Override
        public void write8(int offset, int value) {
            (offset < 8 ? primary : secondary).write(offset & 7, value);
        }
    }
}

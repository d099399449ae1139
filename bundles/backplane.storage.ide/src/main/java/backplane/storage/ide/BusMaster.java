package backplane.storage.ide;

import backplane.api.port.PortDevice;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;

/** The bus master registers of one channel (82371SB data sheet section 2.7). No drive asks for DMA yet. */
final class BusMaster {
    static final int COMMAND = 0;
    static final int STATUS = 2;
    static final int PRD_TABLE = 4;

    private static final int START = 0x01;
    private static final int DIRECTION = 0x08;
    private static final int ACTIVE = 0x01;
    private static final int ERROR = 0x02;
    private static final int INTERRUPT = 0x04;
    private static final int DMA_CAPABLE = 0x60;

    private int command;
    private int status;
    private int table;

    void reset() {
        command = 0;
        status = 0;
        table = 0;
    }

    /** The channel's INTRQ has risen. */
    void interrupted() {
        status |= INTERRUPT;
    }

    int read(int offset) {
        return switch (offset) {
            case COMMAND -> command;
            case STATUS -> status | ((command & START) != 0 ? ACTIVE : 0);
            case PRD_TABLE, PRD_TABLE + 1, PRD_TABLE + 2, PRD_TABLE + 3 -> table >>> 8 * (offset - PRD_TABLE) & 0xff;
            default -> 0;
        };
    }

    void write(int offset, int value) {
        switch (offset) {
            case COMMAND -> command = value & (START | DIRECTION);
            case STATUS -> status = value & DMA_CAPABLE | status & (ERROR | INTERRUPT) & ~value;
            case PRD_TABLE, PRD_TABLE + 1, PRD_TABLE + 2, PRD_TABLE + 3 -> {
                int shift = 8 * (offset - PRD_TABLE);
                table = (table & ~(0xff << shift) | value << shift) & ~3;
            }
            default -> {}
        }
    }

    void save(StateWriter out) {
        out.put("command", command);
        out.put("status", status);
        out.put("table", table);
    }

    void restore(StateReader in) throws StateException {
        command = in.getInt("command");
        status = in.getInt("status");
        table = in.getInt("table");
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

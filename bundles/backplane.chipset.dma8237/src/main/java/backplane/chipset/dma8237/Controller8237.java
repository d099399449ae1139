package backplane.chipset.dma8237;

import backplane.api.port.PortDevice;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;

/** One 8237A: four channels and the registers they share. */
final class Controller8237 implements PortDevice {
    private static final int COMMAND_STATUS = 0x8;
    private static final int REQUEST = 0x9;
    private static final int SINGLE_MASK = 0xa;
    private static final int MODE = 0xb;
    private static final int CLEAR_BYTE_POINTER = 0xc;
    private static final int MASTER_CLEAR = 0xd;
    private static final int CLEAR_MASK = 0xe;
    private static final int ALL_MASK = 0xf;

    private static final int COMMAND_DISABLE = 0x04;

    /** Ports per register as a shift: the second controller's are two apart. */
    private final int spacing;

    private final Channel8237[] channels = new Channel8237[4];
    private final Runnable changed;
    private int command;
    private boolean highByte;

    Controller8237(int first, int spacing, Runnable changed) {
        this.spacing = spacing;
        this.changed = changed;
        for (int i = 0; i < 4; i++) {
            channels[i] = new Channel8237(first + i);
        }
    }

    Channel8237 channel(int i) {
        return channels[i];
    }

    boolean enabled() {
        return (command & COMMAND_DISABLE) == 0;
    }

    void powerOn() {
        for (Channel8237 channel : channels) {
            channel.powerOn();
        }
        clear();
    }

    /** RESET and the master clear command: all channels masked. */
    void clear() {
        command = 0;
        highByte = false;
        for (Channel8237 channel : channels) {
            channel.clear();
        }
    }

    private boolean flip() {
        highByte = !highByte;
        return !highByte;
    }

    @Override
    public int read8(int offset) {
        int register = offset >> spacing;
        if (register < COMMAND_STATUS) {
            Channel8237 channel = channels[register >> 1];
            return (register & 1) == 0 ? channel.readAddress(flip()) : channel.readCount(flip());
        }
        return switch (register) {
            case COMMAND_STATUS -> status();
            case MASTER_CLEAR -> 0;
            case ALL_MASK -> masks();
            default -> 0xff;
        };
    }

    private int status() {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            value |= (channels[i].terminalCount() ? 1 : 0) << i | (channels[i].requested() ? 0x10 : 0) << i;
            channels[i].clearTerminalCount();
        }
        return value;
    }

    private int masks() {
        int value = 0xf0;
        for (int i = 0; i < 4; i++) {
            value |= (channels[i].masked() ? 1 : 0) << i;
        }
        return value;
    }

    @Override
    public void write8(int offset, int value) {
        int register = offset >> spacing;
        if (register < COMMAND_STATUS) {
            Channel8237 channel = channels[register >> 1];
            if ((register & 1) == 0) {
                channel.writeAddress(value, flip());
            } else {
                channel.writeCount(value, flip());
            }
            return;
        }
        Channel8237 chosen = channels[value & 3];
        switch (register) {
            case COMMAND_STATUS -> command = value;
            case REQUEST -> chosen.softwareRequest((value & 4) != 0);
            case SINGLE_MASK -> chosen.mask((value & 4) != 0);
            case MODE -> chosen.mode(value & 0xfc);
            case CLEAR_BYTE_POINTER -> highByte = false;
            case MASTER_CLEAR -> clear();
            case CLEAR_MASK -> maskAll(0);
            default -> maskAll(value);
        }
        changed.run();
    }

    private void maskAll(int bits) {
        for (int i = 0; i < 4; i++) {
            channels[i].mask((bits & 1 << i) != 0);
        }
    }

    void save(StateWriter out) {
        out.put("command", command);
        out.put("highByte", highByte);
        for (int i = 0; i < 4; i++) {
            channels[i].save(out.record("channel" + i));
        }
    }

    void restore(StateReader in) throws StateException {
        command = in.getInt("command");
        highByte = in.getBoolean("highByte");
        for (int i = 0; i < 4; i++) {
            channels[i].restore(in.record("channel" + i));
        }
    }
}

package backplane.chipset.piix4pm;

import backplane.api.port.PortDevice;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import java.util.Arrays;

/** The SMBus host (chapter 7.3) of a board without any SMBus device: each transaction ends with DEV_ERR. */
final class SmBus implements PortDevice {
    static final int PORTS = 0x10;

    static final int SMBHSTSTS = 0x00;
    static final int SMBSLVSTS = 0x01;
    static final int SMBHSTCNT = 0x02;
    static final int SMBBLKDAT = 0x07;

    static final int DEV_ERR = 0x04;
    private static final int STATUS_BITS = 0x1e;
    static final int START = 0x40;

    private final byte[] registers = new byte[PORTS];

    void reset() {
        Arrays.fill(registers, (byte) 0);
    }

    @Override
    public int read8(int offset) {
        return registers[offset] & 0xff;
    }

    @Override
    public void write8(int offset, int value) {
        switch (offset) {
            case SMBHSTSTS -> registers[offset] &= (byte) ~(value & STATUS_BITS);
            case SMBSLVSTS -> registers[offset] &= (byte) ~value;
            case SMBHSTCNT -> {
                registers[offset] = (byte) (value & ~START);
                if ((value & START) != 0) {
                    registers[SMBHSTSTS] |= DEV_ERR;
                }
            }
            default -> registers[offset] = (byte) value;
        }
    }

    void save(StateWriter out) {
        out.put("registers", registers);
    }

    void restore(StateReader in) throws StateException {
        byte[] saved = in.getBytes("registers");
        if (saved.length != PORTS) {
            throw new StateException("smbus.registers: " + saved.length + " bytes, " + PORTS + " expected");
        }
        System.arraycopy(saved, 0, registers, 0, PORTS);
    }
}

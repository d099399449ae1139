package backplane.chipset.pci440fx;

import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.device.Signal;
import backplane.api.device.Slot;
import backplane.api.pci.PciAddress;
import backplane.api.pci.PciFunction;
import backplane.api.pci.PciId;
import backplane.api.port.PortDevice;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import backplane.core.CoreSlot;

/** The host bridge: configuration mechanism 1, the attribute maps of 0xC0000 to 0xFFFFF, and reset control. */
public class Pmc implements Device {
    static final int PAM0 = 0x59;
    static final int PAM6 = 0x5f;
    static final int SMRAM = 0x72;
    private static final int FIRST_OWN = 0x40;
    private static final int OWN = 0x100 - FIRST_OWN;

    private static final int CONFADD = 0;
    private static final int TRC = 1;
    private static final int CONFDATA = 4;
    private static final int ENABLE = 0x8000_0000;

    /** TRC bit 1: a reset that follows is a hard one. */
    static final int SHRE = 2;
    /** TRC bit 2: writing 1 resets. */
    static final int RCPU = 4;

    /** Values that a reset gives registers other than 0, as pairs of register and byte (chapter 3.2). */
    private static final int[] RESET_VALUES = {0x57, 0x08, SMRAM, 0x02};

    private CoreSlot slot;
    private PciFunction function;
    private Signal reset;
    private int address;
    private int turboReset;

    @Override
    public DeviceInfo info() {
        return new DeviceInfo("i440FX", "Intel 82441FX host bridge", "Intel 290549: 440FX PCIset", PmcRegister.infos());
    }

    @Override
    public void plug(Slot plugged) throws PlugException {
        slot = (CoreSlot) plugged;
        reset = slot.signal("reset");
        function = slot.pci(new PciId(0x8086, 0x1237, 0x060000, 2, 0x1af4, 0x1100, 0, new PciAddress(0, 0, 0)));
        function.onConfig(FIRST_OWN, OWN, this::configWritten);
        slot.ports(0xcf8, 8, new Ports());
    }

    @Override
    public void reset(ResetKind kind) {
        if (kind == ResetKind.SOFT || kind == ResetKind.BUS) {
            return;
        }
        address = 0;
        turboReset = 0;
        for (int reg = FIRST_OWN; reg < 0x100; reg++) {
            function.setConfig(reg, 1, 0);
        }
        for (int i = 0; i < RESET_VALUES.length; i += 2) {
            function.setConfig(RESET_VALUES[i], 1, RESET_VALUES[i + 1]);
        }
        applyPam(PAM0, PAM6);
    }

    private void configWritten(int reg, int width, int value) {
        for (int i = 0; i < width; i++) {
            function.setConfig(reg + i, 1, value >>> 8 * i & 0xff);
        }
        applyPam(Math.max(reg, PAM0), Math.min(reg + width - 1, PAM6));
    }

    /** PAM0's high nibble is 0xF0000 to 0xFFFFF; PAM1 to PAM6 hold two segments of 16 KiB each, the lower one low. */
    private void applyPam(int first, int last) {
        for (int reg = first; reg <= last; reg++) {
            int value = function.config(reg, 1);
            if (reg == PAM0) {
                pam(12, value >>> 4);
            } else {
                pam((reg - PAM0 - 1) * 2, value);
                pam((reg - PAM0 - 1) * 2 + 1, value >>> 4);
            }
        }
    }

    private void pam(int segment, int nibble) {
        slot.pam(segment, (nibble & 1) != 0, (nibble & 2) != 0);
    }

    @Override
    public void save(StateWriter out) {
        byte[] config = new byte[OWN];
        for (int i = 0; i < OWN; i++) {
            config[i] = (byte) function.config(FIRST_OWN + i, 1);
        }
        out.put("confadd", address);
        out.put("trc", turboReset);
        out.put("config", config);
    }

    @Override
    public void restore(StateReader in) throws StateException {
        byte[] config = in.getBytes("config");
        if (config.length != OWN) {
            throw new StateException("config: " + config.length + " bytes, " + OWN + " expected");
        }
        address = in.getInt("confadd");
        turboReset = in.getInt("trc");
        for (int i = 0; i < OWN; i++) {
            function.setConfig(FIRST_OWN + i, 1, config[i] & 0xff);
        }
        applyPam(PAM0, PAM6);
    }

    /**
     * 0xCF8 to 0xCFF. CONFADD answers dwords only; a byte at 0xCF9 is reset control. The PIIX3 has that register too,
     * but a second claim inside the dword would split each write of CONFADD.
     */
    private final class Ports implements PortDevice {
        @Override
        public int read8(int offset) {
            if (offset >= CONFDATA) {
                return read(offset, 1);
            }
            return offset == TRC ? turboReset : address >>> 8 * offset & 0xff;
        }

        @Override
        public int read16(int offset) {
            return offset >= CONFDATA ? read(offset, 2) : address >>> 8 * offset & 0xffff;
        }

        @Override
        public int read32(int offset) {
            return offset >= CONFDATA ? read(offset, 4) : address;
        }

        @Override
        public void write8(int offset, int value) {
            if (offset >= CONFDATA) {
                write(offset, 1, value);
            } else if (offset == TRC) {
                resetControl(value);
            }
        }

        @Override
        public void write16(int offset, int value) {
            if (offset >= CONFDATA) {
                write(offset, 2, value);
            }
        }

        @Override
        public void write32(int offset, int value) {
            if (offset == CONFADD) {
                address = value & 0x80fffffc;
            } else if (offset >= CONFDATA) {
                write(offset, 4, value);
            }
        }

        private int read(int offset, int width) {
            if ((address & ENABLE) == 0) {
                return width == 4 ? -1 : (1 << 8 * width) - 1;
            }
            return slot.configRead(address >>> 16 & 0xff, address >>> 8 & 0xff, register(offset), width);
        }

        private void write(int offset, int width, int value) {
            if ((address & ENABLE) != 0) {
                slot.configWrite(address >>> 16 & 0xff, address >>> 8 & 0xff, register(offset), width, value);
            }
        }

        private int register(int offset) {
            return address & 0xfc | offset & 3;
        }

        private void resetControl(int value) {
            turboReset = value & SHRE;
            if ((value & RCPU) != 0) {
                reset.set((value & SHRE) != 0 ? 1 : 2);
            }
        }
    }
}

package backplane.chipset.piix4pm;

import backplane.api.device.Claim;
import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.device.Slot;
import backplane.api.pci.PciAddress;
import backplane.api.pci.PciFunction;
import backplane.api.pci.PciId;
import backplane.api.port.PortDevice;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import java.lang.System.Logger.Level;

/** Function 3: configuration space, which opens the PM block and the SMBus where firmware wants them, and APM. */
public class Piix4Pm implements Device {
    static final int PMBASE = 0x40;
    static final int DEVACTB = 0x58;
    static final int PMREGMISC = 0x80;
    static final int SMBBA = 0x90;
    static final int SMBHSTCFG = 0xd2;
    private static final int STATUS = 0x06;
    private static final int FIRST_OWN = 0x40;
    private static final int OWN = 0x100 - FIRST_OWN;

    /** DEVACTB bit 25: APMC writes raise an SMI. Set already, so firmware leaves SMM alone. */
    private static final int APMC_EN = 1 << 25;

    private static final int ACPI_ENABLE = 0xf1;
    private static final int ACPI_DISABLE = 0xf0;

    private final PmBlock pm = new PmBlock();
    private final SmBus smbus = new SmBus();
    private final Apm apm = new Apm();

    private Slot slot;
    private PciFunction function;
    private Claim pmPorts;
    private int pmBase = -1;
    private Claim smbusPorts;
    private int smbusBase = -1;

    @Override
    public DeviceInfo info() {
        return new DeviceInfo(
                "PIIX4_PM", "Intel 82371AB power management", "Intel 290562: 82371AB PIIX4", PmRegister.infos());
    }

    @Override
    public void plug(Slot plugged) throws PlugException {
        slot = plugged;
        function = slot.pci(new PciId(0x8086, 0x7113, 0x068000, 3, 0x1af4, 0x1100, 1, new PciAddress(0, 1, 3)));
        function.setConfig(STATUS, 2, 0x0280);
        function.onConfig(FIRST_OWN, OWN, this::configWritten);
        pm.plug(slot);
        slot.ports(0xb2, 2, apm);
    }

    @Override
    public void reset(ResetKind kind) {
        if (kind == ResetKind.SOFT || kind == ResetKind.BUS) {
            return;
        }
        for (int reg = FIRST_OWN; reg < 0x100; reg++) {
            function.setConfig(reg, 1, 0);
        }
        function.setConfig(PMBASE, 4, 1);
        function.setConfig(DEVACTB, 4, APMC_EN);
        function.setConfig(0x5f, 1, 0x10);
        function.setConfig(0x63, 1, 0x60);
        function.setConfig(SMBBA, 4, 1);
        pm.reset();
        smbus.reset();
        apm.reset();
        decode();
    }

    private void configWritten(int reg, int width, int value) {
        for (int i = 0; i < width; i++) {
            function.setConfig(reg + i, 1, value >>> 8 * i & 0xff);
        }
        function.setConfig(PMBASE, 4, function.config(PMBASE, 4) & 0xffc0 | 1);
        function.setConfig(SMBBA, 4, function.config(SMBBA, 4) & 0xfff0 | 1);
        decode();
    }

    /** Opens the two blocks where the base registers point, if they are enabled. */
    private void decode() {
        int wanted = (function.config(PMREGMISC, 1) & 1) != 0 ? function.config(PMBASE, 2) & 0xffc0 : -1;
        if (wanted != pmBase) {
            close(pmPorts);
            pmPorts = open(wanted, PmBlock.PORTS, pm);
            pmBase = wanted;
        }
        wanted = (function.config(SMBHSTCFG, 1) & 1) != 0 ? function.config(SMBBA, 2) & 0xfff0 : -1;
        if (wanted != smbusBase) {
            close(smbusPorts);
            smbusPorts = open(wanted, SmBus.PORTS, smbus);
            smbusBase = wanted;
        }
    }

    private static void close(Claim claim) {
        if (claim != null) {
            claim.close();
        }
    }

    /** A base of 0 is what a disabled register holds; a conflict is the guest's mistake, so the block stays closed. */
    private Claim open(int base, int count, PortDevice device) {
        if (base <= 0) {
            return null;
        }
        try {
            return slot.ports(base, count, device);
        } catch (PlugException e) {
            slot.log(Level.WARNING, "the guest put a block over other ports: " + e.getMessage());
            return null;
        }
    }

    @Override
    public void save(StateWriter out) {
        byte[] config = new byte[OWN];
        for (int i = 0; i < OWN; i++) {
            config[i] = (byte) function.config(FIRST_OWN + i, 1);
        }
        out.put("config", config);
        pm.save(out.record("pm"));
        smbus.save(out.record("smbus"));
        out.put("apmc", apm.control);
        out.put("apms", apm.status);
    }

    @Override
    public void restore(StateReader in) throws StateException {
        byte[] config = in.getBytes("config");
        if (config.length != OWN) {
            throw new StateException("config: " + config.length + " bytes, " + OWN + " expected");
        }
        for (int i = 0; i < OWN; i++) {
            function.setConfig(FIRST_OWN + i, 1, config[i] & 0xff);
        }
        smbus.restore(in.record("smbus"));
        apm.control = in.getInt("apmc");
        apm.status = in.getInt("apms");
        decode();
        pm.restore(in.record("pm"));
    }

    /** Ports 0xB2 and 0xB3. Without SMM the two ACPI commands are carried out at once. */
    private final class Apm implements PortDevice {
        private int control;
        private int status;

        void reset() {
            control = 0;
            status = 0;
        }

        @Override
        public int read8(int offset) {
            return offset == 0 ? control : status;
        }

        @Override
        public void write8(int offset, int value) {
            if (offset == 1) {
                status = value;
                return;
            }
            control = value;
            if (value == ACPI_ENABLE) {
                pm.sciEnable(true);
            } else if (value == ACPI_DISABLE) {
                pm.sciEnable(false);
            }
        }
    }
}

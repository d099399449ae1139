package backplane.chipset.piix3;

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

/** The PCI-to-ISA bridge: PIRQ routing, port 0x92, and the coprocessor's errors. */
public class Piix3 implements Device, PortDevice {
    static final int PIRQRCA = 0x60;
    private static final int PIRQS = 4;
    private static final int FIRST_OWN = 0x40;
    private static final int OWN = 0x100 - FIRST_OWN;
    private static final int HEADER_TYPE = 0x0e;
    private static final int STATUS = 0x06;

    /** Bit 7 of a PIRQ route control register: not routed. */
    static final int ROUTE_OFF = 0x80;

    /** ISA lines 3 to 7, 9 to 12, 14 and 15; the others are reserved (PIRQRC, bits 3:0). */
    private static final int ROUTABLE = 0b1101_1110_1111_1000;

    private static final int FAST_INIT = 1;
    private static final int ALT_A20 = 2;

    /** Register and byte: what a hard reset gives registers other than 0 (chapter 2.2). */
    private static final int[] RESET_VALUES = {
        0x4c, 0x4d, 0x4e, 0x03, 0x60, 0x80, 0x61, 0x80, 0x62, 0x80, 0x63, 0x80, 0x69, 0x02, 0x70, 0x80, 0x76, 0x0c,
        0x77, 0x0c, 0x78, 0x02, 0xa0, 0x08, 0xa8, 0x0f
    };

    private CoreSlot slot;
    private PciFunction function;
    private Signal a20;
    private Signal reset;
    private int port92;
    private final CoprocessorError coprocessor = new CoprocessorError();

    @Override
    public DeviceInfo info() {
        return new DeviceInfo(
                "PIIX3", "Intel 82371SB PCI-to-ISA bridge", "Intel 290550: 82371FB/82371SB", Piix3Register.infos());
    }

    @Override
    public void plug(Slot plugged) throws PlugException {
        slot = (CoreSlot) plugged;
        a20 = slot.signal("a20");
        reset = slot.signal("reset");
        function = slot.pci(new PciId(0x8086, 0x7000, 0x060100, 0, 0x1af4, 0x1100, 0, new PciAddress(0, 1, 0)));
        function.setConfig(HEADER_TYPE, 1, 0x80);
        function.setConfig(STATUS, 2, 0x0200);
        function.onConfig(FIRST_OWN, OWN, this::configWritten);
        slot.ports(0x92, 1, this);
        coprocessor.plug(slot);
    }

    @Override
    public void reset(ResetKind kind) {
        if (kind == ResetKind.BUS) {
            return;
        }
        port92 &= ~FAST_INIT;
        if (kind == ResetKind.SOFT) {
            return;
        }
        port92 = 0;
        coprocessor.reset();
        for (int reg = FIRST_OWN; reg < 0x100; reg++) {
            function.setConfig(reg, 1, 0);
        }
        for (int i = 0; i < RESET_VALUES.length; i += 2) {
            function.setConfig(RESET_VALUES[i], 1, RESET_VALUES[i + 1]);
        }
        route(0, PIRQS - 1);
    }

    private void configWritten(int reg, int width, int value) {
        for (int i = 0; i < width; i++) {
            function.setConfig(reg + i, 1, value >>> 8 * i & 0xff);
        }
        route(Math.max(reg - PIRQRCA, 0), Math.min(reg + width - 1 - PIRQRCA, PIRQS - 1));
    }

    private void route(int first, int last) {
        for (int pirq = first; pirq <= last; pirq++) {
            int control = function.config(PIRQRCA + pirq, 1);
            boolean routed = (control & ROUTE_OFF) == 0 && (ROUTABLE >>> (control & 15) & 1) != 0;
            slot.route(pirq, routed ? control & 15 : -1);
        }
    }

    /** Port 0x92. A20 is the wire's level, which the keyboard controller drives too. */
    @Override
    public int read8(int offset) {
        return port92 & FAST_INIT | (a20.get() != 0 ? ALT_A20 : 0);
    }

    @Override
    public void write8(int offset, int value) {
        boolean init = (value & ~port92 & FAST_INIT) != 0;
        port92 = value & FAST_INIT;
        a20.set((value & ALT_A20) != 0 ? 1 : 0);
        if (init) {
            reset.set(2);
        }
    }

    @Override
    public void save(StateWriter out) {
        byte[] config = new byte[OWN];
        for (int i = 0; i < OWN; i++) {
            config[i] = (byte) function.config(FIRST_OWN + i, 1);
        }
        coprocessor.save(out);
        out.put("port92", port92);
        out.put("config", config);
    }

    @Override
    public void restore(StateReader in) throws StateException {
        byte[] config = in.getBytes("config");
        if (config.length != OWN) {
            throw new StateException("config: " + config.length + " bytes, " + OWN + " expected");
        }
        coprocessor.restore(in);
        port92 = in.getInt("port92") & FAST_INIT;
        for (int i = 0; i < OWN; i++) {
            function.setConfig(FIRST_OWN + i, 1, config[i] & 0xff);
        }
        route(0, PIRQS - 1);
    }
}

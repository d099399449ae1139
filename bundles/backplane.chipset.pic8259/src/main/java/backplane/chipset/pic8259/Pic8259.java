package backplane.chipset.pic8259;

import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.device.Slot;
import backplane.api.port.PortDevice;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import backplane.core.CoreSlot;
import backplane.core.InterruptSource;

/** Master and slave 8259A in cascade, with ELCR. ISA interrupt 2 is the cascade: a card's line 2 leads nowhere. */
public class Pic8259 implements Device, InterruptSource {
    static final int CASCADE = 2;

    /** PIIX3: IRQ 0, 1 and 2 are always edge triggered. */
    private static final int ELCR1_BITS = 0xf8;
    /** PIIX3: so are 8 and 13. */
    private static final int ELCR2_BITS = 0xde;

    private static final int SPURIOUS = 7;

    private static final DeviceInfo INFO = new DeviceInfo(
            "isa-pic",
            "Intel 8259A interrupt controllers with ELCR",
            "Intel 231468 (8259A), 290550 (82371SB)",
            Pic8259Register.table());

    private final Controller8259 master = new Controller8259(true, this::drive);
    private final Controller8259 slave = new Controller8259(false, this::drive);
    private CoreSlot slot;
    private boolean intr;

    @Override
    public DeviceInfo info() {
        return INFO;
    }

    @Override
    public void plug(Slot slot) throws PlugException {
        this.slot = (CoreSlot) slot;
        slot.ports(0x20, 2, master);
        slot.ports(0xa0, 2, slave);
        slot.ports(0x4d0, 2, new Elcr());
        this.slot.interrupts(this);
    }

    /** The 8259A has no reset pin, but the PIIX resets its pair with the machine. */
    @Override
    public void reset(ResetKind kind) {
        if (kind == ResetKind.POWER_ON || kind == ResetKind.HARD) {
            master.reset();
            slave.reset();
            force();
        }
    }

    @Override
    public void line(int irq, boolean level) {
        if (irq == CASCADE) {
            return;
        }
        if (irq < 8) {
            master.line(irq, level);
        } else {
            slave.line(irq & 7, level);
        }
        drive();
    }

    /** A request that went away after INTR was seen is answered with the vector of IR7, and no ISR bit is set. */
    @Override
    public int acknowledge() {
        int input = master.request();
        int vector;
        if (input == Controller8259.NONE) {
            vector = master.vector(SPURIOUS);
        } else {
            master.acknowledge(input);
            vector = input == CASCADE ? acknowledgeSlave() : master.vector(input);
        }
        drive();
        return vector;
    }

    private int acknowledgeSlave() {
        int input = slave.request();
        if (input == Controller8259.NONE) {
            return slave.vector(SPURIOUS);
        }
        slave.acknowledge(input);
        return slave.vector(input);
    }

    /** The level of INTR. */
    boolean intr() {
        return intr;
    }

    private void drive() {
        if (slave.request() != Controller8259.NONE) {
            master.cascade();
        }
        boolean level = master.request() != Controller8259.NONE;
        if (level != intr) {
            intr = level;
            slot.intr(level);
        }
    }

    private void force() {
        intr = false;
        slot.intr(false);
        drive();
    }

    @Override
    public void save(StateWriter out) {
        master.save(out.record("master"));
        slave.save(out.record("slave"));
    }

    @Override
    public void restore(StateReader in) throws StateException {
        master.restore(in.record("master"));
        slave.restore(in.record("slave"));
        force();
    }

    private final class Elcr implements PortDevice {
        @Override
        public int read8(int offset) {
            return offset == 0 ? master.elcr() : slave.elcr();
        }

        @Override
        public void write8(int offset, int value) {
            if (offset == 0) {
                master.elcr(value & ELCR1_BITS);
            } else {
                slave.elcr(value & ELCR2_BITS);
            }
            drive();
        }
    }
}

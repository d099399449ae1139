package backplane.storage.lsi53c8xx;

import backplane.api.clock.Timer;
import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.device.Slot;
import backplane.api.memory.GuestMemory;
import backplane.api.memory.RamBlock;
import backplane.api.pci.Bar;
import backplane.api.pci.PciFunction;
import backplane.api.pci.PciId;
import backplane.api.scsi.ScsiTarget;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;

/** An LSI 53C8xx SCSI host adapter: PCI function, registers, interrupts, SCRIPTS processor and SCSI bus. */
public class Lsi53c8xx implements Device {
    private static final int CLASS_SCSI = 0x010000;
    private static final int LATENCY_TIMER = 0x0d;
    private static final int REGISTERS_BAR = 1;

    private final LsiModel model;
    private final LsiRegisters registers = new LsiRegisters(this);
    private final LsiInterrupts interrupts = new LsiInterrupts(registers);
    private final ScsiBus bus = new ScsiBus(this);
    private final Scripts scripts = new Scripts(this);

    private Slot slot;
    private PciFunction pci;
    private final Bar[] bars = new Bar[3];
    private RamBlock ram;
    private Timer general;

    /** Stores only. */
    public Lsi53c8xx(LsiModel model) {
        this.model = model;
    }

    LsiRegisters registers() {
        return registers;
    }

    LsiInterrupts interrupts() {
        return interrupts;
    }

    ScsiBus bus() {
        return bus;
    }

    Scripts scripts() {
        return scripts;
    }

    Slot slot() {
        return slot;
    }

    /** Memory as the chip masters it. */
    GuestMemory memory() {
        return pci.bus();
    }

    /** Whether the address is one of the chip's own registers, which it must not reach over the bus. */
    boolean isOwnRegister(int address) {
        return pci.ownBar(address & 0xffffffffL) == REGISTERS_BAR;
    }

    int registerAt(int address) {
        return (int) ((address & 0xffffffffL) - bars[REGISTERS_BAR].address()) & 0xff;
    }

    long barAddress(int index) {
        return bars[index] == null ? 0 : bars[index].address();
    }

    @Override
    public DeviceInfo info() {
        return new DeviceInfo(model.type, model.title, model.source, LsiRegister.table());
    }

    @Override
    public void plug(Slot s) throws PlugException {
        slot = s;
        pci = s.pci(new PciId(0x1000, model.device, CLASS_SCSI, 0, 0x0000, 0x1000, 1, null));
        bars[0] = pci.io(0, 256, registers);
        bars[REGISTERS_BAR] = pci.memory(REGISTERS_BAR, model.memoryBar, registers);
        if (model.scriptsRam > 0) {
            ram = s.memory().allocate(model.scriptsRam, false);
            bars[2] = pci.ram(2, ram);
        }
        interrupts.connect(pci.intx());
        general = s.clock().timer("general", this::generalTimerExpired);
        scripts.connect(s.clock());
        bus.connect(s.offer("SCSI", ScsiTarget.class, bus), s.clock());
    }

    @Override
    public void reset(ResetKind kind) {
        if (kind == ResetKind.SOFT) {
            return;
        }
        if (kind == ResetKind.POWER_ON && ram != null) {
            byte[] zeros = new byte[ram.size()];
            ram.write(0, zeros, 0, zeros.length);
        }
        softReset();
        pci.setConfig(LATENCY_TIMER, 1, 0xff);
    }

    /** ISTAT0.SRST: every register, but not PCI configuration and not the RAM. */
    private void softReset() {
        scripts.reset();
        bus.reset();
        general.cancel();
        registers.reset();
        interrupts.reset();
    }

    void writeScntl1(int value) {
        boolean rst = (value & LsiRegisters.SCNTL1_RST) != 0;
        boolean before = (registers.get(LsiRegisters.SCNTL1) & LsiRegisters.SCNTL1_RST) != 0;
        registers.set(LsiRegisters.SCNTL1, value & ~(LsiRegisters.SCNTL1_CON | 1));
        registers.set(LsiRegisters.SSTAT0, LsiRegisters.SSTAT0_RST, rst);
        if (rst && !before) {
            bus.resetTargets();
            scripts.scsiInterrupt(LsiInterrupts.SIST0_RST, 0);
        }
    }

    void writeIstat0(int value) {
        if ((value & LsiRegisters.ISTAT_SRST) != 0) {
            softReset();
            return;
        }
        int keep = LsiRegisters.ISTAT_ABRT | LsiRegisters.ISTAT_SIGP | LsiRegisters.ISTAT_SEM;
        int intf = registers.get(LsiRegisters.ISTAT0) & LsiRegisters.ISTAT_INTF & ~value;
        registers.set(LsiRegisters.ISTAT0, value & keep | intf);
        interrupts.update();
        if ((value & LsiRegisters.ISTAT_ABRT) != 0) {
            scripts.abort();
        }
        if ((value & LsiRegisters.ISTAT_SIGP) != 0) {
            scripts.signalled();
        }
    }

    void startGeneralTimer(int setting) {
        if (setting == 0) {
            general.cancel();
        } else {
            general.at(slot.clock().now() + (ScsiClock.generalTimerUnit(registers, model) << setting));
        }
    }

    private void generalTimerExpired() {
        scripts.scsiInterrupt(0, LsiInterrupts.SIST1_GEN);
    }

    @Override
    public void save(StateWriter out) {
        out.put("registers", registers.bytes());
        interrupts.save(out.record("interrupts"));
        scripts.save(out.record("scripts"));
        bus.save(out.record("bus"));
        byte[] contents = new byte[ram == null ? 0 : ram.size()];
        if (ram != null) {
            ram.read(0, contents, 0, contents.length);
        }
        out.put("ram", contents);
    }

    @Override
    public void restore(StateReader in) throws StateException {
        byte[] saved = in.getBytes("registers");
        byte[] contents = in.getBytes("ram");
        if (saved.length != 256 || contents.length != (ram == null ? 0 : ram.size())) {
            throw new StateException("lsi53c8xx: registers or ram have a wrong length");
        }
        System.arraycopy(saved, 0, registers.bytes(), 0, 256);
        if (ram != null) {
            ram.write(0, contents, 0, contents.length);
        }
        bus.restore(in.record("bus"));
        scripts.restore(in.record("scripts"));
        interrupts.restore(in.record("interrupts"));
    }
}

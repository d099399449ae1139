package backplane.storage.lsi53c8xx;

import backplane.api.block.BlockNode;
import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.ResetKind;
import backplane.api.device.Slot;
import backplane.api.pci.PciAddress;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import backplane.core.CoreSlot;
import backplane.scsi.ScsiDisk;
import backplane.testkit.TestMachine;
import java.util.List;
import java.util.Map;

/** A machine with the chip and a disk at id 2, and what a driver needs to run scripts on it. */
final class ScriptHost implements AutoCloseable {
    static final PciAddress CARD = new PciAddress(0, 4, 0);
    static final int IO = 0xc000;
    static final int MMIO = 0xe0000000;
    static final int RAM = 0xe0002000;
    static final int IRQ = 11;

    /** Where scripts of tests start, and where tests put CDBs, messages and data. */
    static final int SCRIPT = 0x10000;

    static final int CDB = 0x11000;
    static final int MESSAGE = 0x11100;
    static final int STATUS = 0x11200;
    static final int DATA = 0x20000;

    private final TestMachine pc;
    private int at;

    ScriptHost(LsiModel model, BlockNode drive) {
        pc = TestMachine.builder()
                .card("router", new Router(), Map.of())
                .card("scsi0", new Lsi53c8xx(model), Map.of("addr", "4"))
                .card("disk0", new ScsiDisk(drive, "scsi0.0", 2, 0), Map.of())
                .build();
        enable();
    }

    /** Programs the BARs, as firmware does after a reset. */
    void enable() {
        pc.pciWrite(CARD, 0x10, 4, IO);
        pc.pciWrite(CARD, 0x14, 4, MMIO);
        pc.pciWrite(CARD, 0x18, 4, RAM);
        pc.pciWrite(CARD, 0x04, 2, 7);
    }

    TestMachine pc() {
        return pc;
    }

    int in(int register) {
        return pc.in8(IO + register);
    }

    int in32(int register) {
        return pc.in32(IO + register);
    }

    void out(int register, int value) {
        pc.out8(IO + register, value);
    }

    void out32(int register, int value) {
        pc.out32(IO + register, value);
    }

    ScriptHost script(int... words) {
        at = SCRIPT;
        return append(words);
    }

    ScriptHost append(int... words) {
        for (int w : words) {
            pc.write32(at & 0xffffffffL, w);
            at += 4;
        }
        return this;
    }

    void bytes(int address, int... values) {
        for (int i = 0; i < values.length; i++) {
            pc.write8(address + i, values[i]);
        }
    }

    /** Starts at SCRIPT. */
    void run() {
        out32(0x2c, SCRIPT);
    }

    /** SELECT with ATN, MESSAGE OUT of what is at MESSAGE, COMMAND of what is at CDB. */
    ScriptHost command(int target, int messageBytes, int... cdb) {
        int[] padded = new int[16];
        System.arraycopy(cdb, 0, padded, 0, cdb.length);
        bytes(CDB, padded);
        return script(0x41000000 | target << 16, 0, 0x06000000 | messageBytes, MESSAGE, 0x02000010, CDB);
    }

    /** STATUS and the last MESSAGE IN, then INT. */
    ScriptHost end(int code) {
        return append(0x03000001, STATUS, 0x07000001, STATUS + 1, 0x98080000, code);
    }

    /** Takes the unit attention of power-on away. */
    ScriptHost ready() {
        bytes(MESSAGE, 0x80);
        command(2, 1, 0x00).end(0x77);
        run();
        in(0x0c);
        return this;
    }

    @Override
    public void close() {
        pc.close();
    }

    /** Sends every PCI interrupt to one ISA line, as the PIIX3 would when told so. */
    private static final class Router implements Device {
        @Override
        public DeviceInfo info() {
            return new DeviceInfo("router", "PCI interrupt router", "none", List.of());
        }

        @Override
        public void plug(Slot slot) {
            for (int pirq = 0; pirq < 4; pirq++) {
                ((CoreSlot) slot).route(pirq, IRQ);
            }
        }

        @Override
        public void reset(ResetKind kind) {}

        @Override
        public void save(StateWriter out) {}

        @Override
        public void restore(StateReader in) {}
    }
}

package backplane.scsi;

import backplane.api.block.BlockNode;
import backplane.api.device.ChildBus;
import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.device.Slot;
import backplane.api.scsi.ScsiInitiator;
import backplane.api.scsi.ScsiRequest;
import backplane.api.scsi.ScsiTarget;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import backplane.testkit.TestMachine;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;

/** A host adapter without hardware: sends CDBs and moves data in pieces of a chosen size. */
final class ScsiHost implements Device, ScsiInitiator, AutoCloseable {
    private ChildBus<ScsiTarget> bus;
    private final TestMachine pc;
    private int piece = Integer.MAX_VALUE;
    private int status;
    private int completions;

    ScsiHost(BlockNode drive) {
        this(drive, "");
    }

    ScsiHost(BlockNode drive, String serial) {
        pc = TestMachine.builder()
                .card("host", this, Map.of())
                .card("disk", new ScsiDisk(drive, "host.0", 2, 0, serial), Map.of())
                .build();
    }

    TestMachine pc() {
        return pc;
    }

    /** Data moves at most that many bytes at a time from now on. */
    ScsiHost pieces(int bytes) {
        piece = bytes;
        return this;
    }

    ScsiTarget target() {
        return bus.child(2, 0);
    }

    int status() {
        return status;
    }

    int completions() {
        return completions;
    }

    private static byte[] cdb(int... bytes) {
        byte[] cdb = new byte[16];
        for (int i = 0; i < bytes.length; i++) {
            cdb[i] = (byte) bytes[i];
        }
        return cdb;
    }

    ScsiRequest start(int lun, int tag, int... command) {
        status = -1;
        return target().start(lun, tag, cdb(command), this);
    }

    /** Runs a command without data, or with data in, to its end. */
    byte[] in(int... command) {
        return inOf(0, command);
    }

    byte[] inOf(int lun, int... command) {
        ScsiRequest r = start(lun, -1, command);
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        while (status < 0) {
            pc.settle();
            int n = Math.min(r.ready(), piece);
            if (n > 0) {
                data.write(r.buffer(), 0, n);
                r.next(n);
            }
        }
        return data.toByteArray();
    }

    /** Runs a command with data out; the result is its status. */
    int out(byte[] data, int... command) {
        ScsiRequest r = start(0, -1, command);
        int at = 0;
        while (status < 0) {
            pc.settle();
            int n = Math.min(Math.min(r.ready(), piece), data.length - at);
            if (n > 0) {
                System.arraycopy(data, at, r.buffer(), 0, n);
                at += n;
                r.next(n);
            }
        }
        return status;
    }

    /** REQUEST SENSE as key, ASC and ASCQ in one number. */
    int sense() {
        byte[] s = in(0x03, 0, 0, 0, 18);
        return (s[2] & 15) << 16 | (s[12] & 0xff) << 8 | s[13] & 0xff;
    }

    /** Takes the unit attention of power-on away. */
    ScsiHost ready() {
        in(0x00);
        return this;
    }

    @Override
    public DeviceInfo info() {
        return new DeviceInfo("host", "a host adapter", "none", List.of());
    }

    @Override
    public void plug(Slot slot) throws PlugException {
        bus = slot.offer("SCSI", ScsiTarget.class, new ChildBus.Listener<>() {});
    }

    @Override
    public void reset(ResetKind kind) {}

    @Override
    public void save(StateWriter out) {}

    @Override
    public void restore(StateReader in) {}

    @Override
    public void dataReady(ScsiRequest request) {}

    @Override
    public void complete(ScsiRequest request, int s) {
        status = s;
        completions++;
    }

    @Override
    public void close() {
        pc.close();
    }
}

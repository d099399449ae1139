package backplane.scsi;

import backplane.api.block.BlockInfo;
import backplane.api.block.BlockPort;
import backplane.api.scsi.ScsiInitiator;
import backplane.api.scsi.ScsiRequest;
import backplane.api.scsi.ScsiTarget;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A direct-access logical unit over a disk image: the device server of SAM-2. */
final class DiskTarget implements ScsiTarget {
    static final int GOOD = 0x00;
    static final int CHECK_CONDITION = 0x02;
    private static final int TASK_SET_FULL = 0x28;
    private static final int MAX_TASKS = 64;

    private final int lun;
    private final ModePages modes = new ModePages();
    private final DiskCommands commands = new DiskCommands(this, modes);
    private final List<DiskRequest> active = new ArrayList<>();
    private final List<DiskRequest> suspended = new ArrayList<>();
    private final List<byte[]> buffers = new ArrayList<>();
    private final String serial;
    private BlockPort port;
    private BlockInfo info;

    private Sense unitAttention = Sense.POWER_ON;
    private final byte[] pendingSense = new byte[Sense.LENGTH];
    private boolean hasSense;
    private boolean stopped;

    DiskTarget(int lun, String serial) {
        this.lun = lun;
        this.serial = serial;
    }

    void connect(BlockPort blocks) {
        port = blocks;
        BlockInfo i = blocks.info();
        info = serial.isEmpty()
                ? i
                : new BlockInfo(
                        i.id(),
                        i.description(),
                        i.size(),
                        i.blockSize(),
                        i.readOnly(),
                        serial,
                        i.cylinders(),
                        i.heads(),
                        i.sectors());
    }

    BlockInfo info() {
        return info;
    }

    BlockPort port() {
        return port;
    }

    int blockSize() {
        return info.blockSize();
    }

    int lun() {
        return lun;
    }

    @Override
    public String describe() {
        return "disk " + info.id();
    }

    @Override
    public ScsiRequest start(int addressed, int tag, byte[] cdb, ScsiInitiator initiator) {
        DiskRequest r = new DiskRequest(this, tag, Arrays.copyOf(cdb, 16), initiator);
        if (active.size() >= MAX_TASKS) {
            r.finish(TASK_SET_FULL);
            return r;
        }
        active.add(r);
        ScsiCommand command = ScsiCommand.of(cdb[0]);
        if (addressed != lun) {
            commands.absent(r, command);
        } else if (unitAttention != Sense.NONE && (command == null || !command.ignoresUnitAttention())) {
            Sense why = unitAttention;
            unitAttention = Sense.NONE;
            r.check(why, -1);
        } else {
            if (command != ScsiCommand.REQUEST_SENSE) {
                hasSense = false;
            }
            commands.run(r, command);
        }
        return r;
    }

    @Override
    public ScsiRequest resume(int addressed, int tag, ScsiInitiator initiator) {
        for (DiskRequest r : suspended) {
            if (r.tag() == tag) {
                suspended.remove(r);
                active.add(r);
                r.resume(initiator);
                return r;
            }
        }
        for (DiskRequest r : active) {
            if (r.tag() == tag) {
                r.initiator(initiator);
                return r;
            }
        }
        return null;
    }

    /** Bus device reset. */
    @Override
    public void reset() {
        reset(Sense.BUS_DEVICE_RESET);
    }

    void reset(Sense attention) {
        suspended.clear();
        while (!active.isEmpty()) {
            active.get(active.size() - 1).cancel();
        }
        if (port != null) {
            port.cancel();
        }
        unitAttention = attention;
        hasSense = false;
        stopped = false;
        modes.reset();
    }

    void ended(DiskRequest r) {
        active.remove(r);
    }

    void keepSense(byte[] sense) {
        System.arraycopy(sense, 0, pendingSense, 0, Sense.LENGTH);
        hasSense = true;
    }

    /** Gives the sense data for REQUEST SENSE, and forgets it: a pending unit attention, else the last error's. */
    void takeSense(byte[] to) {
        if (hasSense) {
            System.arraycopy(pendingSense, 0, to, 0, Sense.LENGTH);
            hasSense = false;
        } else {
            unitAttention.put(to, -1);
            unitAttention = Sense.NONE;
        }
    }

    boolean isStopped() {
        return stopped;
    }

    void stop(boolean stop) {
        stopped = stop;
    }

    void modeSelect(DiskRequest r, int length) {
        boolean ten = ScsiCommand.of(r.cdb()[0]) == ScsiCommand.MODE_SELECT_10;
        Sense result = modes.select(r.buffer(), length, info, ten);
        if (result == Sense.NONE) {
            r.good();
        } else {
            r.check(result, -1);
        }
    }

    byte[] takeBuffer() {
        int last = buffers.size() - 1;
        return last < 0 ? new byte[DiskRequest.CHUNK] : buffers.remove(last);
    }

    void giveBuffer(byte[] b) {
        if (b != null) {
            buffers.add(b);
        }
    }

    void save(StateWriter out) {
        out.put("unitAttention", unitAttention.name());
        out.put("sense", hasSense ? pendingSense : new byte[0]);
        out.put("stopped", stopped);
        out.put("writeCache", modes.writeCache());
        out.put("requests", active.size() + suspended.size());
        int i = 0;
        for (DiskRequest r : suspended) {
            r.save(out.record("request" + i++));
        }
        for (DiskRequest r : active) {
            r.save(out.record("request" + i++));
        }
    }

    void restore(StateReader in) throws StateException {
        try {
            unitAttention = Sense.valueOf(in.getString("unitAttention"));
        } catch (IllegalArgumentException e) {
            throw new StateException("scsi disk: unknown unitAttention " + in.getString("unitAttention"));
        }
        byte[] sense = in.getBytes("sense");
        hasSense = sense.length == Sense.LENGTH;
        if (hasSense) {
            keepSense(sense);
        }
        stopped = in.getBoolean("stopped");
        modes.writeCache(in.getBoolean("writeCache"));
        suspended.clear();
        int n = in.getInt("requests");
        for (int i = 0; i < n; i++) {
            suspended.add(DiskRequest.restore(this, in.record("request" + i)));
        }
    }
}

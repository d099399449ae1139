package backplane.firmware.builtin;

import backplane.api.clock.Clock;
import backplane.core.CpuState;
import java.util.List;

/** Looks for disks on targets 0 to 6 of an adapter, logical unit 0, one command at a time. */
final class ScsiProbe implements Steps.Step {
    private static final int INQUIRY_BYTES = 36;
    private static final int CAPACITY_BYTES = 8;
    private static final int LARGE_CAPACITY_BYTES = 32;
    private static final int TARGETS = 7;
    /** Unit attentions and the like before a unit is given up. */
    private static final int READY_TRIES = 5;

    private enum Phase {
        INQUIRY,
        READY,
        SENSE,
        CAPACITY,
        LARGE_CAPACITY
    }

    private static final long PATIENCE_NS = 5_000_000_000L;

    private final LsiAdapter adapter;
    private final Clock clock;
    private final List<Disk> found;
    private int target;
    private Phase phase;
    private int tries;
    private String model = "";
    private long deadline;

    ScsiProbe(LsiAdapter adapter, Clock clock, List<Disk> found) {
        this.adapter = adapter;
        this.clock = clock;
        this.found = found;
    }

    @Override
    public Result run(CpuState cpu) {
        if (phase == null) {
            adapter.reset();
            inquiry();
        }
        while (adapter.over()) {
            if (!next(adapter.status() == ScsiDisk.GOOD)) {
                if (++target == TARGETS) {
                    return Result.DONE;
                }
                inquiry();
            }
        }
        return clock.now() < deadline ? Result.SPIN : Result.DONE;
    }

    private void inquiry() {
        command(Phase.INQUIRY, INQUIRY_BYTES, 0x12, 0, 0, 0, INQUIRY_BYTES, 0);
    }

    private void ready() {
        command(Phase.READY, 0, 0, 0, 0, 0, 0, 0);
    }

    /** What follows the command that is over; false when this target needs no further one. */
    private boolean next(boolean good) {
        switch (phase) {
            case INQUIRY -> {
                if (!good || adapter.dataByte(0) != 0) {
                    return false;
                }
                model = text(8, 8) + " " + text(16, 16);
                tries = 0;
                ready();
            }
            case READY -> {
                if (good) {
                    command(Phase.CAPACITY, CAPACITY_BYTES, 0x25, 0, 0, 0, 0, 0, 0, 0, 0, 0);
                } else if (++tries > READY_TRIES) {
                    return false;
                } else {
                    command(Phase.SENSE, 18, 3, 0, 0, 0, 18, 0);
                }
            }
            case SENSE -> ready();
            case CAPACITY -> {
                return good && capacity();
            }
            case LARGE_CAPACITY -> {
                if (good) {
                    add((long) number(0) << 32 | number(4) & 0xffffffffL, number(8));
                }
                return false;
            }
        }
        return true;
    }

    private boolean capacity() {
        int last = number(0);
        if (last == -1) {
            command(Phase.LARGE_CAPACITY, LARGE_CAPACITY_BYTES, 0x9e, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 32, 0, 0);
            return true;
        }
        add(last & 0xffffffffL, number(4));
        return false;
    }

    private void add(long last, int blockSize) {
        if (blockSize == 512) {
            found.add(new ScsiDisk(adapter, target, 0, model.trim(), last + 1));
        }
    }

    private void command(Phase then, int bytes, int... cdb) {
        phase = then;
        deadline = clock.now() + PATIENCE_NS;
        byte[] b = new byte[cdb.length];
        for (int i = 0; i < b.length; i++) {
            b[i] = (byte) cdb[i];
        }
        adapter.start(target, 0, b, BiosMemory.EBDA_DATA, bytes, LsiAdapter.IN);
    }

    private int number(int offset) {
        int v = 0;
        for (int i = 0; i < 4; i++) {
            v = v << 8 | adapter.dataByte(offset + i);
        }
        return v;
    }

    private String text(int offset, int count) {
        StringBuilder s = new StringBuilder();
        for (int i = 0; i < count; i++) {
            int c = adapter.dataByte(offset + i);
            s.append(c >= ' ' && c < 127 ? (char) c : ' ');
        }
        return s.toString().trim();
    }
}

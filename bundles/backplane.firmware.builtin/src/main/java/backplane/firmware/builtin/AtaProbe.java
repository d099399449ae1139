package backplane.firmware.builtin;

import backplane.api.clock.Clock;
import backplane.core.CpuState;
import java.util.List;

/** Looks for disks on an IDE channel. */
final class AtaProbe implements Steps.Step {
    private static final long PATIENCE_NS = 5_000_000_000L;

    private final AtaChannel channel;
    private final Clock clock;
    private final List<Disk> found;
    private int unit;
    private boolean started;
    private long deadline;

    AtaProbe(AtaChannel channel, Clock clock, List<Disk> found) {
        this.channel = channel;
        this.clock = clock;
        this.found = found;
    }

    @Override
    public Result run(CpuState cpu) {
        while (unit < 2) {
            if (!started) {
                if (!channel.present(unit)) {
                    unit++;
                    continue;
                }
                channel.startIdentify(unit);
                started = true;
                deadline = clock.now() + PATIENCE_NS;
            }
            byte[] reply = channel.pollIdentify();
            if (reply == null && clock.now() < deadline) {
                return Result.SPIN;
            }
            AtaDisk disk = reply == null || reply.length == 0 ? null : AtaDisk.of(channel, unit, reply);
            if (disk != null) {
                found.add(disk);
            }
            started = false;
            unit++;
        }
        return Result.DONE;
    }
}

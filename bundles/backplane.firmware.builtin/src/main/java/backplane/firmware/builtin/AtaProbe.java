package backplane.firmware.builtin;

import backplane.core.CpuState;
import java.util.List;

/** Looks for disks on an IDE channel. */
final class AtaProbe implements Steps.Step {
    private final AtaChannel channel;
    private final List<Disk> found;
    private int unit;
    private boolean started;

    AtaProbe(AtaChannel channel, List<Disk> found) {
        this.channel = channel;
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
            }
            byte[] reply = channel.pollIdentify();
            if (reply == null) {
                return Result.SPIN;
            }
            AtaDisk disk = reply.length == 0 ? null : AtaDisk.of(channel, unit, reply);
            if (disk != null) {
                found.add(disk);
            }
            started = false;
            unit++;
        }
        return Result.DONE;
    }
}

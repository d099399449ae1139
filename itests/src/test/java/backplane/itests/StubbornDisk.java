package backplane.itests;

import backplane.api.block.BlockNode;
import backplane.api.device.PlugException;
import backplane.api.device.Slot;
import backplane.api.scsi.ScsiInitiator;
import backplane.api.scsi.ScsiRequest;
import backplane.api.scsi.ScsiTarget;
import backplane.scsi.ScsiDisk;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * A SCSI disk that once loses the read of a single block from {@link #LOST} and, when that block is behind it, every
 * command until it was reset as many times as the block is behind it.
 */
final class StubbornDisk extends ScsiDisk {
    /** A block in the gap before the first partition. */
    static final int LOST = 2040;

    private static final int MOST_RESETS = 2;

    StubbornDisk(BlockNode drive, String bus, int unit) {
        super(drive, bus, unit, 0);
    }

    @Override
    public void plug(Slot slot) throws PlugException {
        super.plug((Slot) Proxy.newProxyInstance(
                Slot.class.getClassLoader(), new Class<?>[] {Slot.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("attach")) {
                        arguments[1] = new Target(target());
                    }
                    try {
                        return method.invoke(slot, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    /** The target between adapter and disk. */
    private static final class Target implements ScsiTarget {
        private final ScsiTarget disk;
        private final boolean[] lost = new boolean[MOST_RESETS + 1];
        private int resets;

        Target(ScsiTarget disk) {
            this.disk = disk;
        }

        @Override
        public ScsiRequest start(int lun, int tag, byte[] cdb, ScsiInitiator initiator) {
            int behind = (cdb[0] == 0x28 && cdb[8] == 1 ? (cdb[4] & 0xff) << 8 | cdb[5] & 0xff : 0) - LOST;
            if (behind >= 0 && behind <= MOST_RESETS && !lost[behind]) {
                lost[behind] = true;
                resets = behind;
                return new Lost();
            }
            return resets > 0 ? new Lost() : disk.start(lun, tag, cdb, initiator);
        }

        @Override
        public ScsiRequest resume(int lun, int tag, ScsiInitiator initiator) {
            return disk.resume(lun, tag, initiator);
        }

        @Override
        public void reset() {
            resets = Math.max(0, resets - 1);
            disk.reset();
        }

        @Override
        public String describe() {
            return "stubborn " + disk.describe();
        }
    }

    /** A command that never gets anywhere. */
    private static final class Lost implements ScsiRequest {
        @Override
        public int direction() {
            return NONE;
        }

        @Override
        public int remaining() {
            return 0;
        }

        @Override
        public byte[] buffer() {
            return new byte[0];
        }

        @Override
        public int ready() {
            return 0;
        }

        @Override
        public void next(int consumed) {}

        @Override
        public void cancel() {}

        @Override
        public byte[] sense() {
            return new byte[0];
        }
    }
}

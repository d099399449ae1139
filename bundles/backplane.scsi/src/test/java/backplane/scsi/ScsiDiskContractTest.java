package backplane.scsi;

import backplane.api.device.Device;
import backplane.testkit.DeviceContract;
import backplane.testkit.MemoryDisk;

class ScsiDiskContractTest extends DeviceContract {
    private final MemoryDisk disk = MemoryDisk.ofSectors(64);

    @Override
    protected Device create() {
        return new ScsiDisk(disk, "", -1, 0);
    }
}

package backplane.extboot;

import backplane.api.device.Device;
import backplane.testkit.DeviceContract;
import backplane.testkit.MemoryDisk;

class ExtbootContractTest extends DeviceContract {
    @Override
    protected Device create() {
        return new Extboot(MemoryDisk.ofSectors(2048));
    }
}

package backplane.storage.ide;

import backplane.api.device.Device;
import backplane.testkit.DeviceContract;
import backplane.testkit.MemoryDisk;
import java.util.Map;

class IdeDiskContractTest extends DeviceContract {
    private final MemoryDisk disk = MemoryDisk.ofSectors(64);

    @Override
    protected Device create() {
        return new IdeDisk(disk, "", 0);
    }

    @Override
    protected Map<String, Device> companions() {
        return Map.of("ide0", new Piix3Ide());
    }
}

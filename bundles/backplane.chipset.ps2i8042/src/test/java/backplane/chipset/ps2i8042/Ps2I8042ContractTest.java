package backplane.chipset.ps2i8042;

import backplane.api.device.Device;
import backplane.testkit.DeviceContract;
import backplane.testkit.MemoryChardev;

class Ps2I8042ContractTest extends DeviceContract {
    @Override
    protected Device create() {
        return new Ps2I8042(new MemoryChardev());
    }
}

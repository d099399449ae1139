package backplane.chipset.ioapic;

import backplane.api.device.Device;
import backplane.testkit.DeviceContract;

class IoApicContractTest extends DeviceContract {
    @Override
    protected Device create() {
        return new IoApic82093();
    }
}

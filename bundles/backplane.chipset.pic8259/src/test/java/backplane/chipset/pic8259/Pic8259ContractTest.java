package backplane.chipset.pic8259;

import backplane.api.device.Device;
import backplane.testkit.DeviceContract;

class Pic8259ContractTest extends DeviceContract {
    @Override
    protected Device create() {
        return new Pic8259();
    }
}

package backplane.chipset.pit8254;

import backplane.api.device.Device;
import backplane.testkit.DeviceContract;

class Pit8254ContractTest extends DeviceContract {
    @Override
    protected Device create() {
        return new Pit8254();
    }
}

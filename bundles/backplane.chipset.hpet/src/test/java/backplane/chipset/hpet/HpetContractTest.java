package backplane.chipset.hpet;

import backplane.api.device.Device;
import backplane.testkit.DeviceContract;

class HpetContractTest extends DeviceContract {
    @Override
    protected Device create() {
        return new Hpet();
    }
}

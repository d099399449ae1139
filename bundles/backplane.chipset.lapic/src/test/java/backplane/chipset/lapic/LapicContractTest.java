package backplane.chipset.lapic;

import backplane.api.device.Device;
import backplane.testkit.DeviceContract;

class LapicContractTest extends DeviceContract {
    @Override
    protected Device create() {
        return new Lapic();
    }
}

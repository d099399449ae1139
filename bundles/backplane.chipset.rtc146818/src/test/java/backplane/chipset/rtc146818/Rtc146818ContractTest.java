package backplane.chipset.rtc146818;

import backplane.api.device.Device;
import backplane.testkit.DeviceContract;

class Rtc146818ContractTest extends DeviceContract {
    @Override
    protected Device create() {
        return new Rtc146818(Rtc146818Settings.parse("cad", "on"));
    }
}

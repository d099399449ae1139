package backplane.firmware.fwcfg;

import backplane.api.device.Device;
import backplane.testkit.DeviceContract;

class FwCfgContractTest extends DeviceContract {
    @Override
    protected Device create() {
        return new FwCfg();
    }
}

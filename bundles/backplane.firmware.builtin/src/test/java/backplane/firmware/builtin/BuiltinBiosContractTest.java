package backplane.firmware.builtin;

import backplane.api.device.Device;
import backplane.testkit.DeviceContract;

class BuiltinBiosContractTest extends DeviceContract {
    @Override
    protected Device create() {
        return new BuiltinBios();
    }
}

package backplane.chipset.piix3;

import backplane.api.device.Device;
import backplane.testkit.DeviceContract;

class Piix3ContractTest extends DeviceContract {
    @Override
    protected Device create() {
        return new Piix3();
    }
}

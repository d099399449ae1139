package backplane.storage.ide;

import backplane.api.device.Device;
import backplane.testkit.DeviceContract;

class Piix3IdeContractTest extends DeviceContract {
    @Override
    protected Device create() {
        return new Piix3Ide();
    }
}

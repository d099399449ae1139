package backplane.chipset.piix4pm;

import backplane.api.device.Device;
import backplane.testkit.DeviceContract;

class Piix4PmContractTest extends DeviceContract {
    @Override
    protected Device create() {
        return new Piix4Pm();
    }
}

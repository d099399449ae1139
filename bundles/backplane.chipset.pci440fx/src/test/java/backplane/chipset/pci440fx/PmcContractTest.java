package backplane.chipset.pci440fx;

import backplane.api.device.Device;
import backplane.testkit.DeviceContract;

class PmcContractTest extends DeviceContract {
    @Override
    protected Device create() {
        return new Pmc();
    }
}

package backplane.chipset.dma8237;

import backplane.api.device.Device;
import backplane.testkit.DeviceContract;

class Dma8237ContractTest extends DeviceContract {
    @Override
    protected Device create() {
        return new Dma8237();
    }
}

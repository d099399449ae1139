package backplane.storage.lsi53c8xx;

import backplane.api.device.Device;
import backplane.testkit.DeviceContract;

class LsiContractTest extends DeviceContract {
    @Override
    protected Device create() {
        return new Lsi53c8xx(LsiModel.LSI53C895A);
    }
}

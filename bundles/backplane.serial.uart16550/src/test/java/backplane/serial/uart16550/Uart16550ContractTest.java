package backplane.serial.uart16550;

import backplane.api.device.Device;
import backplane.testkit.DeviceContract;
import backplane.testkit.MemoryChardev;

class Uart16550ContractTest extends DeviceContract {
    @Override
    protected Device create() {
        return new Uart16550(Uart16550Settings.parse("0", "", ""), new MemoryChardev());
    }
}

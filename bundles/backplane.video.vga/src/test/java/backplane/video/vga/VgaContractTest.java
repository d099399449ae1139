package backplane.video.vga;

import backplane.api.device.Device;
import backplane.testkit.DeviceContract;
import backplane.testkit.MemoryDisplay;

class VgaContractTest extends DeviceContract {
    @Override
    protected Device create() {
        return new Vga(new VgaSettings(1 << 20, null), new MemoryDisplay());
    }
}

package backplane.firmware.roms;

import backplane.api.device.Device;
import backplane.testkit.DeviceContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SystemBiosContractTest extends DeviceContract {
    @TempDir
    Path folder;

    @Override
    protected Device create() {
        try {
            Path path = Files.write(folder.resolve("bios.bin"), new byte[65536]);
            return new SystemBios("bios-file", () -> path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

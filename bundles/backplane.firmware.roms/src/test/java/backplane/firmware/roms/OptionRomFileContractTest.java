package backplane.firmware.roms;

import backplane.api.device.Device;
import backplane.testkit.DeviceContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class OptionRomFileContractTest extends DeviceContract {
    @TempDir
    Path folder;

    @Override
    protected Device create() {
        try {
            return new OptionRomFile(
                    Files.write(folder.resolve("my.rom"), OptionRomFileTest.rom())
                            .toString(),
                    "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

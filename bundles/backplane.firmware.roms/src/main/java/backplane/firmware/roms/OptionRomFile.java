package backplane.firmware.roms;

import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.device.Slot;
import backplane.api.rom.OptionRom;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import backplane.core.rom.RomImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** An option ROM from a file, handed to the firmware: {@code -option-rom FILE}. */
public class OptionRomFile implements Device {
    /** What fits between 0xC0000 and the system BIOS. */
    private static final long LARGEST = 128 * 1024;

    private final String file;
    private final String folder;

    /**
     * Stores only.
     *
     * @param file a path, or a name to look up
     * @param folder the folder of {@code -L}, or empty
     */
    public OptionRomFile(String file, String folder) {
        this.file = file;
        this.folder = folder;
    }

    @Override
    public DeviceInfo info() {
        return new DeviceInfo("option-rom", "option ROM from a file", "BIOS Boot Specification 1.01", List.of());
    }

    @Override
    public void plug(Slot slot) throws PlugException {
        if (file.isEmpty()) {
            throw new PlugException("-device option-rom: file= is missing; give the image, or use -option-rom FILE");
        }
        Path path = BiosFiles.named(file, folder);
        String name = path.getFileName().toString();
        byte[] image = read(path);
        Optional<String> fault = new RomImage(file, image).fault();
        if (fault.isPresent()) {
            throw new PlugException("-option-rom " + fault.get());
        }
        slot.rom(new OptionRom(name, image));
    }

    private byte[] read(Path path) throws PlugException {
        try {
            if (Files.size(path) > LARGEST) {
                throw new PlugException("-option-rom " + file + ": " + Files.size(path)
                        + " bytes; an option ROM has at most " + LARGEST);
            }
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            throw new PlugException("-option-rom " + file + ": no such file; name an existing one");
        } catch (IOException e) {
            throw new PlugException("-option-rom " + file + ": cannot be read: " + e.getMessage());
        }
    }

    @Override
    public void reset(ResetKind kind) {}

    @Override
    public void save(StateWriter out) {}

    @Override
    public void restore(StateReader in) throws StateException {}
}

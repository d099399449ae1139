package backplane.firmware.roms;

import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.device.Slot;
import backplane.api.memory.RamBlock;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import backplane.core.CoreSlot;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;

/** A system BIOS in ROM. */
public class SystemBios implements Device {
    static final int UNIT = 64 * 1024;
    static final int LARGEST = 512 * 1024;
    private static final int LOW_ALIAS = 128 * 1024;
    private static final long TOP = 0x1_0000_0000L;
    private static final long LOW_TOP = 0x10_0000L;
    private static final int RESET_VECTOR_FROM_END = 16;

    private final String type;
    private final BiosFile file;
    private int size;
    private long checksum;

    /** Where the image comes from. */
    @FunctionalInterface
    public interface BiosFile {
        /** The file, or a PlugException that says what is missing and which package or option helps. */
        Path find() throws PlugException;
    }

    /**
     * A card of that type.
     *
     * @param type {@code bios-file} or {@code bios-seabios}
     * @param file asked at plug
     */
    public SystemBios(String type, BiosFile file) {
        this.type = type;
        this.file = file;
    }

    @Override
    public DeviceInfo info() {
        return new DeviceInfo(
                type, "system BIOS ROM", "PC/AT Technical Reference; PCI chipset ROM decoding", List.of());
    }

    @Override
    public void plug(Slot plugged) throws PlugException {
        CoreSlot slot = (CoreSlot) plugged;
        Path path = file.find();
        byte[] image = read(path);
        check(path, image.length);
        size = image.length;
        checksum = crc(image);
        RamBlock rom = slot.memory().allocate(size, true);
        rom.write(0, image, 0, size);
        slot.ram(TOP - size, rom);
        int low = Math.min(size, LOW_ALIAS);
        slot.ram(LOW_TOP - low, rom, size - low, low);
        if (image[size - RESET_VECTOR_FROM_END] != (byte) 0xea) {
            slot.log(Level.WARNING, path + ": no far jump at the reset vector; is this a system BIOS?");
        }
    }

    private byte[] read(Path path) throws PlugException {
        try {
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            throw new PlugException("-bios " + path + ": no such file; use builtin, seabios or the path of an image");
        } catch (IOException e) {
            throw new PlugException("-bios " + path + ": cannot be read: " + e.getMessage());
        }
    }

    private static void check(Path path, int length) throws PlugException {
        if (length == 0 || length % UNIT != 0 || length > LARGEST) {
            throw new PlugException("-bios " + path + ": " + length
                    + " bytes; a system BIOS is a multiple of 65536 bytes, 524288 at most");
        }
    }

    private static long crc(byte[] image) {
        CRC32 crc = new CRC32();
        crc.update(image);
        return crc.getValue();
    }

    @Override
    public void reset(ResetKind kind) {}

    @Override
    public void save(StateWriter out) {
        out.put("size", size);
        out.put("crc32", checksum);
    }

    /** ROM has no state; a successor with another image under a running guest would pull the floor away. */
    @Override
    public void restore(StateReader in) throws StateException {
        if (in.getInt("size") != size || in.getLong("crc32") != checksum) {
            throw new StateException("the BIOS image is another one than the guest was started with");
        }
    }
}

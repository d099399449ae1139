package backplane.video.vga;

import backplane.api.device.PlugException;
import backplane.api.rom.OptionRom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a card is made from.
 *
 * @param memory bytes of video memory, a power of two
 * @param rom the VGA BIOS for the ROM BAR, or null
 */
public record VgaSettings(int memory, OptionRom rom) {
    /** What {@code romfile} is when nobody says: taken when it is installed. */
    public static final String DEFAULT_ROM = "vgabios-stdvga.bin";

    private static final int MIB = 1 << 20;
    private static final List<String> FOLDERS = List.of(
            "/usr/share/seabios",
            "/usr/share/qemu",
            "/usr/share/qemu-kvm",
            "/usr/local/share/qemu",
            "/opt/homebrew/share/qemu");

    /**
     * From the keys of {@code -device VGA}.
     *
     * @param megabytes {@code vgamem_mb}
     * @param romFile {@code romfile}: a path, a name to look up, or empty for no ROM
     * @param folder {@code L}: where to look first
     */
    public static VgaSettings of(String megabytes, String romFile, String folder) throws PlugException {
        int count;
        try {
            count = Integer.parseInt(megabytes);
        } catch (NumberFormatException e) {
            count = 0;
        }
        if (count < 1 || count > 16 || Integer.bitCount(count) != 1) {
            throw new PlugException("-device VGA: vgamem_mb=" + megabytes + " must be 1, 2, 4, 8 or 16");
        }
        return new VgaSettings(count * MIB, rom(romFile, folder));
    }

    private static OptionRom rom(String name, String folder) throws PlugException {
        if (name.isEmpty()) {
            return null;
        }
        List<Path> places = new ArrayList<>();
        if (!folder.isEmpty()) {
            places.add(Path.of(folder, name));
        }
        places.add(Path.of(name));
        FOLDERS.forEach(in -> places.add(Path.of(in, name)));
        for (Path place : places) {
            if (Files.isRegularFile(place)) {
                return read(place);
            }
        }
        if (name.equals(DEFAULT_ROM)) {
            return null;
        }
        throw new PlugException(
                "-device VGA: romfile=" + name + ": no such file; give a path, or its folder with -L DIR");
    }

    private static OptionRom read(Path file) throws PlugException {
        try {
            byte[] image = Files.readAllBytes(file);
            if (image.length < 512 || image[0] != 0x55 || image[1] != (byte) 0xaa) {
                throw new PlugException(
                        "-device VGA: romfile=" + file + ": no option ROM: it does not start with 55 AA");
            }
            return new OptionRom(file.getFileName().toString(), image);
        } catch (IOException e) {
            throw new PlugException("-device VGA: romfile=" + file + " cannot be read: " + e.getMessage());
        }
    }
}

package backplane.firmware.roms;

import backplane.api.device.PlugException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where firmware images are on this host. */
public final class BiosFiles {
    /** Debian, Fedora, Arch, Homebrew and local builds keep them here. */
    static final List<Path> FOLDERS = List.of(
            Path.of("/usr/share/seabios"),
            Path.of("/usr/share/qemu"),
            Path.of("/usr/share/qemu-kvm"),
            Path.of("/usr/local/share/qemu"),
            Path.of("/opt/homebrew/share/qemu"));

    private static final List<String> SEABIOS = List.of("bios-256k.bin", "bios.bin");

    private BiosFiles() {}

    /** A named file: as it is, else in the folder of {@code -L}, else in the usual folders. */
    public static Path named(String name, String folder) throws PlugException {
        if (name.isEmpty()) {
            throw new PlugException("-device bios-file: file= is missing; give the image, or use -bios FILE");
        }
        Path path = Path.of(name);
        if (Files.exists(path) || path.getNameCount() > 1 || path.isAbsolute()) {
            return path;
        }
        for (Path in : folders(folder, FOLDERS)) {
            if (Files.exists(in.resolve(name))) {
                return in.resolve(name);
            }
        }
        return path;
    }

    /** The distribution's SeaBIOS. */
    public static Path seabios(String folder) throws PlugException {
        return seabios(folder, FOLDERS);
    }

    static Path seabios(String folder, List<Path> usual) throws PlugException {
        List<Path> folders = folder.isEmpty() ? usual : List.of(Path.of(folder));
        for (Path in : folders) {
            for (String name : SEABIOS) {
                if (Files.isRegularFile(in.resolve(name))) {
                    return in.resolve(name);
                }
            }
        }
        String where = String.join(", ", folders.stream().map(Path::toString).toList());
        throw new PlugException("-bios seabios: no bios-256k.bin or bios.bin in " + where
                + "; install the package seabios, or name its folder with -L DIR");
    }

    private static List<Path> folders(String first, List<Path> usual) {
        List<Path> all = new ArrayList<>();
        if (!first.isEmpty()) {
            all.add(Path.of(first));
        }
        all.addAll(usual);
        return all;
    }
}

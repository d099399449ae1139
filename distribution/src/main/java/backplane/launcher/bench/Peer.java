package backplane.launcher.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A PC that runs guests: ours in several ways, and others. */
enum Peer {
    BACKPLANE("backplane", "scsi"),
    /** Our interpreter alone. */
    INTERP("backplane-interp", "scsi"),
    BACKPLANE_IDE("backplane-ide", "ide"),
    QEMU("qemu", "scsi"),
    QEMU_IDE("qemu-ide", "ide"),
    BOCHS("bochs", "ide"),
    V86("v86", "ide");

    static final int MEBIBYTES = 128;
    private static final String MEGABYTES = Integer.toString(MEBIBYTES);
    private static final Path BOCHS_BIOS = Path.of("/usr/share/bochs/BIOS-bochs-latest");
    private static final Path VGA_BIOS = Path.of("/usr/share/bochs/VGABIOS-lgpl-latest");

    final String word;
    private final String bus;

    Peer(String word, String bus) {
        this.word = word;
        this.bus = bus;
    }

    boolean ours() {
        return this == BACKPLANE || this == INTERP || this == BACKPLANE_IDE;
    }

    /** What share of a scalable guest's work it gets, as a divisor: an eighth for one ten times slower than the rest. */
    int divisor(Guest guest) {
        return this == BOCHS && guest.scales ? 8 : 1;
    }

    /** Whether one run has to do, because it takes so long. */
    boolean once(Guest guest) {
        return this == BOCHS || this == INTERP && guest != Guest.REP;
    }

    /** Throws when it is not installed. */
    void check() throws Missing {
        switch (this) {
            case QEMU, QEMU_IDE -> onPath("qemu-system-i386", "qemu-system-x86");
            case BOCHS -> {
                onPath("bochs", "bochs, bochsbios and vgabios");
                if (!Files.isReadable(BOCHS_BIOS) || !Files.isReadable(VGA_BIOS)) {
                    throw new Missing("bochs: there is no " + BOCHS_BIOS + " or " + VGA_BIOS
                            + " (Debian's packages bochsbios and vgabios)");
                }
            }
            case V86 -> {
                onPath("node", "nodejs");
                Path library = Path.of(v86Home(), "node_modules", "v86");
                if (!Files.isDirectory(library)) {
                    throw new Missing("v86: there is no " + library
                            + "; run `npm install v86` in a folder and set V86_HOME to it");
                }
            }
            default -> {
                return;
            }
        }
    }

    private static String v86Home() {
        String home = System.getenv("V86_HOME");
        return home == null ? "." : home;
    }

    private void onPath(String program, String debian) throws Missing {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return;
            }
        }
        throw new Missing(word + ": there is no " + program + " on the PATH (Debian: " + debian + ")");
    }

    /**
     * The command that boots an image and brings its serial line to standard output.
     *
     * @param folder for files that it needs; the guests' sources lie there
     */
    List<String> command(Guest guest, Path image, Path folder) throws IOException {
        // The ATA kernels of this one drive the disk's registers themselves.
        String at = guest == Guest.REP ? "ide" : bus;
        return switch (this) {
            case BACKPLANE, INTERP, BACKPLANE_IDE -> backplane(guest, image, at);
            case QEMU, QEMU_IDE -> qemu(image, at);
            case BOCHS -> List.of("bochs", "-q", "-rc", debugger(folder), "-f", configuration(image, folder));
            case V86 -> List.of("node", folder.resolve("v86.mjs").toString(), v86Home(), image.toString(), MEGABYTES);
        };
    }

    private List<String> backplane(Guest guest, Path image, String at) {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("backplane.script", "./backplane"),
                "run",
                "-m",
                MEGABYTES,
                "-display",
                "none",
                "-serial",
                "stdio",
                "-no-reboot"));
        command.addAll(List.of("-accel", this == INTERP ? "interp" : "jit"));
        if (guest == Guest.LINUX) {
            command.addAll(List.of("-bios", "seabios"));
        }
        String boot = at.equals("scsi") ? ",boot=on" : "";
        command.addAll(List.of("-drive", "file=" + escape(image) + ",format=raw,snapshot=on,if=" + at + boot));
        return command;
    }

    private static List<String> qemu(Path image, String at) {
        List<String> command = new ArrayList<>(List.of(
                "qemu-system-i386",
                "-accel",
                "tcg",
                "-m",
                MEGABYTES,
                "-display",
                "none",
                "-serial",
                "stdio",
                "-monitor",
                "none",
                "-no-reboot",
                "-net",
                "none"));
        String drive = "file=" + escape(image) + ",format=raw,snapshot=on,if=";
        if (at.equals("scsi")) {
            command.addAll(List.of("-device", "lsi53c895a", "-device", "scsi-hd,drive=d,bootindex=0"));
            command.addAll(List.of("-drive", drive + "none,id=d"));
        } else {
            command.addAll(List.of("-drive", drive + "ide"));
        }
        return command;
    }

    private static String escape(Path file) {
        return file.toString().replace(",", ",,");
    }

    private static String debugger(Path folder) throws IOException {
        return Files.writeString(folder.resolve("bochs.commands"), "c\n").toString();
    }

    private static String configuration(Path image, Path folder) throws IOException {
        long cylinders = Files.size(image) / (16 * 63 * 512);
        List<String> lines = List.of(
                "config_interface: textconfig",
                "display_library: rfb, options=\"timeout=0\"",
                "memory: guest=" + MEGABYTES + ", host=" + MEGABYTES,
                "romimage: file=" + BOCHS_BIOS,
                "vgaromimage: file=" + VGA_BIOS,
                "cpu: model=bx_generic, count=1, ips=100000000",
                "clock: sync=none",
                "pci: enabled=1, chipset=i440fx",
                "ata0-master: type=disk, mode=volatile, heads=16, spt=63, cylinders=" + cylinders + ", path=\"" + image
                        + "\"",
                "boot: disk",
                "com1: enabled=1, mode=file, dev=/dev/stdout",
                "sound: waveoutdrv=dummy, waveindrv=dummy, midioutdrv=dummy",
                "log: " + folder.resolve("bochs.log"),
                "panic: action=fatal",
                "error: action=report");
        return Files.write(folder.resolve("bochs.rc"), lines).toString();
    }
}

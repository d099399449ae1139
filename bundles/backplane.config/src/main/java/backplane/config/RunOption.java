package backplane.config;

import java.util.ArrayList;
import java.util.List;

/** The options of {@code run}, {@code demo} and {@code shell}. Those with a {@code lacks} end with one line. */
enum RunOption {
    HELP("-help", Argument.NONE, "", "this list (also -h and --help)"),
    M("-m", Argument.ONE, "MIB", "RAM: 128, 128M or 1G (default 128)"),
    DRIVE("-drive", Argument.ONE, "file=F,if=scsi,boot=on,…", "a disk; -drive help lists the keys"),
    HDA("-hda", Argument.ONE, "FILE", "a disk with if=ide,index=0; -hdb -hdc -hdd likewise"),
    HDB("-hdb", Argument.ONE, "FILE", ""),
    HDC("-hdc", Argument.ONE, "FILE", ""),
    HDD("-hdd", Argument.ONE, "FILE", ""),
    CDROM("-cdrom", Argument.ONE, "FILE", "", "no bundle has a CD-ROM drive yet; give the image as a disk with -drive"),
    FDA("-fda", Argument.ONE, "FILE", "", "no bundle has a floppy drive yet; give the image as a disk with -drive"),
    FDB("-fdb", Argument.ONE, "FILE", "", "no bundle has a floppy drive yet; give the image as a disk with -drive"),
    DEVICE(
            "-device",
            Argument.ONE,
            "TYPE,key=value,…",
            "plugs a card; -device help lists types, -device TYPE,help keys"),
    GLOBAL("-global", Argument.ONE, "TYPE.KEY=VALUE", "sets a key of every card of a type"),
    BOOT("-boot", Argument.ONE, "order=c,menu=on,…", "what the firmware boots: order= once= menu= strict="),
    BIOS("-bios", Argument.ONE, "NAME|FILE", "firmware: builtin (default), seabios, or an image"),
    L("-L", Argument.ONE, "DIR", "looks for firmware there first"),
    OPTION_ROM("-option-rom", Argument.ONE, "FILE", "an option ROM for the firmware to run"),
    FW_CFG("-fw_cfg", Argument.ONE, "name=N,file=F", "a file for the firmware: name= and file= or string="),
    KERNEL("-kernel", Argument.ONE, "FILE", "starts a Linux kernel (bzImage) or a multiboot kernel"),
    INITRD("-initrd", Argument.ONE, "FILE", "its initial RAM disk; of multiboot \"MODULE ARGUMENTS,MODULE…\""),
    APPEND("-append", Argument.ONE, "TEXT", "its command line"),
    SERIAL("-serial", Argument.ONE, "WHERE", "a serial port: stdio, mon:stdio, null, file:F, chardev:ID or none"),
    DEBUGCON("-debugcon", Argument.ONE, "WHERE", "the debug console at port 0xe9, as -serial"),
    CHARDEV("-chardev", Argument.ONE, "KIND,id=ID,…", "a byte stream: stdio, null, or file with path="),
    NOGRAPHIC("-nographic", Argument.NONE, "", "no screen; serial port and shell share the terminal"),
    DISPLAY("-display", Argument.ONE, "KIND", "the screen: terminal (default) or none"),
    VGA("-vga", Argument.ONE, "KIND", "the video card: std (default) or none"),
    MACHINE(
            "-machine",
            Argument.ONE,
            "pc,key=value",
            "boot-route=extboot|firmware|optionrom, acpi=on|off, hpet=on|off"),
    CPU("-cpu", Argument.ONE, "MODEL,+x,-y", "the processor's model and features; -cpu help lists them"),
    SMP("-smp", Argument.ONE, "1", "there is one processor: 1 is all it takes"),
    ACCEL("-accel", Argument.ONE, "jit|interp[,threshold=N]", "the engine"),
    ICOUNT("-icount", Argument.OPTIONAL, "shift=N", "time is the count of instructions: every run is the same"),
    RTC("-rtc", Argument.ONE, "base=WHEN", "the clock at start: utc, localtime or 2026-11-22T12:00:00"),
    SNAPSHOT("-snapshot", Argument.NONE, "", "snapshot=on for every drive"),
    NO_REBOOT("-no-reboot", Argument.NONE, "", "ends instead of resetting"),
    NO_SHUTDOWN("-no-shutdown", Argument.NONE, "", "stays when the guest powers off"),
    S_UPPER("-S", Argument.NONE, "", "stops before the first instruction"),
    S_LOWER("-s", Argument.NONE, "", "", "no bundle speaks GDB's protocol yet; use `backplane shell` and bp:regs"),
    GDB("-gdb", Argument.ONE, "DEV", "", "no bundle speaks GDB's protocol yet; use `backplane shell` and bp:regs"),
    QMP("-qmp", Argument.ONE, "DEV", "", "no bundle speaks QMP yet; use `backplane shell -c`"),
    D_LOWER("-d", Argument.ONE, "ITEMS", "", "no engine writes this log yet; use bp:disassemble and bp:regs"),
    D_UPPER("-D", Argument.ONE, "FILE", "writes the log there"),
    NAME("-name", Argument.ONE, "NAME", "a name for lists"),
    NET("-net", Argument.ONE, "none", "there is no network card: none is all it takes"),
    NIC("-nic", Argument.ONE, "none", "", ""),
    MONITOR("-monitor", Argument.ONE, "none", "the shell (Ctrl-A c) is the monitor: none is all it takes"),
    DRY_RUN("-dry-run", Argument.NONE, "", "prints what would be wired, and ends"),
    TIMEOUT("-timeout", Argument.ONE, "SECONDS", "ends with status 124 after that time"),
    DEPLOY("-deploy", Argument.ONE, "DIR", "watches a folder: jars in it are plugged, replaced and unplugged live"),
    REPOSITORY("-repository", Argument.ONE, "DIR", "further bundles, installed when a drive or device needs them"),
    CONFIG("-config", Argument.ONE, "FILE", "reads more options from a file, one per line"),
    C("-c", Argument.ONE, "COMMANDS", "shell only: runs these commands, and ends");

    enum Argument {
        NONE,
        ONE,
        OPTIONAL
    }

    private final String text;
    private final Argument argument;
    private final String shape;
    private final String help;
    private final String lacks;

    RunOption(String text, Argument argument, String shape, String help) {
        this(text, argument, shape, help, "");
    }

    RunOption(String text, Argument argument, String shape, String help, String lacks) {
        this.text = text;
        this.argument = argument;
        this.shape = shape;
        this.help = help;
        this.lacks = lacks;
    }

    String text() {
        return text;
    }

    Argument argument() {
        return argument;
    }

    /** What is missing for this option to work, and what to do instead; empty when it works. */
    String lacks() {
        return lacks;
    }

    /** Takes {@code --option} for {@code -option}, as QEMU does; null when there is none. */
    static RunOption of(String word) {
        String one = word.startsWith("--") ? word.substring(1) : word;
        if (one.equals("-h")) {
            return HELP;
        }
        if (one.equals("-M")) {
            return MACHINE;
        }
        for (RunOption option : values()) {
            if (option.text.equals(one)) {
                return option;
            }
        }
        return null;
    }

    static List<String> names() {
        List<String> names = new ArrayList<>();
        for (RunOption option : values()) {
            names.add(option.text);
        }
        return names;
    }

    /** The list for {@code -help}. */
    static List<String> help() {
        List<String> lines = new ArrayList<>();
        for (RunOption option : values()) {
            if (!option.help.isEmpty()) {
                lines.add(String.format("  %-36s %s", (option.text + " " + option.shape).strip(), option.help));
            }
        }
        return lines;
    }
}

package backplane.config;

import backplane.core.PlanException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads the command line. */
final class OptionParser {
    private static final int RAM_LEAST = 2;
    /** The machine keeps guest RAM and what is mapped behind it in one array of less than 2 GiB. */
    private static final int RAM_MOST = 2016;

    private static final Pattern SIZE = Pattern.compile("(\\d{1,7})([MmGg]?)");
    private static final List<String> DISKS = List.of("-hda", "-hdb", "-hdc", "-hdd");

    private final String command;
    private final Map<String, String> machine = new TreeMap<>();
    private final List<KeyValues> driveSpecs = new ArrayList<>();
    private final List<KeyValues> devices = new ArrayList<>();
    private final List<KeyValues> streams = new ArrayList<>();
    private final List<String> serials = new ArrayList<>();
    private final List<String> lists = new ArrayList<>();
    private final List<String> optionRoms = new ArrayList<>();
    private final Map<String, Map<String, String>> globals = new TreeMap<>();
    private final Map<RunOption, String> once = new TreeMap<>();
    private String script = "";

    private OptionParser(String command) {
        this.command = command;
    }

    static Options parse(String command, List<String> arguments) throws PlanException {
        OptionParser parser = new OptionParser(command);
        parser.read(arguments, 0);
        return parser.options();
    }

    private void read(List<String> words, int depth) throws PlanException {
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (!word.startsWith("-") || word.equals("-")) {
                loose(word);
                continue;
            }
            RunOption option = known(word);
            String next = i + 1 < words.size() ? words.get(i + 1) : null;
            boolean takes = option.argument() == RunOption.Argument.ONE
                    || option.argument() == RunOption.Argument.OPTIONAL && next != null && !next.startsWith("-");
            if (takes && next == null) {
                throw new PlanException(word + ": it takes an argument; `backplane " + command + " -help` shows which");
            }
            String value = takes ? next : "";
            i += takes ? 1 : 0;
            if (option == RunOption.CONFIG) {
                readFile(value, depth);
            } else {
                accept(option, word, value);
            }
        }
    }

    private RunOption known(String word) throws PlanException {
        RunOption option = RunOption.of(word);
        if (option == null) {
            throw new PlanException(word + ": unknown option"
                    + Nearest.hint(word, RunOption.names(), "", "`backplane " + command + " -help` lists them"));
        }
        if (!option.lacks().isEmpty()) {
            throw new PlanException(word + ": " + option.lacks());
        }
        return option;
    }

    private void loose(String word) throws PlanException {
        if (command.equals("shell") && script.isEmpty()) {
            script = word;
            return;
        }
        throw new PlanException(
                word + ": it belongs to no option; a disk is given with -drive file=" + word + " or -hda " + word);
    }

    private void readFile(String file, int depth) throws PlanException {
        if (depth > 4) {
            throw new PlanException("-config " + file + ": files include each other; drop one -config");
        }
        List<String> words = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(Path.of(file))) {
                String text = line.strip();
                int space = text.indexOf(' ');
                if (text.isEmpty() || text.startsWith("#")) {
                    continue;
                }
                words.add(space < 0 ? text : text.substring(0, space));
                if (space > 0) {
                    words.add(text.substring(space + 1).strip());
                }
            }
        } catch (IOException | RuntimeException e) {
            throw new PlanException("-config " + file + ": cannot be read (" + HostFiles.reason(e)
                    + "); it has one option with its argument per line");
        }
        read(words, depth + 1);
    }

    private void accept(RunOption option, String word, String value) throws PlanException {
        switch (option) {
            case DRIVE -> {
                if (isHelp(value)) {
                    lists.add("drive");
                } else {
                    driveSpecs.add(KeyValues.parse(word, value, ""));
                }
            }
            case HDA, HDB, HDC, HDD ->
                driveSpecs.add(KeyValues.parse(
                        "-drive",
                        "file=" + value.replace(",", ",,") + ",format=raw,if=ide,index=" + DISKS.indexOf(option.text()),
                        ""));
            case DEVICE -> device(KeyValues.parse(word, value, "driver"));
            case GLOBAL -> global(KeyValues.parse(word, value, ""));
            case CHARDEV -> streams.add(KeyValues.parse(word, value, "backend"));
            case SERIAL -> serials.add(value);
            case OPTION_ROM -> optionRoms.add(value);
            case FW_CFG -> firmwareFile(KeyValues.parse(word, value, ""));
            case MACHINE, BOOT, ICOUNT, RTC, ACCEL -> machineOption(option, word, value);
            case SMP -> processors(KeyValues.parse(word, value, "cpus"));
            case CPU -> {
                if (isHelp(value)) {
                    lists.add("cpu");
                } else {
                    once.put(option, value);
                }
            }
            case NET, NIC, MONITOR -> {
                if (!value.equals("none")) {
                    throw new PlanException(word + " " + value + ": no bundle provides it yet; only none is taken");
                }
            }
            case C -> {
                if (!command.equals("shell")) {
                    throw new PlanException("-c: only `backplane shell` takes commands");
                }
                once.put(option, value);
            }
            default -> once.put(option, value);
        }
    }

    private static boolean isHelp(String value) {
        return value.equals("help") || value.equals("?");
    }

    private static void processors(KeyValues spec) throws PlanException {
        List<String> keys = List.of("cpus", "sockets", "dies", "clusters", "cores", "threads", "maxcpus");
        spec.only(keys);
        for (String key : keys) {
            if (!spec.get(key, "1").equals("1")) {
                throw spec.error("there is one processor; use -smp 1 or leave it out");
            }
        }
    }

    private void device(KeyValues spec) throws PlanException {
        String driver = spec.get("driver", "");
        if (isHelp(driver)) {
            lists.add("device");
        } else if (spec.has("help") || spec.has("?")) {
            lists.add("device " + driver);
        } else if (driver.isEmpty()) {
            throw spec.error("it names no card; begin with a type (`-device help` lists them)");
        } else {
            devices.add(spec);
        }
    }

    private void global(KeyValues spec) throws PlanException {
        for (Map.Entry<String, String> entry : spec.values().entrySet()) {
            int dot = entry.getKey().lastIndexOf('.');
            if (dot <= 0) {
                throw spec.error("it takes TYPE.KEY=VALUE");
            }
            globals.computeIfAbsent(entry.getKey().substring(0, dot), t -> new TreeMap<>())
                    .put(entry.getKey().substring(dot + 1), entry.getValue());
        }
    }

    private void firmwareFile(KeyValues spec) throws PlanException {
        spec.only(List.of("name", "file", "string"));
        String name = spec.get("name", "");
        if (name.isEmpty() || spec.has("file") == spec.has("string")) {
            throw spec.error("it takes name=NAME and one of file=FILE and string=TEXT");
        }
        if (spec.has("file")) {
            HostFiles.readable(spec, spec.get("file", ""));
            machine.put("fw_cfg." + name, "file=" + spec.get("file", ""));
        } else {
            machine.put("fw_cfg." + name, "string=" + spec.get("string", ""));
        }
    }

    private void machineOption(RunOption option, String word, String value) throws PlanException {
        switch (option) {
            case MACHINE -> {
                KeyValues spec = KeyValues.parse(word, value, "type");
                spec.only(List.of("type", "boot-route", "acpi", "hpet", "accel", "usb", "vmport", "graphics"));
                if (!List.of("pc", "i440fx").contains(spec.get("type", "pc"))) {
                    throw spec.error("unsupported machine type; the one there is, is pc");
                }
                put(spec, "machine.", List.of("boot-route"));
                machineCards(spec);
                if (spec.has("accel")) {
                    accel(spec, spec.get("accel", ""));
                }
            }
            case ACCEL -> {
                KeyValues spec = KeyValues.parse(word, value, "accel");
                spec.only(List.of("accel", "threshold"));
                accel(spec, spec.get("accel", ""));
            }
            case BOOT -> boot(KeyValues.parse(word, value, "order"));
            case ICOUNT -> {
                KeyValues spec = KeyValues.parse(word, value, "shift");
                spec.only(List.of("shift", "align", "sleep"));
                int shift = spec.get("shift", "auto").equals("auto") ? 0 : spec.number("shift");
                if (shift > 10) {
                    throw spec.error("shift=" + shift + " is out of range; use 0 to 10");
                }
                machine.put("icount.shift", spec.get("shift", "auto"));
            }
            default -> {
                KeyValues spec = KeyValues.parse(word, value, "base");
                spec.only(List.of("base", "clock", "driftfix"));
                put(spec, "rtc.", List.of("base", "clock"));
                rtcBase(spec);
            }
        }
    }

    /** {@code hpet=} is a switch to QEMU, {@code acpi=} a choice of three: the words differ, and what it says of others. */
    private void machineCards(KeyValues spec) throws PlanException {
        String acpi = spec.get("acpi", "auto");
        if (!List.of("on", "off", "auto").contains(acpi)) {
            throw spec.error("Parameter 'acpi' does not accept value '" + acpi + "'; use on or off");
        }
        if (!acpi.equals("auto")) {
            machine.put("machine.acpi", acpi);
        }
        if (spec.has("hpet")) {
            machine.put("machine.hpet", spec.flag("hpet") ? "on" : "off");
        }
    }

    private static void rtcBase(KeyValues spec) throws PlanException {
        String base = spec.get("base", "utc");
        if (!base.matches("utc|localtime|\\d{4}-\\d\\d-\\d\\d(T\\d\\d:\\d\\d:\\d\\d)?")) {
            throw spec.error("base=" + base + " is no time; use utc, localtime, 2026-11-22 or 2026-11-22T12:00:00");
        }
    }

    private void accel(KeyValues spec, String engine) throws PlanException {
        if (isHelp(engine)) {
            lists.add("accel");
            return;
        }
        if (!List.of("interp", "jit", "tcg").contains(engine)) {
            throw spec.error("invalid accelerator " + engine
                    + Nearest.hint(engine, List.of("interp", "jit"), "", "use jit or interp"));
        }
        machine.put("accel", engine.equals("tcg") ? "jit" : engine);
        if (spec.has("threshold")) {
            if (engine.equals("interp") || spec.number("threshold") == 0) {
                throw spec.error("threshold= is a number of at least 1, and for jit only");
            }
            machine.put("accel.threshold", spec.get("threshold", ""));
        }
    }

    private void boot(KeyValues spec) throws PlanException {
        List<String> keys = List.of("order", "once", "menu", "strict", "splash-time", "reboot-timeout");
        spec.only(keys);
        for (String key : List.of("order", "once")) {
            String letters = spec.get(key, "");
            if (!letters.matches("[a-dn]*") || letters.chars().distinct().count() != letters.length()) {
                throw spec.error("Invalid boot device for '" + letters
                        + "'; use each of a and b (floppies), c (disk), d (CD-ROM), n (network) once at most");
            }
        }
        spec.flag("menu");
        spec.flag("strict");
        spec.number("splash-time");
        spec.number("reboot-timeout");
        put(spec, "boot.", keys);
    }

    private void put(KeyValues spec, String prefix, List<String> keys) {
        for (String key : keys) {
            if (spec.has(key)) {
                machine.put(prefix + key, spec.get(key, ""));
            }
        }
    }

    private int ram() throws PlanException {
        String text = once.getOrDefault(RunOption.M, "128");
        KeyValues spec = KeyValues.parse("-m", text, "size");
        spec.only(List.of("size", "slots", "maxmem"));
        var match = SIZE.matcher(spec.get("size", ""));
        if (!match.matches()) {
            throw spec.error("it takes a size in MiB, as 128, 128M or 1G");
        }
        long mib = Long.parseLong(match.group(1)) * (match.group(2).equalsIgnoreCase("g") ? 1024 : 1);
        if (mib < RAM_LEAST || mib > RAM_MOST) {
            throw spec.error(mib + " MiB is out of range; use " + RAM_LEAST + " to " + RAM_MOST);
        }
        return (int) mib;
    }

    private long timeout() throws PlanException {
        String text = once.getOrDefault(RunOption.TIMEOUT, "0");
        try {
            double seconds = Double.parseDouble(text);
            if (seconds >= 0 && seconds <= 1e7 && (seconds > 0 || !once.containsKey(RunOption.TIMEOUT))) {
                return (long) Math.ceil(seconds * 1000);
            }
        } catch (NumberFormatException e) {
            // Said below, with the option in front.
        }
        throw new PlanException("-timeout " + text + ": it takes seconds, more than 0");
    }

    private List<Drive> drives() throws PlanException {
        List<Drive> drives = new ArrayList<>();
        int number = 0;
        for (KeyValues spec : driveSpecs) {
            Drive drive = Drive.of(spec, "drive" + number++, once.containsKey(RunOption.SNAPSHOT));
            for (Drive other : drives) {
                if (other.id().equals(drive.id())) {
                    throw spec.error("Duplicate ID '" + drive.id() + "' for drive (first: file=" + other.file()
                            + "); give each its own id=");
                }
                if (other.boot() && drive.boot()) {
                    throw spec.error(
                            "two bootable drives specified (first: file=" + other.file() + "); drop one boot=on");
                }
            }
            drives.add(drive);
        }
        return drives;
    }

    private String display() throws PlanException {
        String display = once.getOrDefault(RunOption.DISPLAY, nographic() ? "none" : "terminal");
        if (display.equals("curses")) {
            return "terminal";
        }
        if (!List.of("terminal", "none").contains(display)) {
            throw new PlanException("-display " + display + ": no bundle provides it yet; use terminal or none");
        }
        return display;
    }

    private void kernel() throws PlanException {
        for (RunOption option : List.of(RunOption.KERNEL, RunOption.INITRD, RunOption.APPEND)) {
            String value = once.getOrDefault(option, "");
            if (once.containsKey(option) && !once.containsKey(RunOption.KERNEL)) {
                throw new PlanException(option.text() + ": " + option.text()
                        + " only allowed with -kernel option; add -kernel FILE or drop it");
            }
            if (!value.isEmpty()) {
                machine.put(option.text().substring(1), value);
            } else if (option == RunOption.KERNEL && once.containsKey(option)) {
                throw new PlanException("-kernel: it names no file; write -kernel FILE");
            }
        }
    }

    private boolean nographic() {
        return once.containsKey(RunOption.NOGRAPHIC);
    }

    private Options options() throws PlanException {
        String name = once.getOrDefault(RunOption.NAME, "pc");
        if (!Names.good(name)) {
            throw new PlanException("-name " + name + ": a name is a letter, then letters, digits, '-', '.', '_'");
        }
        machine.put("name", name);
        if (once.containsKey(RunOption.NO_REBOOT)) {
            machine.put("no-reboot", "on");
        }
        if (once.containsKey(RunOption.L)) {
            machine.put("L", once.get(RunOption.L));
        }
        kernel();
        if (nographic()) {
            machine.put("nographic", "on");
            if (serials.isEmpty()) {
                serials.add("mon:stdio");
            }
        }
        machine.put("bios", once.getOrDefault(RunOption.BIOS, "builtin"));
        return new Options(
                once.containsKey(RunOption.HELP),
                List.copyOf(lists),
                ram(),
                drives(),
                List.copyOf(devices),
                globals,
                List.copyOf(streams),
                List.copyOf(serials),
                once.getOrDefault(RunOption.DEBUGCON, ""),
                machine,
                machine.get("bios"),
                List.copyOf(optionRoms),
                display(),
                once.getOrDefault(RunOption.VGA, ""),
                once.getOrDefault(RunOption.CPU, ""),
                once.containsKey(RunOption.S_UPPER),
                once.containsKey(RunOption.NO_SHUTDOWN),
                once.containsKey(RunOption.DRY_RUN),
                once.getOrDefault(RunOption.TIMEOUT, ""),
                timeout(),
                once.getOrDefault(RunOption.DEPLOY, ""),
                once.getOrDefault(RunOption.REPOSITORY, ""),
                once.get(RunOption.C),
                script);
    }
}

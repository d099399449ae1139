package backplane.firmware.builtin;

import backplane.api.rom.OptionRom;
import backplane.core.CpuState;
import backplane.core.MachineView.DriveView;
import backplane.core.rom.RomImage;
import backplane.firmware.builtin.Rom.Entry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Power-on self test: from reset to INT 19h. */
final class Post {
    /** CMOS shutdown codes: what a program that resets the CPU to leave protected mode wants next. */
    private static final int SHUTDOWN_EOI_JUMP = 0x05;

    private static final int SHUTDOWN_JUMP = 0x0a;
    private static final int SHUTDOWN_IRET = 0x0b;
    private static final int SHUTDOWN_RETF = 0x0c;

    private static final int VGA_CLASS = 0x0300;
    private static final int DISPLAY_OTHER_CLASS = 0x0380;

    /** A drive of this BIOS or a ROM's, on the way to a number. */
    private record Candidate(int priority, Disk disk, OptionRoms.Bootable rom) implements Comparable<Candidate> {
        /** Best priority first; on a tie own disks come before ROMs. */
        @Override
        public int compareTo(Candidate other) {
            int difference = Integer.compare(priority, other.priority);
            return difference != 0 ? difference : Boolean.compare(disk == null, other.disk == null);
        }
    }

    private enum Stage {
        HARDWARE,
        BIG_LIMITS,
        VGA,
        ROM_INIT,
        VGA_RETURNED,
        BANNER,
        ADAPTERS,
        OPTION_ROMS,
        ROM_RETURNED,
        MAP_DRIVES,
        MAP_DRIVE,
        SMALL_LIMITS,
        HAND_OVER,
        BOOT_RETURNED
    }

    /** A stage and what it is about: an enum and a switch, because a lambda each would cost POST milliseconds. */
    private final class Work implements Steps.Step {
        private final Stage stage;
        private final OptionRoms.Placed rom;
        private final Candidate candidate;

        Work(Stage stage, OptionRoms.Placed rom, Candidate candidate) {
            this.stage = stage;
            this.rom = rom;
            this.candidate = candidate;
        }

        @Override
        public Result run(CpuState cpu) {
            return switch (stage) {
                case HARDWARE -> hardware();
                case BIG_LIMITS -> guest.limits(cpu, true);
                case VGA -> vga();
                case ROM_INIT -> initialise(cpu, rom);
                case VGA_RETURNED -> vgaReturned(cpu);
                case BANNER -> guest.print(cpu, "Backplane BIOS\r\n");
                case ADAPTERS -> adapters();
                case OPTION_ROMS -> optionRoms();
                case ROM_RETURNED -> romReturned(rom);
                case MAP_DRIVES -> mapDrives();
                case MAP_DRIVE -> mapDrive(cpu, candidate);
                case SMALL_LIMITS -> guest.limits(cpu, false);
                case HAND_OVER -> handOver(cpu);
                case BOOT_RETURNED -> bootReturned(cpu);
            };
        }
    }

    private Work work(Stage stage) {
        return new Work(stage, null, null);
    }

    private final Board board;
    private final GuestCode guest;
    private final Steps steps;
    private final Drives drives;
    private final Boot boot;
    private final OptionRoms roms;
    private final Setup setup;
    private final FirmwareTables tables;
    private final Pmm pmm;
    private final List<Disk> disks = new ArrayList<>();
    /** POST has run since the machine was reset: only the processor can have been reset now. */
    private boolean posted;
    /** INT 19h before the ROM whose initialisation runs. */
    private int int19;

    Post(
            Board board,
            GuestCode guest,
            Steps steps,
            Drives drives,
            Boot boot,
            Setup setup,
            FirmwareTables tables,
            Pmm pmm) {
        this.board = board;
        this.guest = guest;
        this.steps = steps;
        this.drives = drives;
        this.boot = boot;
        this.setup = setup;
        this.tables = tables;
        this.pmm = pmm;
        roms = new OptionRoms(board.memory(), board.pciConfig(), board.log());
    }

    /** The CPU has come out of reset, or a program has jumped to F000:FFF0. */
    void start(CpuState cpu) {
        int shutdown = board.cmos().read(Cmos.SHUTDOWN);
        board.cmos().write(Cmos.SHUTDOWN, 0);
        if (shutdown >= SHUTDOWN_EOI_JUMP && shutdown <= SHUTDOWN_RETF && resumeProgram(cpu, shutdown)) {
            return;
        }
        if (posted) {
            posted = false; // without a reset port POST goes on all the same
            board.log().line("The processor alone was reset; resetting the machine");
            board.chipset().resetMachine();
            return;
        }
        posted = true;
        steps.clear();
        disks.clear();
        drives.clear();
        roms.clear();
        pmm.open();
        guest.freshRegisters(cpu);
        steps.add(work(Stage.HARDWARE));
        steps.add(work(Stage.BIG_LIMITS));
        steps.add(work(Stage.VGA));
        steps.add(work(Stage.BANNER));
        for (AtaChannel channel : board.channels()) {
            steps.add(new AtaProbe(channel, board.clock(), disks));
        }
        steps.add(work(Stage.ADAPTERS));
        steps.add(work(Stage.OPTION_ROMS));
        steps.add(work(Stage.MAP_DRIVES));
        steps.add(work(Stage.SMALL_LIMITS));
        steps.add(work(Stage.HAND_OVER));
    }

    /** The machine was reset: cards are as POST expects them. */
    void fresh() {
        posted = false;
    }

    boolean posted() {
        return posted;
    }

    void posted(boolean done) {
        posted = done;
    }

    /** False for a code that means nothing: then it is an ordinary reset. */
    private boolean resumeProgram(CpuState cpu, int code) {
        int vector = board.memory().read32(BiosMemory.WARM_VECTOR);
        switch (code) {
            case SHUTDOWN_EOI_JUMP, SHUTDOWN_JUMP -> {
                if (code == SHUTDOWN_EOI_JUMP) {
                    board.chipset().endOfInterrupt();
                }
                guest.jumpFar(cpu, vector >>> 16, vector & 0xffff);
            }
            case SHUTDOWN_IRET, SHUTDOWN_RETF -> {
                cpu.selector(CpuState.SS, vector >>> 16);
                cpu.set(CpuState.ESP, vector & 0xffff);
                guest.returnFar(cpu, code == SHUTDOWN_IRET);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private Result hardware() {
        board.log().line("Backplane BIOS, " + (board.machine().ramSize() >> 20) + " MiB of RAM");
        board.chipset().initialise();
        setup.dataAreas();
        board.pci().initialise();
        tables.write();
        return Result.DONE;
    }

    /** The VGA BIOS of the first VGA card; without one, our own INT 10h sets text mode 3. */
    private Result vga() {
        for (PciSetup.Function f : board.pci().functions()) {
            if (f.classCode() >> 8 == VGA_CLASS) {
                OptionRoms.Placed rom = roms.fromBar(f, "");
                if (rom != null) {
                    steps.next(List.of(new Work(Stage.ROM_INIT, rom, null), work(Stage.VGA_RETURNED)));
                    return Result.DONE;
                }
            }
        }
        setup.ownVideo();
        return Result.DONE;
    }

    /** The VGA BIOS leaves setting a mode to us. */
    private Result vgaReturned(CpuState cpu) {
        if (board.serialConsole()) {
            setup.serialInFront();
        }
        guest.freshRegisters(cpu);
        cpu.set(CpuState.EAX, 3);
        return guest.interrupt(cpu, 0x10);
    }

    private Result initialise(CpuState cpu, OptionRoms.Placed rom) {
        int19 = board.memory().vector(0x19);
        guest.freshRegisters(cpu);
        cpu.set(CpuState.EAX, rom.bdf());
        cpu.set(CpuState.EBX, 0xffff);
        cpu.set(CpuState.EDX, 0xffff);
        cpu.selector(CpuState.ES, Rom.SEGMENT);
        cpu.set(CpuState.EDI, board.rom().offset(Entry.PNP));
        guest.callFar(cpu, rom.segment(), 3);
        return Result.CALLED;
    }

    /** SCSI controllers that bring no ROM of their own are driven by this BIOS. */
    private Result adapters() {
        List<Steps.Step> probes = new ArrayList<>();
        for (PciSetup.Function f : board.pci().functions()) {
            if (LsiAdapter.drives(f) && !hasRom(f)) {
                PciConfig config = board.pciConfig();
                config.write16(
                        f.bdf(),
                        PciConfig.COMMAND,
                        config.read16(f.bdf(), PciConfig.COMMAND) | PciConfig.COMMAND_MASTER);
                int io = config.read32(f.bdf(), PciConfig.BAR0) & 0xfffc;
                probes.add(new ScsiProbe(
                        new LsiAdapter(board.ports(), board.memory(), f.bdf(), io), board.clock(), disks));
            }
        }
        steps.next(probes);
        return Result.DONE;
    }

    private boolean hasRom(PciSetup.Function f) {
        return (board.pciConfig().read32(f.bdf(), PciConfig.ROM_BAR) & 0xfffff800) != 0;
    }

    private Result optionRoms() {
        List<Steps.Step> calls = new ArrayList<>();
        for (PciSetup.Function f : board.pci().functions()) {
            int kind = f.classCode() >> 8;
            if (kind != VGA_CLASS && kind != DISPLAY_OTHER_CLASS) {
                add(calls, roms.fromBar(f, "/pci@i0cf8/*@" + Integer.toHexString(f.slot())));
            }
        }
        for (OptionRom rom : board.machine().roms()) {
            add(calls, roms.place(new RomImage(rom.name(), rom.image()), 0, "/rom@genroms/" + rom.name(), false));
        }
        steps.next(calls);
        return Result.DONE;
    }

    private void add(List<Steps.Step> calls, OptionRoms.Placed rom) {
        if (rom == null || !rom.pnp()) {
            return;
        }
        calls.add(new Work(Stage.ROM_INIT, rom, null));
        calls.add(new Work(Stage.ROM_RETURNED, rom, null));
    }

    private Result romReturned(OptionRoms.Placed rom) {
        if (rom.fromBar() && board.memory().vector(0x19) != int19) {
            board.log().line("Option ROM " + rom.name() + " took INT 19h; restored");
            board.memory().vector(0x19, int19 >>> 16, int19 & 0xffff);
        }
        return Result.DONE;
    }

    /** Gives numbers to disks and lets ROMs take theirs, best priority first; on a tie own disks come first. */
    private Result mapDrives() {
        BootOrder order = new BootOrder(board.machine().bootOrder(), board.cmos());
        Set<String> aliased = aliasedDisks();
        List<Candidate> candidates = new ArrayList<>();
        for (Disk disk : disks) {
            if (aliased.contains(disk.path())) {
                board.log().line(disk.name() + " is left to an option ROM");
            } else {
                candidates.add(new Candidate(order.hardDisk(disk.path()), disk, null));
            }
        }
        for (OptionRoms.Bootable b : roms.bootables()) {
            int priority = b.bev() ? order.network(b.path()) : order.hardDisk(b.path());
            candidates.add(new Candidate(priority, null, b));
        }
        Collections.sort(candidates);
        boot.clear();
        List<Steps.Step> calls = new ArrayList<>();
        for (Candidate c : candidates) {
            calls.add(new Work(Stage.MAP_DRIVE, null, c));
        }
        steps.next(calls);
        return Result.DONE;
    }

    private Result mapDrive(CpuState cpu, Candidate c) {
        if (c.disk != null) {
            Drives.Drive drive = drives.map(c.disk);
            if (drive != null) {
                Geometry g = drive.logical();
                board.log()
                        .line("Drive " + Integer.toHexString(drive.number()) + ": " + c.disk.name() + ", "
                                + c.disk.sectors() + " sectors, CHS " + g.cylinders() + "/" + g.heads() + "/"
                                + g.sectors());
                boot.addHardDisk();
            }
            return Result.DONE;
        }
        if (c.rom.bev()) {
            boot.addRom(c.rom);
            return Result.DONE;
        }
        board.log().line("Boot connection vector of " + c.rom.name());
        boot.addHardDisk();
        guest.freshRegisters(cpu);
        if (c.rom.rom().pnp()) {
            cpu.set(CpuState.EAX, c.rom.rom().bdf());
            cpu.selector(CpuState.ES, Rom.SEGMENT);
            cpu.set(CpuState.EDI, board.rom().offset(Entry.PNP));
        }
        guest.callFar(cpu, c.rom.rom().segment(), c.rom.offset());
        return Result.CALLED;
    }

    /**
     * Paths of disks whose image a second card has leased as a declared alias: that card's option ROM serves them, and
     * one disk must not have two numbers.
     */
    private Set<String> aliasedDisks() {
        Set<String> ids = new HashSet<>();
        Set<String> paths = new HashSet<>();
        List<DriveView> views = board.machine().drives();
        for (DriveView v : views) {
            if (v.shared()) {
                ids.add(v.info().id());
            }
        }
        for (DriveView v : views) {
            if (!v.shared() && ids.contains(v.info().id()) && v.location() != null) {
                paths.add(Boot.path(v.location()));
            }
        }
        return paths;
    }

    private Result handOver(CpuState cpu) {
        pmm.close();
        board.pci().lockShadow();
        setup.clearForBoot();
        steps.add(work(Stage.BOOT_RETURNED));
        guest.freshRegisters(cpu);
        return guest.interrupt(cpu, 0x19);
    }

    /** Somebody's INT 19h handler had nothing to boot. */
    private Result bootReturned(CpuState cpu) {
        boot.failed(cpu);
        return Result.DONE;
    }
}

package backplane.firmware.builtin;

import backplane.api.rom.OptionRom;
import backplane.core.CpuState;
import backplane.core.MachineView.DriveView;
import backplane.core.rom.RomImage;
import backplane.firmware.builtin.Rom.Entry;
import java.util.ArrayList;
import java.util.Comparator;
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
    private record Candidate(int priority, int order, Disk disk, OptionRoms.Bootable rom) {}

    private final Board board;
    private final GuestCode guest;
    private final Steps steps;
    private final Drives drives;
    private final Boot boot;
    private final OptionRoms roms;
    private final Setup setup;
    private final List<Disk> disks = new ArrayList<>();

    Post(Board board, GuestCode guest, Steps steps, Drives drives, Boot boot, Setup setup) {
        this.board = board;
        this.guest = guest;
        this.steps = steps;
        this.drives = drives;
        this.boot = boot;
        this.setup = setup;
        roms = new OptionRoms(board.memory(), board.pciConfig(), board.log());
    }

    /** The CPU has come out of reset, or a program has jumped to F000:FFF0. */
    void start(CpuState cpu) {
        int shutdown = board.cmos().read(Cmos.SHUTDOWN);
        board.cmos().write(Cmos.SHUTDOWN, 0);
        if (shutdown >= SHUTDOWN_EOI_JUMP && shutdown <= SHUTDOWN_RETF && resumeProgram(cpu, shutdown)) {
            return;
        }
        steps.clear();
        disks.clear();
        drives.clear();
        roms.clear();
        guest.freshRegisters(cpu);
        steps.add(c -> hardware());
        steps.add(c -> guest.limits(c, true));
        steps.add(c -> vga());
        steps.add(c -> guest.print(c, "Backplane BIOS\r\n"));
        for (AtaChannel channel : board.channels()) {
            steps.add(new AtaProbe(channel, board.clock(), disks));
        }
        steps.add(c -> adapters());
        steps.add(c -> optionRoms());
        steps.add(c -> mapDrives());
        steps.add(c -> guest.limits(c, false));
        steps.add(this::handOver);
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
        board.log().line("Backplane BIOS, %d MiB of RAM", board.machine().ramSize() >> 20);
        board.chipset().initialise();
        setup.dataAreas();
        board.pci().initialise();
        return Result.DONE;
    }

    /** The VGA BIOS of the first VGA card; without one, our own INT 10h sets text mode 3. */
    private Result vga() {
        for (PciSetup.Function f : board.pci().functions()) {
            if (f.classCode() >> 8 == VGA_CLASS) {
                OptionRoms.Placed rom = roms.fromBar(f, "");
                if (rom != null) {
                    steps.next(List.of(c -> initialise(c, rom), this::vgaDone));
                    return Result.DONE;
                }
            }
        }
        setup.ownVideo();
        return Result.DONE;
    }

    /** The VGA BIOS leaves setting a mode to us. */
    private Result vgaDone(CpuState cpu) {
        if (board.serialConsole()) {
            setup.serialInFront();
        }
        guest.freshRegisters(cpu);
        cpu.set(CpuState.EAX, 3);
        return guest.interrupt(cpu, 0x10);
    }

    private Result initialise(CpuState cpu, OptionRoms.Placed rom) {
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
        int[] before = new int[1];
        calls.add(c -> {
            before[0] = board.memory().vector(0x19);
            return initialise(c, rom);
        });
        calls.add(c -> {
            if (rom.fromBar() && board.memory().vector(0x19) != before[0]) {
                board.log().line("Option ROM at %x took INT 19h; restored", rom.address());
                board.memory().vector(0x19, before[0] >>> 16, before[0] & 0xffff);
            }
            return Result.DONE;
        });
    }

    /** Gives numbers to disks and lets ROMs take theirs, best priority first; on a tie own disks come first. */
    private Result mapDrives() {
        BootOrder order = new BootOrder(board.machine().bootOrder(), board.cmos());
        Set<String> aliased = aliasedDisks();
        List<Candidate> candidates = new ArrayList<>();
        for (Disk disk : disks) {
            if (aliased.contains(disk.path())) {
                board.log().line("%s is left to an option ROM", disk.name());
            } else {
                candidates.add(new Candidate(order.hardDisk(disk.path()), 0, disk, null));
            }
        }
        for (OptionRoms.Bootable b : roms.bootables()) {
            int priority = b.bev() ? order.network(b.path()) : order.hardDisk(b.path());
            candidates.add(new Candidate(priority, 1, null, b));
        }
        candidates.sort(Comparator.comparingInt(Candidate::priority).thenComparingInt(Candidate::order));
        boot.clear();
        List<Steps.Step> calls = new ArrayList<>();
        for (Candidate c : candidates) {
            calls.add(cpu -> mapDrive(cpu, c));
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
                        .line(
                                "Drive %x: %s, %d sectors, CHS %d/%d/%d",
                                drive.number(), c.disk.name(), c.disk.sectors(), g.cylinders(), g.heads(), g.sectors());
                boot.addHardDisk();
            }
            return Result.DONE;
        }
        if (c.rom.bev()) {
            boot.addRom(c.rom);
            return Result.DONE;
        }
        board.log().line("Boot connection vector of %s", c.rom.name());
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
        board.pci().lockShadow();
        setup.clearForBoot();
        steps.add(c -> {
            boot.failed(c);
            return Result.DONE;
        });
        guest.freshRegisters(cpu);
        return guest.interrupt(cpu, 0x19);
    }
}

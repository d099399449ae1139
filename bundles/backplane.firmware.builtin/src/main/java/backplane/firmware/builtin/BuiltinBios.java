package backplane.firmware.builtin;

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
import backplane.core.Cpu;
import backplane.core.CpuState;
import backplane.core.MachineView;
import backplane.core.PortMap;
import java.util.List;
import java.util.Map;

/** The firmware card: ROM at F0000 and FFFF0000, and the services behind its traps. */
public class BuiltinBios implements Device {
    static final String TYPE = "bios-builtin";

    private static final long LOW = 0xf0000;
    private static final long HIGH = 0xffff0000L;
    private static final int CARRY = 1;
    private static final int FUNCTION_NOT_SUPPORTED = 0x82;

    private final Rom rom = Rom.load();
    private final Service[] services = new Service[Rom.AGAIN];
    private Board board;
    private MachineView machine;
    private Call call;
    private GuestCode guest;
    private Steps steps;
    private Drives drives;
    private Boot boot;
    private Post post;
    private FirmwareTables tables;
    private Int10 video;
    private Int13 disk;
    private Int15 system;
    private PciBios pciBios;
    private Pmm pmm;
    private Keyboard keyboard;
    /** One line per reset: an exception in real mode comes back for ever. */
    private boolean strayLogged;

    @Override
    public DeviceInfo info() {
        return new DeviceInfo(TYPE, "Backplane BIOS", "IBM PC AT Technical Reference, BBS 1.01, EDD 3.0", List.of());
    }

    @Override
    public void plug(Slot slot) throws PlugException {
        CoreSlot core = (CoreSlot) slot;
        machine = core.machine();
        RamBlock image = slot.memory().allocate(Rom.SIZE, true);
        image.write(0, rom.image(), 0, Rom.SIZE);
        core.ram(LOW, image, 0, Rom.SIZE);
        core.ram(HIGH, image, 0, Rom.SIZE);
        core.traps(0, Rom.TRAPS, this::trap);
        wire(core, image);
    }

    private void wire(CoreSlot slot, RamBlock image) {
        PortMap ports = machine.ports();
        BiosMemory memory = new BiosMemory(machine.memory());
        Log log = new Log(slot, ports);
        Cmos cmos = new Cmos(ports);
        PciConfig config = new PciConfig(ports);
        board = new Board(
                machine,
                ports,
                memory,
                slot.clock(),
                log,
                cmos,
                new Chipset(ports, cmos),
                config,
                new PciSetup(config, ports, log),
                new AtaChannel[] {new AtaChannel(ports, memory, 0), new AtaChannel(ports, memory, 1)},
                rom,
                serialConsole(slot.settings(), machine.options()));
        call = new Call(memory);
        guest = new GuestCode(rom, memory);
        steps = new Steps(guest);
        drives = new Drives(memory);
        boot = new Boot(board, guest, steps);
        MemoryLayout layout = new MemoryLayout(memory, machine.ramSize());
        services(board, layout);
        tables = new FirmwareTables(machine, memory, layout, image);
        post = new Post(board, guest, steps, drives, boot, new Setup(board, video), tables, pmm);
    }

    private static boolean serialConsole(Map<String, String> settings, Map<String, String> options) {
        return "on".equals(settings.getOrDefault("nographic", options.getOrDefault("nographic", "off")));
    }

    private void services(Board b, MemoryLayout layout) {
        SerialConsole serial = new SerialConsole(b.ports(), b.serialConsole());
        keyboard = new Keyboard(b.memory(), b.chipset());
        video = new Int10(b.ports(), b.memory(), serial);
        disk = new Int13(b.memory(), b.clock(), drives);
        system = new Int15(b, layout);
        pmm = new Pmm(b.memory(), layout.end());
        pciBios = new PciBios(b.pciConfig(), b.pci(), rom);
        services[0x10] = video;
        services[0x11] = new Int11(b.memory());
        services[0x12] = new Int12(b.memory());
        services[0x13] = disk;
        services[0x14] = new Int14(b.ports(), b.memory());
        services[0x15] = system;
        services[0x16] = new Int16(keyboard, serial, b.chipset(), machine::instructions);
        services[0x17] = new Int17();
        services[0x1a] = new Int1a(b.memory(), b.cmos(), pciBios);
        services[0x40] = disk;
    }

    private void trap(CpuState cpu, int number) {
        if (number < 2 * Rom.AGAIN) {
            service(cpu, number);
            return;
        }
        switch (number) {
            case Rom.TRAP_RESET -> post.start(cpu);
            case Rom.TRAP_RESUME -> resume(cpu);
            case Rom.TRAP_BOOT -> boot.start(cpu);
            case Rom.TRAP_BOOT_FAIL -> boot.failed(cpu);
            case Rom.TRAP_SERIAL -> {
                video.mirror(call.of(cpu));
                call.over();
                guest.chain(cpu, video.chained());
            }
            case Rom.TRAP_BIOS32 -> pciBios.directory(cpu);
            case Rom.TRAP_PCI32 -> pciBios.call32(cpu);
            case Rom.TRAP_STRAY_IRQ -> stray(cpu);
            case Rom.TRAP_RTC -> carry(cpu, system.clockInterrupt());
            case Rom.TRAP_KEY -> keyboard.scan(cpu.get8(0));
            case Rom.TRAP_PNP -> cpu.set16(CpuState.EAX, FUNCTION_NOT_SUPPORTED);
            case Rom.TRAP_PMM -> pmm.call(cpu);
            default -> {}
        }
    }

    private void stray(CpuState cpu) {
        if (!board.chipset().strayInterrupt() && !strayLogged) {
            strayLogged = true;
            int frame = cpu.base(CpuState.SS) + cpu.get16(CpuState.ESP);
            board.log()
                    .line("Exception or stray INT at " + Log.far(board.memory().read32(frame)));
        }
    }

    private static void carry(CpuState cpu, boolean on) {
        cpu.eflags(on ? cpu.eflags() | CARRY : cpu.eflags() & ~CARRY);
    }

    private void service(CpuState cpu, int number) {
        Service service = services[number & Rom.AGAIN - 1];
        if (service == null) {
            return;
        }
        boolean first = number < Rom.AGAIN;
        int stub = cpu.eip() - (first ? Rom.STUB_FIRST : Rom.STUB_AGAIN);
        call.of(cpu);
        Result result = first ? service.call(call) : service.resume(call);
        call.over();
        if (result == Result.WAIT) {
            cpu.eip(stub + Rom.STUB_SLEEP);
        } else if (result == Result.SPIN) {
            cpu.eip(stub + Rom.STUB_SPIN);
            letOthersRun();
        }
    }

    /** A restored POST has lost what it had still to do and starts over, as after a reset. */
    private void resume(CpuState cpu) {
        if (steps.isEmpty()) {
            post.start(cpu);
        }
        steps.run(cpu);
        letOthersRun();
    }

    /** What is polled for completes between two slices of the CPU. */
    private void letOthersRun() {
        Cpu cpu = machine.cpu();
        if (cpu != null) {
            cpu.exit();
        }
    }

    @Override
    public void reset(ResetKind kind) {
        steps.clear();
        post.fresh();
        strayLogged = false;
        disk.reset();
        system.reset();
    }

    @Override
    public void save(StateWriter out) {
        drives.save(out.record("drives"));
        boot.save(out.record("boot"));
        out.put("chained", video.chained());
        out.put("tables", tables.saved());
        out.put("posted", post.posted());
    }

    @Override
    public void restore(StateReader in) throws StateException {
        reset(ResetKind.HARD);
        drives.restore(in.record("drives"), board);
        boot.restore(in.record("boot"));
        video.restoreChained(in.getInt("chained"));
        tables.restore(in.getBytes("tables"));
        post.posted(in.getBoolean("posted"));
        board.pci().scan();
    }
}

package backplane.video.vga;

import backplane.api.clock.Clock;
import backplane.api.clock.Timer;
import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.device.Slot;
import backplane.api.display.Display;
import backplane.api.display.Frame;
import backplane.api.memory.MemoryDevice;
import backplane.api.memory.RamBlock;
import backplane.api.pci.PciFunction;
import backplane.api.pci.PciId;
import backplane.api.port.PortDevice;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;

/** The card: claims, the linear frame buffer, and frames for the display. */
public class Vga implements Device {
    private static final long FRAME_NS = 1_000_000_000L / 30;
    /** A picture that was the same so many times is taken to stand still. */
    private static final int STILL = 3;

    private static final int MMIO_SIZE = 4096;
    private static final int CHUNK = 65536;

    private final VgaSettings settings;
    private final Display display;
    private final VgaRegisters registers = new VgaRegisters(this::changed);
    private final VbeDispi dispi = new VbeDispi(this::changed);
    private final VgaMemory memory = new VgaMemory(registers, dispi, this::changed);
    private final VgaScreen screen = new VgaScreen(registers, dispi);

    private RamBlock ram;
    private Clock clock;
    private Timer timer;
    private boolean pending;
    private int unchanged;

    public Vga(VgaSettings settings, Display display) {
        this.settings = settings;
        this.display = display;
    }

    @Override
    public DeviceInfo info() {
        return new DeviceInfo(
                "VGA",
                "VGA with Bochs display interface",
                "IBM PS/2 Hardware Interface Technical Reference; QEMU docs/specs/standard-vga",
                VgaRegister.infos());
    }

    @Override
    public void plug(Slot slot) throws PlugException {
        clock = slot.clock();
        timer = clock.timer("frame", this::show);
        slot.signal("power").watch(this::poweredOff);
        ram = slot.memory().allocate(settings.memory(), false);
        registers.plug(clock);
        dispi.plug(ram);
        memory.plug(ram);
        screen.plug(ram);
        PciFunction function = slot.pci(new PciId(0x1234, 0x1111, 0x030000, 2, 0x1af4, 0x1100, 0, null));
        function.ram(0, ram);
        function.memory(2, MMIO_SIZE, new Mmio());
        if (settings.rom() != null) {
            function.rom(settings.rom());
        }
        slot.ports(0x3b4, 2, new Window(4));
        slot.ports(0x3ba, 1, new Window(10));
        slot.ports(0x3c0, 16, new Window(16));
        slot.ports(0x3d4, 2, new Window(36));
        slot.ports(0x3da, 1, new Window(42));
        slot.ports(VbeDispi.PORT, VbeDispi.PORTS, dispi);
        slot.memory(VgaMemory.BASE, VgaMemory.SIZE, memory);
    }

    @Override
    public void reset(ResetKind kind) {
        if (kind == ResetKind.SOFT || kind == ResetKind.BUS) {
            return;
        }
        if (kind == ResetKind.POWER_ON) {
            byte[] zeros = new byte[CHUNK];
            for (int at = 0; at < ram.size(); at += CHUNK) {
                ram.write(at, zeros, 0, CHUNK);
            }
        }
        pending = false;
        dispi.reset();
        memory.reset();
        registers.reset();
    }

    /** The guest touched something that may be seen. */
    private void changed() {
        if (!pending) {
            pending = true;
            timer.at(clock.now() + FRAME_NS);
        }
    }

    /** No timer runs from now on: what the guest wrote last is shown at once. */
    private void poweredOff(int status) {
        if (pending) {
            timer.cancel();
            show();
        }
    }

    /**
     * Writes to the linear frame buffer bypass the card, so a VBE mode is looked at again and again, until it stands still:
     * then its memory is watched.
     */
    private void show() {
        pending = false;
        Frame frame = screen.frame();
        unchanged++;
        if (frame != null) {
            unchanged = 0;
            display.show(frame);
            clock.stir();
        }
        if (dispi.enabled()) {
            if (unchanged < STILL) {
                changed();
            } else {
                ram.watch(this::changed);
            }
        }
    }

    @Override
    public void save(StateWriter out) {
        byte[] bytes = new byte[ram.size()];
        ram.read(0, bytes, 0, bytes.length);
        out.put("memory", bytes);
        out.put("latch", memory.latch());
        registers.save(out.record("vga"));
        dispi.save(out.record("dispi"));
    }

    @Override
    public void restore(StateReader in) throws StateException {
        byte[] bytes = in.getBytes("memory");
        if (bytes.length != ram.size()) {
            throw new StateException("memory: " + bytes.length + " bytes, this card has " + ram.size());
        }
        ram.write(0, bytes, 0, bytes.length);
        memory.latch(in.getInt("latch"));
        registers.restore(in.record("vga"));
        dispi.restore(in.record("dispi"));
        screen.forget();
        pending = false;
        changed();
    }

    /** A part of the register ports. */
    private final class Window implements PortDevice {
        private final int first;

        Window(int first) {
            this.first = first;
        }

        @Override
        public int read8(int offset) {
            return registers.read8(first + offset);
        }

        @Override
        public void write8(int offset, int value) {
            registers.write8(first + offset, value);
        }
    }

    /** BAR 2: ports 0x3C0 to 0x3DF at 0x400, the display interface as words at 0x500. */
    private final class Mmio implements MemoryDevice {
        private static final int PORTS = 0x400;
        private static final int PORTS_END = 0x420;
        private static final int DISPI = 0x500;
        private static final int DISPI_END = 0x516;
        private static final int FIRST_PORT = 16;

        @Override
        public int read8(int offset) {
            if (offset >= PORTS && offset < PORTS_END) {
                return registers.read8(offset - PORTS + FIRST_PORT);
            }
            return read16(offset & ~1) >>> 8 * (offset & 1) & 0xff;
        }

        @Override
        public int read16(int offset) {
            if (offset >= DISPI && offset < DISPI_END) {
                return dispi.readIndexed(offset - DISPI >> 1);
            }
            return offset >= PORTS && offset < PORTS_END ? read8(offset) | read8(offset + 1) << 8 : 0xffff;
        }

        @Override
        public void write8(int offset, int value) {
            if (offset >= PORTS && offset < PORTS_END) {
                registers.write8(offset - PORTS + FIRST_PORT, value);
            }
        }

        @Override
        public void write16(int offset, int value) {
            if (offset >= DISPI && offset < DISPI_END) {
                dispi.writeIndexed(offset - DISPI >> 1, value);
            } else {
                MemoryDevice.super.write16(offset, value);
            }
        }
    }
}

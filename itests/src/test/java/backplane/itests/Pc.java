package backplane.itests;

import backplane.api.block.BlockInfo;
import backplane.api.block.BlockNode;
import backplane.api.device.Device;
import backplane.api.device.PlugException;
import backplane.chipset.dma8237.Dma8237;
import backplane.chipset.hpet.Hpet;
import backplane.chipset.ioapic.IoApic82093;
import backplane.chipset.lapic.Lapic;
import backplane.chipset.pci440fx.Pmc;
import backplane.chipset.pic8259.Pic8259;
import backplane.chipset.piix3.Piix3;
import backplane.chipset.piix4pm.Piix4Pm;
import backplane.chipset.pit8254.Pit8254;
import backplane.chipset.ps2i8042.Ps2I8042;
import backplane.chipset.rtc146818.Rtc146818;
import backplane.chipset.rtc146818.Rtc146818Settings;
import backplane.core.MachineView;
import backplane.cpu.x86.X86Cpu;
import backplane.debugcon.DebugConsole;
import backplane.debugcon.DebugExit;
import backplane.debugcon.DebugSettings;
import backplane.extboot.Extboot;
import backplane.firmware.builtin.BuiltinBios;
import backplane.firmware.fwcfg.FwCfg;
import backplane.firmware.roms.BiosFiles;
import backplane.firmware.roms.SystemBios;
import backplane.machine.Machine;
import backplane.scsi.ScsiDisk;
import backplane.serial.uart16550.Uart16550;
import backplane.serial.uart16550.Uart16550Settings;
import backplane.storage.ide.IdeDisk;
import backplane.storage.ide.Piix3Ide;
import backplane.storage.lsi53c8xx.Lsi53c8xx;
import backplane.storage.lsi53c8xx.LsiModel;
import backplane.testkit.MemoryChardev;
import backplane.testkit.MemoryDisk;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * A whole PC from the cards' model classes, without OSGi and without a thread: instructions are counted, so a run is
 * the same every time. What the guest says on its serial line and debug console is kept.
 */
public final class Pc implements AutoCloseable {
    private final Machine machine;
    private final MemoryChardev serial;
    private final MemoryChardev debug;
    private final List<String> log;

    private Pc(Machine machine, MemoryChardev serial, MemoryChardev debug, List<String> log) {
        this.machine = machine;
        this.serial = serial;
        this.debug = debug;
        this.log = log;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** A disk of that content as {@code -drive} would name it. */
    public static MemoryDisk disk(String id, byte[] content) {
        MemoryDisk disk = MemoryDisk.of(new BlockInfo(id, id, content.length, 512, false, "", 0, 0, 0));
        System.arraycopy(content, 0, disk.data(), 0, content.length);
        return disk;
    }

    /** Runs until the condition holds, looking every 50,000 instructions, or until so many are over. */
    public boolean runUntil(BooleanSupplier condition, long instructions) {
        return runUntil(condition, 50_000, instructions);
    }

    /** For a condition that takes long to tell: looks every {@code step} instructions. */
    public boolean runUntil(BooleanSupplier condition, long step, long instructions) {
        for (long left = instructions; left > 0; left -= step) {
            if (condition.getAsBoolean()) {
                return true;
            }
            if (machine.state() != MachineView.State.RUNNING) {
                break;
            }
            machine.run(step);
        }
        return condition.getAsBoolean();
    }

    /** Runs until the serial line has said that. */
    public boolean runUntilSerial(String text, long instructions) {
        return runUntil(() -> serial.sent().contains(text), instructions);
    }

    /** Runs until the debug console at 0x402 has said that. */
    public boolean runUntilDebug(String text, long instructions) {
        return runUntil(() -> debug.sent().contains(text), instructions);
    }

    /** Runs until the guest powers off; its exit status, or -1 when it did not. */
    public int runToEnd(long instructions) {
        runUntil(() -> machine.endStatus() >= 0, instructions);
        return machine.endStatus();
    }

    public String serial() {
        return serial.sent();
    }

    public String debug() {
        return debug.sent();
    }

    /** Types on the serial line. */
    public void type(String text) {
        serial.type(text);
    }

    /** The VGA text screen at 0xb8000, 25 rows without trailing spaces. */
    public String screen() {
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < 25; row++) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < 80; column++) {
                int c = machine.memory().read8(0xb8000 + (row * 80 + column) * 2);
                line.append(c < 32 || c > 126 ? ' ' : (char) c);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    public List<String> log() {
        return List.copyOf(log);
    }

    public Machine machine() {
        return machine;
    }

    /** Everything a failing test wants to show. */
    public String report() {
        return "status " + machine.endStatus() + ", state " + machine.state() + ", " + machine.instructions()
                + " instructions\n-- serial\n" + serial() + "\n-- debug\n" + debug() + "\n-- screen\n"
                + screen().strip() + "\n-- log\n" + String.join("\n", log) + "\n-- cpu\n"
                + machine.cpu().state().dump();
    }

    @Override
    public void close() {
        machine.cards().forEach(card -> machine.unplug(card.id()));
    }

    /** Says what is in the PC. */
    public static final class Builder {
        private final Map<String, String> options = new LinkedHashMap<>(Map.of("icount.shift", "3"));
        private final Map<String, Device> cards = new LinkedHashMap<>();
        private final Map<String, Map<String, String>> settings = new LinkedHashMap<>();
        private final MemoryChardev serial = new MemoryChardev();
        private final MemoryChardev debug = new MemoryChardev();
        private Device firmware = new BuiltinBios();
        private int ram = 64;
        private int scsi;

        private Builder() {
            card("pmc", new Pmc());
            card("piix3", new Piix3());
            card("pm", new Piix4Pm());
            card("pic", new Pic8259());
            card("apic", new Lapic());
            card("ioapic", new IoApic82093());
            card("hpet", new Hpet());
            card("pit", new Pit8254());
            card("dma", new Dma8237());
            card("rtc", new Rtc146818(Rtc146818Settings.parse("cad", "on")));
            card("kbd", new Ps2I8042(new MemoryChardev()));
            card("cpu", new X86Cpu());
            card("fwcfg", new FwCfg());
            card("com1", new Uart16550(Uart16550Settings.parse("0", "", ""), serial));
            card("debugcon", new DebugConsole(DebugSettings.console("0x402", "0xe9"), debug));
            card("ide0", new Piix3Ide());
            card("exit", new DebugExit(DebugSettings.exit("0x501", "2")));
        }

        public Builder ram(int mebibytes) {
            ram = mebibytes;
            return this;
        }

        public Builder option(String name, String value) {
            options.put(name, value);
            return this;
        }

        /** Debian's SeaBIOS in place of the built-in firmware. */
        public Builder seabios() {
            firmware = new SystemBios("bios-seabios", () -> BiosFiles.seabios(""));
            return this;
        }

        /** Any system BIOS card. */
        public Builder firmware(Device bios) {
            firmware = bios;
            return this;
        }

        public Builder card(String id, Device card, String... keysAndValues) {
            Map<String, String> map = new LinkedHashMap<>();
            for (int i = 0; i < keysAndValues.length; i += 2) {
                map.put(keysAndValues[i], keysAndValues[i + 1]);
            }
            cards.put(id, card);
            settings.put(id, map);
            return this;
        }

        /** A disk on an LSI 53C895A at 00:04.0; with {@code bootOn} extboot serves it too and comes first. */
        public Builder scsi(BlockNode disk, boolean bootOn) {
            if (scsi == 0) {
                card("scsi0", new Lsi53c8xx(LsiModel.LSI53C895A), "addr", "4");
            }
            String unit = Integer.toString(scsi++);
            String id = "disk" + disk.info().id();
            card(id, new ScsiDisk(disk, "scsi0.0", Integer.parseInt(unit), 0));
            if (bootOn) {
                card("extboot", new Extboot(disk), "bootindex", "0");
            }
            return this;
        }

        /** A disk on the PIIX3: unit 0 and 1 on the primary channel, 2 and 3 on the secondary. */
        public Builder ide(BlockNode disk, int unit) {
            return card("disk" + disk.info().id(), new IdeDisk(disk, "ide0.0", unit));
        }

        /** Plugs everything and powers on. */
        public Pc powerOn() {
            List<String> log = new ArrayList<>();
            Machine machine =
                    new Machine("pc", options, ram, null, false, (m, card, level, text) -> log.add(card + ": " + text));
            card("bios", firmware);
            cards.forEach((id, device) -> {
                try {
                    machine.plug(id, device, settings.get(id), "test");
                } catch (PlugException e) {
                    throw new AssertionError(e.getMessage(), e);
                }
            });
            machine.powerOn();
            return new Pc(machine, serial, debug, log);
        }
    }
}

package backplane.testkit;

import backplane.api.device.Device;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.pci.PciAddress;
import backplane.api.state.StateException;
import backplane.core.InterruptSource;
import backplane.core.MachineView;
import backplane.machine.Bench;
import backplane.machine.Machine;
import backplane.machine.StateRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A machine around the cards under test: ports, memory, PCI, interrupt lines and a manual clock, all driven by the
 * test on its own thread. Interrupt lines are recorded unless an interrupt controller is among the cards.
 */
public final class TestMachine implements AutoCloseable {
    private final Machine machine;
    private final Bench bench;
    private final IrqRecorder[] irqs = new IrqRecorder[16];
    private final List<String> log;

    private TestMachine(Machine machine, List<String> log) {
        this.machine = machine;
        bench = new Bench(machine);
        this.log = log;
        for (int i = 0; i < 16; i++) {
            irqs[i] = new IrqRecorder(bench, i);
        }
    }

    /** Cards with ids made of their type and a number, in a machine with 16 MiB. */
    public static TestMachine with(Device... devices) {
        Builder builder = builder();
        for (Device device : devices) {
            builder.card(device.info().type() + builder.cards.size(), device, Map.of());
        }
        return builder.build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Says what the machine has. */
    public static final class Builder {
        private final Map<String, Device> cards = new LinkedHashMap<>();
        private final Map<String, Map<String, String>> settings = new LinkedHashMap<>();
        private final Map<String, String> options = new LinkedHashMap<>();
        private int ram = 16;

        private Builder() {}

        public Builder ram(int mebibytes) {
            ram = mebibytes;
            return this;
        }

        /** @param cardSettings the keys of {@code -device} */
        public Builder card(String id, Device device, Map<String, String> cardSettings) {
            cards.put(id, device);
            settings.put(id, cardSettings);
            return this;
        }

        /** A machine option, as in {@link MachineView#options()}. */
        public Builder option(String name, String value) {
            options.put(name, value);
            return this;
        }

        /** Plugs all cards, in order, and resets them. A card that cannot be plugged fails the test. */
        public TestMachine build() {
            List<String> log = new ArrayList<>();
            Machine machine = new Machine(
                    "test", options, ram, null, true, (m, card, level, text) -> log.add(card + ": " + text));
            TestMachine pc = new TestMachine(machine, log);
            boolean[] taken = new boolean[1];
            pc.bench.watchInterrupts(pc.new Recorder());
            cards.forEach((id, device) -> {
                if (device instanceof InterruptSource && !taken[0]) {
                    pc.bench.watchInterrupts(null);
                    taken[0] = true;
                }
                pc.plug(id, device, settings.get(id));
            });
            machine.reset(ResetKind.POWER_ON);
            return pc;
        }
    }

    private final class Recorder implements InterruptSource {
        @Override
        public void line(int irq, boolean level) {
            irqs[irq].changed(level);
        }

        @Override
        public int acknowledge() {
            return 0xff;
        }
    }

    public int in8(int port) {
        int value = machine.ports().in8(port);
        bench.pump();
        return value;
    }

    public int in16(int port) {
        int value = machine.ports().in16(port);
        bench.pump();
        return value;
    }

    public int in32(int port) {
        int value = machine.ports().in32(port);
        bench.pump();
        return value;
    }

    public void out8(int port, int value) {
        machine.ports().out8(port, value);
        bench.pump();
    }

    public void out16(int port, int value) {
        machine.ports().out16(port, value);
        bench.pump();
    }

    public void out32(int port, int value) {
        machine.ports().out32(port, value);
        bench.pump();
    }

    /** REP INSW. */
    public int[] in16s(int port, int words) {
        byte[] bytes = new byte[words * 2];
        machine.ports().ins(port, 2, bytes, 0, words);
        bench.pump();
        int[] values = new int[words];
        for (int i = 0; i < words; i++) {
            values[i] = bytes[2 * i] & 0xff | (bytes[2 * i + 1] & 0xff) << 8;
        }
        return values;
    }

    /** REP OUTSW. */
    public void out16s(int port, int... words) {
        byte[] bytes = new byte[words.length * 2];
        for (int i = 0; i < words.length; i++) {
            bytes[2 * i] = (byte) words[i];
            bytes[2 * i + 1] = (byte) (words[i] >>> 8);
        }
        machine.ports().outs(port, 2, bytes, 0, words.length);
        bench.pump();
    }

    /** Physical memory as the CPU sees it; so are the methods below. */
    public int read8(long address) {
        int value = machine.memory().read8((int) address);
        bench.pump();
        return value;
    }

    public int read16(long address) {
        int value = machine.memory().read16((int) address);
        bench.pump();
        return value;
    }

    public int read32(long address) {
        int value = machine.memory().read32((int) address);
        bench.pump();
        return value;
    }

    public void write8(long address, int value) {
        machine.memory().write8((int) address, value);
        bench.pump();
    }

    public void write16(long address, int value) {
        machine.memory().write16((int) address, value);
        bench.pump();
    }

    public void write32(long address, int value) {
        machine.memory().write32((int) address, value);
        bench.pump();
    }

    /** Puts bytes into memory, one by one. */
    public void load(long address, byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            machine.memory().write8((int) address + i, bytes[i] & 0xff);
        }
        bench.pump();
    }

    public byte[] dump(long address, int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) machine.memory().read8((int) address + i);
        }
        return bytes;
    }

    /** What the test knows of ISA interrupt line 0 to 15. */
    public IrqRecorder irq(int line) {
        return irqs[line];
    }

    /** Moves guest time, running each timer at its deadline. */
    public void advance(long nanoseconds) {
        bench.advance(nanoseconds);
    }

    /**
     * Nanoseconds to the next timer, 0 when one is due, -1 when none is armed. A timer that does nothing for the guest
     * wakes the host even so: a card at rest has none.
     */
    public long untilNext() {
        return bench.untilNext();
    }

    /** Waits for block requests in flight and delivers their completions. */
    public void settle() {
        bench.settle();
    }

    public int pciRead(PciAddress address, int reg, int width) {
        return bench.configRead(address.bus(), address.devfn(), reg, width);
    }

    public void pciWrite(PciAddress address, int reg, int width, int value) {
        bench.configWrite(address.bus(), address.devfn(), reg, width, value);
        bench.pump();
    }

    /** A named wire's value; {@code get()} reads as the card's own Signal does. */
    public Line signal(String name) {
        return new Line(bench, name);
    }

    /** The exit status once a card has driven {@code power}. */
    public OptionalInt powerStatus() {
        return machine.endStatus() < 0 ? OptionalInt.empty() : OptionalInt.of(machine.endStatus());
    }

    public void reset(ResetKind kind) {
        machine.reset(kind);
        bench.pump();
    }

    /** Lines the cards have logged, each starting with the card's id. */
    public List<String> log() {
        return List.copyOf(log);
    }

    public void plug(String id, Device device, Map<String, String> settings) {
        try {
            machine.plug(id, device, settings, "test");
        } catch (PlugException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    /** Plugs a card that is expected not to fit, and gives the reason. */
    public PlugException plugFails(String id, Device device, Map<String, String> settings) {
        try {
            machine.plug(id, device, settings, "test");
        } catch (PlugException e) {
            return e;
        }
        throw new AssertionError(id + " could be plugged");
    }

    public void unplug(String id) {
        machine.unplug(id);
    }

    /** A/B update: the state of the plugged card goes to {@code next}, which takes its place. */
    public void replace(String id, Device next) {
        try {
            machine.replace(id, next, "test");
        } catch (PlugException | StateException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    public StateRecord save(String id) {
        return machine.save(id);
    }

    public MachineView machine() {
        return machine;
    }

    @Override
    public void close() {
        machine.cards().forEach(card -> machine.unplug(card.id()));
    }

    /** A named wire. */
    public record Line(Bench bench, String name) {
        public int get() {
            return bench.signal(name);
        }

        public void set(int value) {
            bench.signal(name, value);
            bench.pump();
        }
    }
}

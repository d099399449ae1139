package backplane.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.api.block.BlockCompletion;
import backplane.api.block.BlockInfo;
import backplane.api.block.BlockNode;
import backplane.api.block.BlockPort;
import backplane.api.block.BlockStatus;
import backplane.api.block.Share;
import backplane.api.clock.Timer;
import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.device.Slot;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import backplane.core.CoreSlot;
import backplane.core.MachineView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Under {@code -icount} everything happens at an instruction, the same one in every run. */
class InstructionCountTest {
    private static final int NS = 8;

    private final ScriptedCpu cpu = new ScriptedCpu();
    private final List<String> events = new ArrayList<>();
    private Slot slot;
    private Machine machine;

    /** What the test's card does when it is plugged. */
    @FunctionalInterface
    private interface Wiring {
        void plug(CoreSlot slot) throws PlugException;
    }

    private Machine machine(Map<String, String> options, Wiring wiring) {
        machine = new Machine("test", options, 1, null, false, (m, c, level, text) -> {});
        try {
            machine.plug("card", new Card(wiring), Map.of(), "test");
        } catch (PlugException e) {
            throw new AssertionError(e);
        }
        return machine;
    }

    private final class Card implements Device {
        private final Wiring wiring;

        private Card(Wiring wiring) {
            this.wiring = wiring;
        }

        @Override
        public DeviceInfo info() {
            return new DeviceInfo("test", "Test card", "this test", List.of());
        }

        @Override
        public void plug(Slot s) throws PlugException {
            slot = s;
            ((CoreSlot) s).cpu(cpu);
            wiring.plug((CoreSlot) s);
        }

        @Override
        public void reset(ResetKind kind) {
            events.add(kind.name());
        }

        @Override
        public void save(StateWriter out) {
            // No state.
        }

        @Override
        public void restore(StateReader in) {
            // No state.
        }
    }

    private void note(String what) {
        events.add(what + "@" + cpu.executed());
    }

    private static Map<String, String> counted(String... more) {
        Map<String, String> options = new java.util.HashMap<>(Map.of("icount.shift", "3"));
        for (int i = 0; i < more.length; i += 2) {
            options.put(more[i], more[i + 1]);
        }
        return options;
    }

    private void run(long instructions) {
        events.clear();
        machine.run(instructions);
    }

    @Test
    void anEventIsTakenAtTheFirstBoundaryAtOrAfterItsTime() {
        Timer[] timer = new Timer[2];
        machine(counted(), s -> {
            timer[0] = s.clock().timer("a", () -> note("a"));
            timer[1] = s.clock().timer("b", () -> note("b"));
        });
        machine.powerOn();
        timer[0].at(1_000 * NS);
        timer[1].at(1_000 * NS + 1);
        run(5_000);
        assertEquals(List.of("a@1000", "b@1001"), events);
    }

    @Test
    void anEventArmedInMidSliceEndsTheSliceThere() {
        Timer[] timer = new Timer[1];
        machine(counted(), s -> timer[0] = s.clock().timer("a", () -> note("a")));
        cpu.at(100, () -> {
            assertEquals(100 * NS, slot.clock().now(), "exact inside a slice");
            timer[0].at(slot.clock().now() + 20 * NS);
        });
        machine.powerOn();
        run(5_000);
        assertEquals(List.of("a@120"), events);
    }

    @Test
    void haltJumpsToTheNextEvent() {
        Timer[] timer = new Timer[1];
        machine(
                counted(),
                s -> timer[0] = s.clock().timer("a", () -> {
                    note("a");
                    cpu.wake();
                }));
        cpu.at(9, cpu::halt);
        machine.powerOn();
        timer[0].at(1_000_000 * NS);
        run(100);
        assertEquals(List.of("a@10"), events);
        assertTrue(machine.now() >= 1_000_000 * NS);
    }

    /** A node whose requests end when the test says so. */
    private static final class SlowNode implements BlockNode {
        private final List<BlockCompletion> waiting = new ArrayList<>();

        @Override
        public BlockInfo info() {
            return new BlockInfo("d", "d", 8192, 512, false, "", 0, 0, 0);
        }

        @Override
        public void read(long offset, byte[] to, int at, int n, BlockCompletion c) {
            waiting.add(c);
        }

        @Override
        public void write(long offset, byte[] from, int at, int n, BlockCompletion c) {
            waiting.add(c);
        }

        @Override
        public void flush(BlockCompletion c) {
            waiting.add(c);
        }

        @Override
        public void discard(long offset, long n, BlockCompletion c) {
            waiting.add(c);
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    @Test
    void aBlockRequestCompletesAtATimeThatTheHostDoesNotChange() {
        SlowNode node = new SlowNode();
        BlockPort[] port = new BlockPort[1];
        machine(counted(), s -> port[0] = s.block(node, Share.EXCLUSIVE));
        byte[] buffer = new byte[2048];
        cpu.at(10, () -> {
            port[0].read(0, buffer, 0, 2048, status -> note("early " + status));
            node.waiting.get(0).done(BlockStatus.OK);
        });
        cpu.at(20, () -> port[0].read(0, buffer, 0, 512, status -> note("late " + status)));
        machine.powerOn();
        Thread host = new Thread(() -> {
            while (node.waiting.size() < 2) {
                Thread.onSpinWait();
            }
            node.waiting.get(1).done(BlockStatus.IO_ERROR);
        });
        host.start();
        run(30_000);
        assertEquals(
                List.of("late IO_ERROR@" + (20 + 101_000 / NS), "early OK@" + (10 + 102_000 / NS)),
                events,
                "100 us a request and 1 us a KiB");
    }

    @Test
    void aTripleFaultResets() {
        machine(counted(), s -> {});
        machine.powerOn();
        int before = cpu.resets();
        cpu.at(5, cpu::shutDown);
        run(100);
        assertEquals(List.of("HARD"), events);
        assertEquals(before + 1, cpu.resets());
        assertEquals("", machine.endReason());
    }

    @Test
    void aTripleFaultEndsTheRunUnderNoRebootWithAReport() {
        machine(counted("no-reboot", "on"), s -> {});
        machine.powerOn();
        cpu.at(5, cpu::shutDown);
        run(100);
        assertEquals(0, machine.endStatus());
        assertTrue(machine.endReason().startsWith("the processor is shut down\nflight recorder"), machine.endReason());
    }

    @Test
    void noRebootEndsTheRunInPlaceOfAReset() {
        machine(counted("no-reboot", "on"), s -> {});
        machine.powerOn();
        cpu.at(5, () -> slot.signal("reset").set(1));
        run(100);
        assertEquals(MachineView.State.OFF, machine.state());
        assertEquals(0, machine.endStatus());
    }

    @Test
    void powerOffEndsTheSliceAtOnce() {
        machine(counted(), s -> {});
        cpu.at(5, () -> slot.signal("power").set(3));
        machine.powerOn();
        run(100);
        assertEquals(6, cpu.executed());
        assertEquals(3, machine.endStatus());
    }

    @Test
    void aSoftResetLeavesCardsAlone() {
        machine(counted(), s -> {});
        machine.powerOn();
        int before = cpu.resets();
        cpu.at(5, () -> slot.signal("reset").set(2));
        run(100);
        assertEquals(List.of(), events);
        assertEquals(before + 1, cpu.resets());
    }
}

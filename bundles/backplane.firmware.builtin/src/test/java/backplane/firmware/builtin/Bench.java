package backplane.firmware.builtin;

import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.api.device.Device;
import backplane.core.CpuState;
import backplane.firmware.builtin.Rom.Entry;
import backplane.testkit.TestMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The firmware on a test bench whose processor knows the ROM's stubs by heart and nothing else. */
final class Bench implements AutoCloseable {
    private static final int FRAME = 0x6000;
    private static final int CARRY = 1;
    private static final int ZERO = 0x40;
    private static final int ROUNDS = 100_000;

    final StubCpu cpu = new StubCpu();
    final TestMachine pc;
    final Rom rom = Rom.load();
    /** Far calls that POST made, as segment:offset in 32 bits. */
    final List<Integer> farCalls = new ArrayList<>();

    private int flags;

    Bench(TestMachine.Builder builder) {
        pc = builder.card("cpu", cpu, Map.of())
                .card("bios", new BuiltinBios(), Map.of())
                .build();
    }

    static Bench of(Device... cards) {
        TestMachine.Builder builder = TestMachine.builder();
        for (Device card : cards) {
            builder.card(card.info().type().replace('_', '-') + "x", card, Map.of());
        }
        return new Bench(builder);
    }

    int reg(int register) {
        return cpu.get(register);
    }

    boolean carry() {
        return (flags & CARRY) != 0;
    }

    boolean zero() {
        return (flags & ZERO) != 0;
    }

    Bench ax(int value) {
        cpu.set(CpuState.EAX, value);
        return this;
    }

    Bench bx(int value) {
        cpu.set(CpuState.EBX, value);
        return this;
    }

    Bench cx(int value) {
        cpu.set(CpuState.ECX, value);
        return this;
    }

    Bench dx(int value) {
        cpu.set(CpuState.EDX, value);
        return this;
    }

    Bench di(int value) {
        cpu.set(CpuState.EDI, value);
        return this;
    }

    Bench si(int value) {
        cpu.set(CpuState.ESI, value);
        return this;
    }

    int ax() {
        return cpu.get16(CpuState.EAX);
    }

    int ah() {
        return cpu.get8(4);
    }

    int al() {
        return cpu.get8(0);
    }

    /** Issues an interrupt and comes back when the service is done. */
    Bench interrupt(int vector) {
        assertTrue(step(vector), "INT " + Integer.toHexString(vector) + " does not end");
        return this;
    }

    /** Issues an interrupt; false when the service still waits. */
    boolean interruptOnce(int vector) {
        cpu.set(CpuState.ESP, FRAME);
        cpu.selector(CpuState.SS, 0);
        pc.write16(FRAME + 4, 0x0202 | ZERO);
        return trap(vector);
    }

    /** Asks a waiting service again. */
    boolean again(int vector) {
        return trap(vector + Rom.AGAIN);
    }

    private boolean step(int vector) {
        boolean done = interruptOnce(vector);
        for (int i = 0; !done && i < ROUNDS; i++) {
            pc.settle();
            pc.advance(1_000_000);
            done = again(vector);
        }
        return done;
    }

    private boolean trap(int number) {
        int stub = 0x1000;
        int after = stub + (number < Rom.AGAIN ? Rom.STUB_FIRST : Rom.STUB_AGAIN);
        cpu.selector(CpuState.CS, Rom.SEGMENT);
        cpu.eip(after);
        cpu.wires().trap(cpu, number);
        pc.settle();
        flags = pc.read16(FRAME + 4);
        if (cpu.eip() == after) {
            return true;
        }
        assertTrue(cpu.eip() == stub + Rom.STUB_SLEEP || cpu.eip() == stub + Rom.STUB_SPIN);
        return false;
    }

    /** From reset until the guest is on its own: in a boot sector (true) or asleep for good (false). */
    boolean post() {
        cpu.selector(CpuState.CS, Rom.SEGMENT);
        cpu.wires().trap(cpu, Rom.TRAP_RESET);
        int next = Rom.TRAP_RESUME;
        for (int i = 0; i < ROUNDS; i++) {
            int before = cpu.eip();
            cpu.wires().trap(cpu, next);
            pc.settle();
            next = Rom.TRAP_RESUME;
            int at = cpu.eip();
            if (at == rom.offset(Entry.SLEEP)) {
                return false;
            } else if (at == rom.offset(Entry.CALL_FAR)) {
                int target = pop() | pop() << 16;
                farCalls.add(target);
                if (target == 0x7c00) {
                    return true;
                }
                int vector = pc.read32(0x19 * 4);
                if (target == vector) {
                    next = Rom.TRAP_BOOT;
                } else {
                    pop();
                    pop();
                }
            } else if (at == rom.offset(Entry.PRINT)) {
                print();
            } else if (at == rom.offset(Entry.READ_BOOT_SECTOR)) {
                int sp = cpu.get(CpuState.ESP);
                interrupt(0x13);
                cpu.set(CpuState.ESP, sp);
                cpu.eflags(flags);
            } else {
                assertTrue(
                        at == rom.offset(Entry.SPIN) || at == rom.offset(Entry.LOAD_LIMITS) || at == before,
                        "lost at " + Integer.toHexString(at));
                pc.advance(100_000);
            }
        }
        throw new AssertionError("POST does not end");
    }

    private void print() {
        int at = cpu.base(CpuState.DS) + cpu.get16(CpuState.ESI);
        int sp = cpu.get(CpuState.ESP);
        for (int c = pc.read8(at); c != 0; c = pc.read8(++at)) {
            ax(0x0e00 | c).bx(7).interrupt(0x10);
        }
        cpu.set(CpuState.ESP, sp);
    }

    private int pop() {
        int sp = cpu.get16(CpuState.ESP);
        cpu.set16(CpuState.ESP, sp + 2);
        return pc.read16(cpu.base(CpuState.SS) + sp);
    }

    @Override
    public void close() {
        pc.close();
    }
}

package backplane.cpu.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.core.CpuState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Instructions are counted exactly, and interrupts come where they may. */
class CountTest {
    private static final String LOOP = Bench.code(
            "mov ecx, 1000 ; again: add eax, 3 ; xor ebx, eax ; cmp ecx, 5 ; jz skip ; nop ; "
                    + "skip: dec ecx ; jnz again ; hlt",
            "b9e803000083c00331c383f9057401904975f2f4");

    @Test
    void anyLimitGivesTheSameRun() {
        Bench whole = Bench.flat("", LOOP);
        int total = whole.cpu.run(1_000_000);
        for (int limit : new int[] {1, 2, 3, 7, 100}) {
            Bench b = Bench.flat("", LOOP);
            int sum = 0;
            while (!b.cpu.halted()) {
                int done = b.cpu.run(limit);
                assertTrue(done == limit || b.cpu.halted());
                sum += done;
            }
            assertEquals(total, sum);
            assertEquals(whole.eax(), b.eax());
            assertEquals(whole.reg(CpuState.EBX), b.reg(CpuState.EBX));
        }
        assertEquals(1 + 1000 * 7 - 1 + 1, total);
    }

    @Test
    void devicesSeeTheExactCount() {
        Bench b = Bench.flat("nop ; mov al, 5 ; out 0x80, al ; nop ; in al, 0x81 ; hlt", "90b005e68090e481f4");
        assertEquals(6, b.cpu.run(100));
        assertEquals(List.of("out 80 5 at 2", "in 81 at 4"), b.io);
    }

    @Test
    void exitLeavesAfterTheInstruction() {
        Bench b = Bench.flat("nop ; out 0x80, al ; nop ; hlt", "90e68090f4");
        b.onPort = b.cpu::exit;
        assertEquals(2, b.cpu.run(100));
        assertEquals(2, b.cpu.run(100));
    }

    @Test
    void interruptRaisedByAPortIsTakenBehindIt() {
        Bench b = Bench.flat("sti ; nop ; out 0x80, al ; inc ebx ; hlt", "fb90e68043f4");
        b.onPort = () -> b.cpu.intr(true);
        assertEquals(4, b.cpu.run(100));
        assertEquals(0x30, b.vector());
        assertEquals(0, b.reg(CpuState.EBX));
        assertEquals(Bench.CODE + 4, b.stack(0));
    }

    @Test
    void stiHoldsInterruptsForOneInstruction() {
        Bench b = Bench.flat("sti ; inc ebx ; inc ebx ; hlt", "fb4343f4");
        b.cpu.intr(true);
        b.run();
        assertEquals(1, b.reg(CpuState.EBX));
        assertEquals(0x30, b.vector());
    }

    @Test
    void loadingTheStackSegmentHoldsInterrupts() {
        Bench b = Bench.flat(
                "sti ; nop ; out 0x80, al ; mov ecx, ss ; mov ss, ecx ; mov esp, 0x6500 ; inc ebx " + "; hlt",
                "fb90e6808cd18ed1bc0065000043f4");
        b.onPort = () -> {};
        b.cpu.run(4);
        b.cpu.intr(true);
        b.cpu.intr(false);
        b.cpu.run(1);
        b.cpu.intr(true);
        b.run();
        assertEquals(0x6500 - 12, b.reg(CpuState.ESP));
        assertEquals(0, b.reg(CpuState.EBX));
    }

    @Test
    void haltWaitsForAnInterruptThatIsEnabled() {
        Bench b = Bench.flat("sti ; hlt ; inc ebx ; cli ; hlt", "fbf443faf4");
        assertEquals(2, b.cpu.run(100));
        assertTrue(b.cpu.halted());
        assertEquals(0, b.cpu.run(100));
        b.cpu.intr(true);
        assertFalse(b.cpu.halted());
        b.cpu.run(1);
        assertEquals(0x30, b.vector());
        assertEquals(Bench.CODE + 2, b.stack(0));
        Bench off = Bench.flat("", "faf4");
        off.cpu.run(10);
        off.cpu.intr(true);
        assertTrue(off.cpu.halted());
        off.cpu.nmi();
        assertFalse(off.cpu.halted());
        off.cpu.run(1);
        assertEquals(2, off.vector());
    }

    @Test
    void maskedInterruptWaitsForTheFlag() {
        Bench b = Bench.flat(
                "inc ebx ; inc ebx ; pushf ; or dword [esp], 0x200 ; popf ; inc ebx ; hlt",
                "43439c810c24000200009d43f4");
        b.cpu.intr(true);
        b.run();
        assertEquals(2, b.reg(CpuState.EBX));
        assertEquals(0x30, b.vector());
    }

    @Test
    void endlessFaultsStillCount() {
        Bench b = Bench.flat("ud2", "0f0b");
        b.gate(6, 8, Bench.CODE, 0x8e00);
        assertEquals(50, b.cpu.run(50));
    }

    @Test
    void secondNmiWaitsForTheReturnFromTheFirst() {
        Bench b = Bench.flat("nop ; nop ; nop ; hlt", "909090f4");
        b.memory.load(Bench.HANDLERS + 32, Bench.bytes(Bench.code("inc ebx ; iret", "43cf")));
        b.cpu.nmi();
        b.cpu.run(1);
        assertEquals(1, b.reg(CpuState.EBX));
        b.cpu.nmi();
        b.cpu.run(1);
        assertEquals(Bench.CODE, b.eip());
        b.cpu.run(2);
        assertEquals(2, b.reg(CpuState.EBX));
        b.run();
        assertEquals(Bench.CODE + 4, b.eip());
    }
}

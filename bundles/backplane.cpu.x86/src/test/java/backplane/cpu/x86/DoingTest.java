package backplane.cpu.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.core.CpuState;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the processor says it is doing, and that nothing a guest runs keeps it from saying so. */
class DoingTest {
    @Test
    void endlessLoopIsRunning() {
        Bench b = Bench.real("jmp $", "ebfe");
        assertEquals(1000, b.cpu.run(1000));
        assertEquals("running at 0000:00007c00, real mode, interrupts off", b.cpu.doing());
        Bench flat = Bench.flat("sti ; nop ; l: jmp l", "fb90ebfe");
        flat.cpu.run(1000);
        assertEquals("running at 0008:00008002, protected mode, 32-bit, ring 0", flat.cpu.doing());
    }

    @Test
    void haltTellsWhetherAnythingCanWakeIt() {
        Bench deaf = Bench.flat("cli ; hlt", "faf4").run();
        assertEquals("halted with interrupts off at 0008:00008001, protected mode, 32-bit, ring 0", deaf.cpu.doing());
        Bench idle = Bench.real("sti ; hlt", "fbf4").run();
        assertEquals("halted, waiting for an interrupt, at 0000:00007c01, real mode", idle.cpu.doing());
    }

    @Test
    void tripleFaultTellsItsChain() {
        Bench b = Bench.flat("lidt [0x9000] ; ud2", "0f011d009000000f0b").run();
        assertEquals(
                "shut down by a triple fault at 0008:00008007: #UD, then #GP(0033), then #GP(006b), then #DF(0000), then #GP(0043); "
                        + "protected mode, 32-bit, ring 0",
                b.cpu.doing());
    }

    @Test
    void pageFaultsInTheChainTellTheirAddress() {
        String on = Bench.code(
                "mov eax, 0x100000 ; mov cr3, eax ; mov eax, cr0 ; or eax, 0x80000000 ; mov cr0, eax ; jmp on ; "
                        + "on: mov [0xc0000000], eax",
                "b8000010000f22d80f20c00d000000800f22c0eb00a3000000c0");
        Bench b = Bench.flat("", on).pages();
        b.page(Bench.IDT, 0);
        assertEquals(true, b.run().cpu.shutdown());
        assertEquals(
                "shut down by a triple fault at 0008:00008015: #PF(0002) for c0000000, then #PF(0000) for 00001070, "
                        + "then #DF(0000), then #PF(0000) for 00001040; protected mode, 32-bit, ring 0, paging",
                b.cpu.doing());
    }

    /** Random bytes as code: whatever they do, each run comes back and the processor can tell where it is. */
    @Test
    void garbageNeverEscapes() {
        Random random = new Random(1989);
        byte[] code = new byte[0x1000];
        for (int n = 0; n < 30; n++) {
            random.nextBytes(code);
            Bench b = (n & 1) == 0 ? Bench.real("", "90") : Bench.flat("", "90");
            b.memory.load((n & 1) == 0 ? 0x7c00 : Bench.CODE, code);
            b.cpu.state().set(CpuState.EBX, random.nextInt());
            for (int i = 0; i < 60; i++) {
                int done = b.cpu.run(500);
                assertTrue(done >= 0 && done <= 500, () -> "" + done);
                b.cpu.intr((i & 3) == 3);
            }
            assertTrue(b.cpu.doing().contains(" at "), b.cpu.doing());
            b.cpu.state().dump();
            b.cpu.recorder();
        }
    }
}

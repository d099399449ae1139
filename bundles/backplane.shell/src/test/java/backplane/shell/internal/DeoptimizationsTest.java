package backplane.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Which names the flight recorder's classes get in bp:perf. */
class DeoptimizationsTest {
    @Test
    void regionsGoByTheirTierAndHead() {
        assertEquals(
                "Hot_c68ca9ee.run",
                Deoptimizations.name("backplane.cpu.x86.translate.Hot_c68ca9ee+0x00007f02320cc000.2090808830", "run"));
        assertEquals(
                "Quick_00007c00.run",
                Deoptimizations.name("backplane.cpu.x86.translate.Quick_00007c00/0x00000008012c8000", "run"));
    }

    @Test
    void othersGoByTheirClass() {
        assertEquals("Mmu.plainRead", Deoptimizations.name("backplane.cpu.x86.paging.Mmu", "plainRead"));
    }
}

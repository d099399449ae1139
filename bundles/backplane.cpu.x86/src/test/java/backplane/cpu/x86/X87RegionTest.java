package backplane.cpu.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.core.EngineView.Counters;
import backplane.cpu.x86.model.Model;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** x87 instructions in regions. */
@ExtendWith(NoDefects.class)
class X87RegionTest {
    @Test
    void theyStayThereUntilTheyAreNotAvailable() {
        Bench b = Bench.flat(
                        new X86Cpu(Model.DEFAULT, Engines.SOON),
                        Bench.code(
                                "fninit ; fld1 ; fld1 ; mov ecx, 300 ; again: fadd st0, st1 ; fxch ; fxch ; dec ecx ; jnz again"
                                        + " ; fistp dword [0x50000] ; mov eax, cr0 ; or al, 8 ; mov cr0, eax ; mov ecx, 5 ; jmp again",
                                "dbe3d9e8d9e8b92c010000d8c1d9c9d9c94975f7db1d000005000f20c00c080f22c0b905000000ebe2"))
                .run();
        assertEquals(301, b.read32(0x50000));
        assertEquals(7, b.vector());
        assertEquals(Bench.CODE + 11, b.stack(0), "FADD");
        Counters counters = b.cpu.engine().counters();
        assertTrue(counters.exits().get("region instruction") < 10, counters::toString);
        assertTrue(counters.translated() > 1400, counters::toString);
    }
}

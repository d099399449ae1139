package backplane.cpu.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.core.CpuState;
import backplane.core.EngineView.Counters;
import backplane.cpu.x86.model.Model;
import backplane.cpu.x86.translate.Engine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Repeated MOVS and STOS in regions. */
@ExtendWith(NoDefects.class)
class RepeatRegionTest {
    private static final String SHORT = Bench.code(
            "mov ebp, 300 ; again: mov edi, 0x50000 ; mov ecx, 3 ; mov eax, ebp ; rep stosd"
                    + " ; mov esi, 0x50001 ; mov ecx, 5 ; rep movsb ; dec ebp ; jnz again ; hlt",
            "bd2c010000bf00000500b90300000089e8f3abbe01000500b905000000f3a44d75e3f4");

    /** The first of them lies across two pages, the second does nothing. */
    private static final String AWKWARD = Bench.code(
            "mov ebp, 300 ; again: mov edi, 0x50ff0 ; mov ecx, 6 ; mov eax, ebp ; rep stosd"
                    + " ; xor ecx, ecx ; rep stosd ; dec ebp ; jnz again ; hlt",
            "bd2c010000bff00f0500b90600000089e8f3ab31c9f3ab4d75ebf4");

    private static final int[] REGISTERS = {CpuState.EAX, CpuState.ECX, CpuState.ESI, CpuState.EDI, CpuState.EBP};

    private static Bench on(Engine engine, String code) {
        return Bench.flat(new X86Cpu(Model.DEFAULT, engine), code);
    }

    @Test
    void shortOnesStayThere() {
        Bench b = on(Engines.SOON, SHORT).run();
        assertEquals(1, b.read32(0x50000));
        assertEquals(0x01000000, b.read32(0x5000c), "five bytes from 0x50001 on");
        Counters counters = b.cpu.engine().counters();
        assertTrue(counters.exits().get("region instruction") < 20, counters::toString);
        assertTrue(counters.translated() > 290 * 15, counters::toString);
    }

    @Test
    void whatIsNotDoneInOneGoIsTheInterpreters() {
        Bench b = on(Engines.SOON, AWKWARD).run();
        assertEquals(1, b.read32(0x50ff0));
        assertEquals(1, b.read32(0x51004));
        Counters counters = b.cpu.engine().counters();
        assertTrue(counters.exits().get("region instruction") > 500, counters::toString);
    }

    /** A run of so many instructions ends in the midst of a repetition as it does in the interpreter. */
    @Test
    void eachIterationCountsOne() {
        for (String code : new String[] {SHORT, AWKWARD}) {
            Bench region = on(Engines.SOON, code);
            Bench interpreter = on(Engine.INTERPRETER, code);
            for (int n = 1; !interpreter.cpu.halted(); n = n % 29 + 1) {
                assertEquals(interpreter.cpu.run(n), region.cpu.run(n));
                for (int r : REGISTERS) {
                    assertEquals(interpreter.reg(r), region.reg(r), "register " + r + " at " + interpreter.eip());
                }
                assertEquals(interpreter.eip(), region.eip());
            }
            assertTrue(region.cpu.halted());
        }
    }
}

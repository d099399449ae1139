package backplane.cpu.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.core.CpuState;
import backplane.core.EngineView.Counters;
import backplane.cpu.x86.model.Model;
import backplane.cpu.x86.semantics.Flags;
import backplane.cpu.x86.translate.Engine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Accesses that lie close together, for which the translator looks at the tables once, and the ends of regions. */
@ExtendWith(NoDefects.class)
class SpanTest {
    private static final String PAGED = Bench.code(
            "mov eax, 0x100000 ; mov cr3, eax ; mov eax, cr0 ; or eax, 0x80000000 ; mov cr0, eax ; jmp on ; on:",
            "b8000010000f22d80f20c00d000000800f22c0eb00");

    @Test
    void aFaultOnTheSecondPageComesBehindWhatWasDoneOnTheFirst() {
        Bench b = Bench.flat(
                        "mov ecx, 8 ; mov ebx, 0x50f00 ; again: call f ; dec ecx ; jnz again ; mov ebx, 0x50ff8 ; call f ; hlt"
                                + " ; f: mov eax, [ebx] ; add eax, 0x7fffffff ; mov [ebx + 4], eax ; mov edx, [ebx + 8] ; ret",
                        PAGED
                                + "b908000000bb000f0500e80e0000004975f8bbf80f0500e801000000f4"
                                + "8b0305ffffff7f8943048b5308c3")
                .pages();
        b.page(0x51000, 0);
        b.write32(0x50ff8, 1);
        assertEquals(14, b.run().vector());
        assertEquals(Bench.CODE + 0x15 + 29 + 10, b.stack(1), "the load from the absent page");
        assertEquals(0x51000, b.cpu.state().control(2));
        assertEquals(0x80000000, b.read32(0x50ffc));
        assertEquals(0x80000000, b.eax());
        int flags = Flags.OF | Flags.SF | Flags.PF | Flags.AF;
        assertEquals(flags, b.stack(3) & Flags.ARITHMETIC, "those of ADD");
    }

    @Test
    void flagsOutliveAccessesThatCannotFail() {
        Bench b = Bench.flat(
                        "mov ecx, 10 ; mov ebx, 0x50000 ; again: mov [ebx], ecx ; cmp ecx, 5 ; mov [ebx + 4], esi ; push esi"
                                + " ; pop edi ; setb [ebx + 8] ; pushf ; pop eax ; dec ecx ; jnz again ; hlt",
                        "b90a000000bb00000500890b83f905897304565f0f9243089c584975edf4")
                .run();
        assertEquals(Flags.CF | Flags.SF | Flags.PF | Flags.AF, b.eax() & Flags.ARITHMETIC, "1 compared with 5");
        assertEquals(1, b.read8(0x50008));
        assertEquals(Bench.STACK, b.reg(CpuState.ESP));
    }

    @Test
    void aRegionWhoseSpanLiesAcrossTwoPagesIsMadeAgainWithout() {
        Bench b = Bench.flat(
                        new X86Cpu(Model.DEFAULT, new Engine(true, 50, true)),
                        Bench.code(
                                "mov ecx, 5000 ; mov ebx, 0x50ffc ; again: mov eax, [ebx] ; inc eax ; mov [ebx], eax"
                                        + " ; add [ebx + 4], eax ; push eax ; pop edx ; dec ecx ; jnz again ; hlt",
                                "b988130000bbfc0f05008b03408903014304505a4975f3f4"))
                .run();
        assertEquals(5000, b.read32(0x50ffc));
        assertEquals(5000 * 5001 / 2, b.read32(0x51000));
        Counters counters = b.cpu.engine().counters();
        assertTrue(counters.exits().get("region early") < 100, counters::toString);
    }

    @Test
    void aLoopLongerThanARegionIsCutInTheSamePlacesAtEachTurn() {
        Bench b = Bench.flat(
                new X86Cpu(Model.DEFAULT, Engines.SOON),
                Bench.code("mov ecx, 300 ; again:", "b92c010000")
                        + Bench.code("lea eax, [eax + 1]", "8d4001").repeat(240)
                        + Bench.code("dec ecx ; jnz again ; hlt", "490f8529fdfffff4"));
        b.cpu.run(100_000);
        assertEquals(240 * 300, b.eax());
        Counters counters = b.cpu.engine().counters();
        assertTrue(counters.made() <= 4, counters::toString);
    }

    @Test
    void theWayBackToARegionIsNoRegionItself() {
        String many = Bench.code("lea eax, [eax + 1]", "8d4001").repeat(40);
        String begin = PAGED
                + Bench.code("mov ecx, 700 ; mov ebx, 0x50000 ; again: invlpg [ebx]", "b9bc020000bb000005000f013b");
        String load = Bench.code("mov edx, [ebx]", "8b13");
        Bench b = Bench.flat(
                        new X86Cpu(Model.DEFAULT, new Engine(true, 200, true)),
                        begin + many + load + many + Bench.code("dec ecx ; jnz again ; hlt", "490f8504fffffff4"))
                .pages();
        b.cpu.run(100_000);
        assertEquals(0, b.reg(CpuState.ECX));
        int behind = Bench.CODE + (begin + many + load).length() / 2;
        assertTrue(
                b.cpu.engine().regions().stream().noneMatch(r -> r.linear() == behind),
                () -> b.cpu.engine().regions().toString());
        assertTrue(b.cpu.engine().counters().exits().get("region early") > 100, "each turn leaves the region");
    }
}

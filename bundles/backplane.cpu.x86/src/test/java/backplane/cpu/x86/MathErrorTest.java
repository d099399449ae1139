package backplane.cpu.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** x87 errors with CR0.NE clear: FERR#, IGNNE# (SDM vol. 1 section 8.7.2). */
class MathErrorTest {
    private static final String TEXT = "fninit ; push 0x33b ; fldcw [esp] ; fld1 ; fldz ; fdivp ; fld1 ; fnclex ; hlt";
    private static final String DIVIDES = "dbe3683b030000d92c24d9e8d9eedef9d9e8dbe2f4";
    private static final int WAITS = Bench.CODE + 0x10;
    private static final int END = Bench.CODE + 0x15;

    @Test
    void theNextInstructionWaitsForTheInterruptOfFerr() {
        Bench b = Bench.flat("sti ; " + TEXT, "fb" + DIVIDES);
        b.irq13 = true;
        b.run();
        assertEquals(0x30, b.vector());
        assertEquals(WAITS + 1, b.stack(0), "the instruction is to be tried again");
        assertEquals(List.of(true), b.ferr);
    }

    @Test
    void withoutAnInterruptTheProcessorStands() {
        Bench b = Bench.flat(TEXT, DIVIDES).run();
        assertTrue(b.cpu.halted());
        assertEquals(WAITS, b.eip());
    }

    @Test
    void ignneLetsItGoOnAndClearingTheErrorEndsFerr() {
        Bench b = Bench.flat(TEXT, DIVIDES);
        b.cpu.ignne(true);
        b.run();
        assertEquals(END, b.eip());
        assertEquals(List.of(true, false), b.ferr);
    }

    @Test
    void withNeSetThereIsAnExceptionAndNoFerr() {
        Bench b = Bench.flat("mov eax, cr0 ; or al, 0x20 ; mov cr0, eax ; " + TEXT, "0f20c00c200f22c0" + DIVIDES)
                .run();
        assertEquals(16, b.vector());
        assertFalse(b.ferr.contains(true));
    }
}

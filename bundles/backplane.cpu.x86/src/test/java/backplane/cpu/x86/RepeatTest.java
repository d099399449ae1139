package backplane.cpu.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.core.CpuState;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Repeated string instructions: chunks must not show. */
class RepeatTest {
    private static final String ON = Bench.code(
            "mov eax, 0x100000 ; mov cr3, eax ; mov eax, cr0 ; or eax, 0x80000000 ; mov cr0, " + "eax",
            "b8000010000f22d80f20c00d000000800f22c0");

    private static Bench move(String text, String hex) {
        return Bench.flat(
                text,
                Bench.code("mov esi, 0x50ff0 ; mov edi, 0x60ff8 ; mov ecx, 100", "bef00f0500bff80f0600b964000000")
                        + hex);
    }

    @Test
    void moveCrossesPages() {
        Bench b = move("rep movsd ; hlt", "f3a5f4");
        for (int i = 0; i < 100; i++) {
            b.write32(0x50ff0 + 4 * i, i * 77);
        }
        b.run();
        for (int i = 0; i < 100; i++) {
            assertEquals(i * 77, b.read32(0x60ff8 + 4 * i));
        }
        assertEquals(0, b.reg(CpuState.ECX));
        assertEquals(0x50ff0 + 400, b.reg(CpuState.ESI));
    }

    @Test
    void compareReadsTheDestinationFirst() {
        for (String code : new String[] {Bench.code("cmpsb", "a6"), Bench.code("repe cmpsb", "f3a6")}) {
            Bench b = Bench.flat(
                            "paging on; compare",
                            ON
                                    + Bench.code(
                                            "mov esi, 0x50000 ; mov edi, 0x60010 ; mov ecx, 9",
                                            "be00000500bf10000600b909000000")
                                    + code)
                    .pages();
            b.page(0x50000, 0x50006);
            b.page(0x60000, 0x60006);
            assertEquals(14, b.run().vector());
            assertEquals(0x60010, b.cpu.state().control(2));
        }
    }

    @Test
    void overlapForwardReplicates() {
        Bench b = Bench.flat(
                        "mov dword [0x50000], 0x44332211 ; mov esi, 0x50000 ; mov edi, 0x50003 ; mov ecx, "
                                + "20 ; rep movsb ; hlt",
                        "c7050000050011223344be00000500bf03000500b914000000f3a4f4")
                .run();
        for (int i = 0; i < 20; i++) {
            assertEquals(0x11 * (i % 3 + 1), b.read8(0x50003 + i));
        }
    }

    @Test
    void backwardMove() {
        Bench b = Bench.flat(
                "std ; mov esi, 0x5000f ; mov edi, 0x50010 ; mov ecx, 16 ; rep movsb ; cld ; hlt",
                "fdbe0f000500bf10000500b910000000f3a4fcf4");
        for (int i = 0; i < 16; i++) {
            b.memory.load(0x50000 + i, (byte) i);
        }
        b.run();
        for (int i = 0; i < 16; i++) {
            assertEquals(i, b.read8(0x50001 + i));
        }
        assertEquals(0x4ffff, b.reg(CpuState.ESI));
    }

    @Test
    void faultInTheMiddleShowsHowFarItGotAndGoesOn() {
        Bench b = Bench.flat(
                        "",
                        ON
                                + Bench.code(
                                        "mov esi, 0x50000 ; mov edi, 0x60f00 ; mov ecx, 0x100 ; rep movsd ; hlt",
                                        "be00000500bf000f0600b900010000f3a5f4"))
                .pages();
        b.page(0x61000, 0);
        assertEquals(14, b.run().vector());
        assertEquals(0x100 - 0x40, b.reg(CpuState.ECX));
        assertEquals(0x61000, b.reg(CpuState.EDI));
        assertEquals(0x50100, b.reg(CpuState.ESI));
        assertEquals(0x61000, b.cpu.state().control(2));
        int eip = b.stack(1);
        assertEquals(0xa5f3, b.read16(eip));
    }

    @Test
    void eachIterationCountsOne() {
        Bench b = move("rep movsb ; hlt", "f3a4f4");
        assertEquals(3, b.cpu.run(3));
        assertEquals(100, b.reg(CpuState.ECX));
        assertEquals(40, b.cpu.run(40));
        assertEquals(60, b.reg(CpuState.ECX));
        assertEquals(61, b.cpu.run(1000));
        assertTrue(b.cpu.halted());
    }

    @Test
    void countOfZeroIsOneInstruction() {
        Bench b = Bench.flat("xor ecx, ecx ; rep movsb ; nop ; hlt", "31c9f3a490f4");
        assertEquals(2, b.cpu.run(2));
        assertEquals(Bench.CODE + 4, b.eip());
    }

    @Test
    void interruptIsTakenBetweenIterations() {
        Bench b = move("sti ; rep movsb ; hlt", "fbf3a4f4");
        b.cpu.run(20);
        b.cpu.intr(true);
        b.onPort = () -> {};
        b.cpu.run(1);
        assertEquals(Bench.HANDLERS + 0x301, b.eip());
        assertEquals(84, b.reg(CpuState.ECX));
        assertEquals(0xa4f3, b.read16(b.stack(0)));
    }

    @Test
    void scanStopsAtTheByte() {
        Bench b = Bench.flat(
                "mov edi, 0x50f80 ; mov ecx, -1 ; xor eax, eax ; repne scasb ; hlt", "bf800f0500b9ffffffff31c0f2aef4");
        for (int i = 0; i < 0x200; i++) {
            b.memory.load(0x50f80 + i, (byte) 1);
        }
        b.memory.load(0x51000 + 0x33, (byte) 0);
        b.run();
        assertEquals(0x51034, b.reg(CpuState.EDI));
        assertEquals(-1 - 0x80 - 0x34, b.reg(CpuState.ECX));
        assertEquals(0x44, b.flags() & 0xc5);
    }

    @Test
    void compareLeavesTheFlagsOfTheLastPair() {
        Bench b = Bench.flat(
                "mov esi, 0x50000 ; mov edi, 0x60000 ; mov ecx, 50 ; repe cmpsw ; hlt",
                "be00000500bf00000600b932000000f366a7f4");
        b.write16(0x50000 + 20, 5);
        b.write16(0x60000 + 20, 6);
        b.run();
        assertEquals(39, b.reg(CpuState.ECX));
        assertEquals(1, b.flags() & 0x41);
    }

    @Test
    void sixteenBitPointersWrap() {
        Bench b = Bench.real(
                        "mov di, 0xfff8 ; mov cx, 12 ; mov al, 0xee ; mov byte [0], 0 ; rep stosb ; hlt",
                        "bff8ffb90c00b0eec606000000f3aaf4")
                .run();
        assertEquals(4, b.reg(CpuState.EDI) & 0xffff);
        assertEquals(0xee, b.read8(3));
        assertEquals(0xee, b.read8(0xfff8));
        assertEquals(0, b.read8(0x10000));
    }

    @Test
    void stringInputFillsMemory() {
        Bench b = Bench.flat(
                "mov edi, 0x50ffe ; mov ecx, 3 ; mov edx, 0x1f0 ; rep insw ; hlt",
                "bffe0f0500b903000000baf0010000f3666df4");
        b.input = 0x21;
        b.run();
        assertEquals(0x21212121, b.read32(0x50ffe));
        assertEquals(0x2121, b.read16(0x51002));
        assertEquals(0x51004, b.reg(CpuState.EDI));
    }

    /** Every form, width, direction and overlap: whole runs against one iteration at a time. */
    @Test
    void chunksAreTheSumOfTheirIterations() {
        Random random = new Random(3);
        String[] forms = {"f3a4", "f3a5", "f3aa", "f3ab", "f2ae", "f2af", "f3ae", "f3af", "f3a6", "f3a7", "f2a6", "f2a7"
        };
        for (int i = 0; i < 300; i++) {
            String form = forms[random.nextInt(forms.length)];
            String wide = random.nextBoolean() ? "66" : "";
            String hex = (random.nextInt(3) == 0 ? "fd" : "fc") + wide + form + "f4";
            long seed = random.nextLong();
            Bench whole = prepared(hex, new Random(seed)).run();
            Bench steps = prepared(hex, new Random(seed));
            while (!steps.cpu.halted()) {
                steps.cpu.run(1);
            }
            for (int r : new int[] {CpuState.EAX, CpuState.ECX, CpuState.ESI, CpuState.EDI}) {
                assertEquals(steps.reg(r), whole.reg(r), hex + " register " + r + " seed " + seed);
            }
            assertEquals(steps.flags(), whole.flags(), hex + " seed " + seed);
            for (int a = 0x50e00; a < 0x51400; a += 4) {
                assertEquals(steps.read32(a), whole.read32(a), () -> hex + " seed " + seed);
            }
        }
    }

    /** Pointers around a page's end, close to each other or not, over memory with few different bytes. */
    private static Bench prepared(String hex, Random random) {
        Bench b = Bench.flat("", hex);
        int kinds = 1 + random.nextInt(3);
        for (int a = 0x50e00; a < 0x51400; a++) {
            b.memory.load(a, (byte) (random.nextInt(40) == 0 ? random.nextInt(kinds) : 0));
        }
        CpuState s = b.cpu.state();
        int near = 0x50f80 + random.nextInt(0x100);
        s.set(CpuState.ESI, near);
        s.set(CpuState.EDI, random.nextBoolean() ? near + random.nextInt(40) - 20 : 0x51080 + random.nextInt(0x100));
        s.set(CpuState.ECX, random.nextInt(80));
        s.set(CpuState.EAX, new int[] {0, 0x01010101, 0x00010001, 1, 0x80, random.nextInt()}[random.nextInt(6)]);
        return b;
    }
}

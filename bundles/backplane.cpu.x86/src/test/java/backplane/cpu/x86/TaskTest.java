package backplane.cpu.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.core.CpuState;
import org.junit.jupiter.api.Test;

/** Task switches: by jump, call, interrupt and return, through gates and directly, and what is wrong with states. */
class TaskTest {
    private static final int OTHER = 0x3000;
    private static final int OTHER_STACK = 0x70000;

    private static final String JUMP = Bench.code("jmp 0x30:0", "ea000000003000");

    /** Selector 30 is another task, of ring 0, that begins at 9000h. */
    private static Bench tasks(String text, String hex, String otherText, String other) {
        Bench b = Bench.flat(text, hex);
        b.memory.load(0x9000, Bench.bytes(other));
        b.descriptor(6, OTHER, 0x67, 0x0089);
        b.write32(OTHER + 0x20, 0x9000);
        b.write32(OTHER + 0x24, 2);
        b.write32(OTHER + 0x28, 0x1111);
        b.write32(OTHER + 0x38, OTHER_STACK);
        for (int s = 0; s < 6; s++) {
            b.write32(OTHER + 0x48 + 4 * s, s == 1 ? 8 : 0x10);
        }
        return b;
    }

    private static int type(Bench b, int selector) {
        return b.read8(Bench.GDT + selector + 5) & 0xff;
    }

    @Test
    void jumpSavesTheOldStateAndLoadsTheNew() {
        Bench b = tasks("mov ecx, 5 ; jmp 0x30:0", "b905000000" + JUMP, "hlt", "f4")
                .run();
        assertEquals(0x9001, b.eip());
        assertEquals(0x1111, b.eax());
        assertEquals(OTHER_STACK, b.reg(CpuState.ESP));
        assertEquals(0x30, b.cpu.state().selector(7));
        assertEquals(8, b.cpu.state().control(0) & 8, "TS");
        assertEquals(0, b.flags() & 0x4000);
        assertEquals(0x800c, b.read32(Bench.TSS + 0x20));
        assertEquals(5, b.read32(Bench.TSS + 0x2c));
        assertEquals(Bench.STACK, b.read32(Bench.TSS + 0x38));
        assertEquals(8, b.read16(Bench.TSS + 0x4c));
        assertEquals(0x89, type(b, 0x28));
        assertEquals(0x8b, type(b, 0x30));
    }

    @Test
    void callNestsAndReturnComesBack() {
        Bench b = tasks(
                        "call 0x30:0 ; mov ecx, 5 ; hlt",
                        "9a000000003000b905000000f4",
                        "pushfd ; pop dword [0x50000] ; mov ebx, 9 ; iretd",
                        "9c8f0500000500bb09000000cf")
                .run();
        assertEquals(0x800d, b.eip());
        assertEquals(5, b.reg(CpuState.ECX));
        assertEquals(0x4000, b.read32(0x50000) & 0x4000, "NT in the called task");
        assertEquals(0x28, b.read16(OTHER));
        assertEquals(9, b.read32(OTHER + 0x34));
        assertEquals(0x900d, b.read32(OTHER + 0x20));
        assertEquals(0, b.read32(OTHER + 0x24) & 0x4000);
        assertEquals(0x8b, type(b, 0x28));
        assertEquals(0x89, type(b, 0x30));
        assertEquals(0, b.flags() & 0x4000);
    }

    @Test
    void callThroughAGateDoesTheSame() {
        Bench b = tasks("call 0x38:0 ; hlt", "9a000000003800f4", "iretd", "cf");
        b.write32(Bench.GDT + 0x38, 0x300000);
        b.write32(Bench.GDT + 0x3c, 0x8500);
        b.run();
        assertEquals(0x8008, b.eip());
        assertEquals(0x89, type(b, 0x30));
    }

    @Test
    void exceptionThroughATaskGateLeavesTheFaultingStateBehind() {
        Bench b = tasks("mov eax, 0x7770 ; mov ds, eax", "b8707700008ed8", "pop eax ; hlt", "58f4");
        b.gate(13, 0x30, 0, 0x8500);
        b.run();
        assertEquals(0x9002, b.eip());
        assertEquals(0x7770, b.eax());
        assertEquals(OTHER_STACK, b.reg(CpuState.ESP));
        assertEquals(0x8005, b.read32(Bench.TSS + 0x20));
        assertEquals(0x10000, b.read32(Bench.TSS + 0x24) & 0x10000, "RF");
    }

    @Test
    void doubleFaultIsHandledByATaskOfItsOwn() {
        Bench b = tasks("ud2", "0f0b", "pop eax ; hlt", "58f4");
        b.gate(6, 0x1000, 0, 0x8e00);
        b.gate(13, 8, 0, 0x0e00);
        b.gate(8, 0x30, 0, 0x8500);
        b.run();
        assertEquals(0x9002, b.eip());
        assertEquals(0, b.eax());
        assertEquals(Bench.CODE, b.read32(Bench.TSS + 0x20));
    }

    @Test
    void interruptTaskReturnsBehindTheInstruction() {
        Bench b = tasks("int 0x40 ; hlt", "cd40f4", "iretd", "cf");
        b.gate(0x40, 0x30, 0, 0x8500);
        b.run();
        assertEquals(0x8003, b.eip());
    }

    @Test
    void stateOfThe286HasWords() {
        Bench b = tasks(JUMP, JUMP, "hlt", "f4");
        b.descriptor(6, OTHER, 0x2b, 0x0081);
        int[] words = {0x9000, 2, 0x1234, 1, 2, 3, 0x6ffe, 5, 6, 7, 0x10, 8, 0x10, 0x10, 0};
        for (int i = 0; i < words.length; i++) {
            b.write16(OTHER + 0x0e + 2 * i, words[i]);
        }
        b.run();
        assertEquals(0x9001, b.eip());
        assertEquals(0xffff1234, b.eax());
        assertEquals(0xffff6ffe, b.reg(CpuState.ESP));
        assertEquals(0, b.cpu.state().selector(CpuState.FS));
        assertEquals(0x83, type(b, 0x30));
    }

    @Test
    void oldStateOfThe286IsSavedInWords() {
        Bench b = tasks("", "", "hlt", "f4");
        b.descriptor(7, 0x3100, 0x2b, 0x0081);
        b.memory.load(
                Bench.CODE, Bench.bytes(Bench.code("mov eax, 0x38 ; ltr ax ; jmp 0x30:0", "b8380000000f00d8") + JUMP));
        b.run();
        assertEquals(0x9001, b.eip());
        assertEquals(0x800f, b.read16(0x310e));
        assertEquals(0x38, b.read16(0x3112));
        assertEquals(0x10, b.read16(0x3126));
        assertEquals(0x81, type(b, 0x38));
    }

    @Test
    void taskOfRingThreeWithATableOfItsOwn() {
        Bench b = tasks(JUMP, JUMP, "mov eax, [es:0] ; int 0x40", "26a100000000cd40");
        b.descriptor(7, 0x4000, 0xf, 0x0082);
        b.write32(0x4008, 0x50000000 | 0xff);
        b.write32(0x400c, 0x0040f300);
        b.write32(0x5000, 0x4711);
        b.write32(OTHER + 0x60, 0x38);
        int[] selectors = {0xf, 0x1b, 0x23, 0x23, 0, 0};
        for (int s = 0; s < 6; s++) {
            b.write32(OTHER + 0x48 + 4 * s, selectors[s]);
        }
        b.write32(OTHER + 4, 0x6800);
        b.write32(OTHER + 8, 0x10);
        b.gate(0x40, 8, Bench.HANDLERS + 0x400, 0xee00);
        assertEquals(0x40, b.run().vector());
        assertEquals(0x4711, b.eax());
        assertEquals(0x1b, b.stack(1));
        assertEquals(0x6800 - 20, b.reg(CpuState.ESP));
    }

    @Test
    void taskInVirtual8086Mode() {
        Bench b = tasks(JUMP, JUMP, "push cs ; int3", "0ecc");
        b.write32(OTHER + 0x24, 0x20002);
        b.write32(OTHER + 0x20, 0);
        for (int s = 0; s < 6; s++) {
            b.write32(OTHER + 0x48 + 4 * s, s == 1 ? 0x900 : 0x5000);
        }
        b.write32(OTHER + 0x38, 0x100);
        b.write32(OTHER + 4, 0x6800);
        b.write32(OTHER + 8, 0x10);
        b.gate(3, 8, Bench.HANDLERS + 0x30, 0xee00);
        assertEquals(3, b.run().vector());
        assertEquals(0x900, b.read16(0x500fe));
        assertEquals(0x900, b.stack(1));
    }

    @Test
    void newStateBringsItsPageTables() {
        Bench b = tasks(
                        "paging on ; jmp 0x30:0",
                        Bench.code(
                                        "mov eax, 0x100000 ; mov cr3, eax ; mov eax, cr0 ; or eax, 0x80000000 ; mov cr0, eax",
                                        "b8000010000f22d80f20c00d000000800f22c0")
                                + JUMP,
                        "mov eax, [0x50000] ; hlt",
                        "a100000500f4")
                .pages();
        b.write32(0x110000, 0x111000 | 7);
        for (int i = 0; i < 1024; i++) {
            b.write32(0x111000 + 4 * i, (i == 0x50 ? 0x60 : i) << 12 | 7);
        }
        b.write32(OTHER + 0x1c, 0x110000);
        b.write32(0x60000, 0x4711);
        b.run();
        assertEquals(0x4711, b.eax());
        assertEquals(0x110000, b.cpu.state().control(3));
    }

    @Test
    void wrongDescriptorsFaultInTheOldTask() {
        Bench busy = tasks("jmp 0x28:0", "ea000000002800", "", "").run();
        assertEquals(13, busy.vector());
        assertEquals(0x28, busy.stack(0));
        assertEquals(Bench.CODE, busy.stack(1));
        Bench absent = tasks(JUMP, JUMP, "", "");
        absent.descriptor(6, OTHER, 0x67, 0x0009);
        assertEquals(11, absent.run().vector());
        assertEquals(0x30, absent.stack(0));
        Bench small = tasks(JUMP, JUMP, "", "");
        small.descriptor(6, OTHER, 0x66, 0x0089);
        assertEquals(10, small.run().vector());
        assertEquals(0x30, small.stack(0));
        assertEquals(Bench.CODE, small.stack(1));
        assertEquals(0x28, small.cpu.state().selector(7));
    }

    @Test
    void wrongSelectorsFaultInTheNewTask() {
        Bench b = tasks(JUMP, JUMP, "", "");
        b.write32(OTHER + 0x54, 0x28);
        assertEquals(10, b.run().vector());
        assertEquals(0x28, b.stack(0));
        assertEquals(0x9000, b.stack(1));
        assertEquals(OTHER_STACK - 16, b.reg(CpuState.ESP));
        assertEquals(0x30, b.cpu.state().selector(7));
    }

    @Test
    void returnWithoutATaskToReturnToIsATssFault() {
        Bench b = Bench.flat("pushfd ; or dword [esp], 0x4000 ; popfd ; iretd", "9c810c24004000009dcf")
                .run();
        assertEquals(10, b.vector());
        assertEquals(0, b.stack(0));
        assertEquals(0x8009, b.stack(1));
    }

    @Test
    void localBreakpointsEndAndTheTrapBitStops() {
        Bench b = tasks(
                "mov eax, 0x355 ; mov dr7, eax ; jmp 0x30:0", "b8550300000f23f8" + JUMP, "mov eax, dr7", "0f21f8f4");
        b.write16(OTHER + 0x64, 1);
        b.memory.load(
                Bench.HANDLERS + 16, Bench.bytes(Bench.code("mov edx, dr6 ; mov ecx, dr7 ; hlt", "0f21f20f21f9f4")));
        b.run();
        assertEquals(Bench.HANDLERS + 16 + 7, b.eip());
        assertEquals(0xffff8ff0, b.reg(CpuState.EDX));
        assertEquals(0x700, b.reg(CpuState.ECX));
        assertEquals(0x9000, b.stack(0));
        assertTrue(b.cpu.halted());
    }
}

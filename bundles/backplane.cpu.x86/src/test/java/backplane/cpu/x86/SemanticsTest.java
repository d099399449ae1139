package backplane.cpu.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;

import backplane.core.CpuState;
import org.junit.jupiter.api.Test;

/** Results and flags of single instructions at their edges. */
class SemanticsTest {
    private static final int ALL = 0x8d5;

    private static Bench flat(String text, String hex) {
        return Bench.flat(text, hex + "f4").run();
    }

    private static void check(Bench b, int eax, int flags) {
        assertEquals(Integer.toHexString(eax), Integer.toHexString(b.eax()));
        assertEquals(Integer.toHexString(flags), Integer.toHexString(b.flags() & ALL));
    }

    @Test
    void addCarriesAndOverflows() {
        check(flat("mov eax, 0x7fffffff ; add eax, 1", "b8ffffff7f83c001"), 0x80000000, 0x894);
        check(flat("mov eax, -1 ; add eax, 1", "b8ffffffff83c001"), 0, 0x55);
        check(flat("mov eax, 0x1280 ; add al, 0x80", "b8801200000480"), 0x1200, 0x845);
        check(flat("mov eax, 0x1ffff ; add ax, 1", "b8ffff01006683c001"), 0x10000, 0x55);
    }

    @Test
    void addWithCarryOfAllOnes() {
        check(flat("stc ; mov eax, 5 ; adc eax, -1", "f9b80500000083d0ff"), 5, 0x15);
        check(flat("stc ; mov eax, 0 ; sbb eax, -1", "f9b80000000083d8ff"), 0, 0x55);
        check(flat("stc ; mov eax, 0x7f ; adc al, 0", "f9b87f0000001400"), 0x80, 0x890);
        check(flat("stc ; mov eax, 0x80 ; sbb al, 0", "f9b8800000001c00"), 0x7f, 0x810);
    }

    @Test
    void incAndDecKeepCarry() {
        check(flat("stc ; mov eax, 0x7fffffff ; inc eax", "f9b8ffffff7f40"), 0x80000000, 0x895);
        check(flat("stc ; mov eax, 0 ; dec al", "f9b800000000fec8"), 0xff, 0x95);
        check(flat("clc ; mov eax, 0x80 ; dec al", "f8b880000000fec8"), 0x7f, 0x810);
    }

    @Test
    void negOfTheMostNegativeOverflows() {
        check(flat("mov eax, 0x80000000 ; neg eax", "b800000080f7d8"), 0x80000000, 0x885);
        check(flat("xor eax, eax ; neg eax", "31c0f7d8"), 0, 0x44);
    }

    @Test
    void multiplyTellsWhetherTheHighHalfMatters() {
        Bench b = flat("mov eax, 0x10000 ; mov ecx, eax ; mul ecx", "b80000010089c1f7e1");
        assertEquals(1, b.reg(CpuState.EDX));
        assertEquals(0x801, b.flags() & 0x801);
        Bench s = flat("mov eax, -3 ; mov cl, 5 ; imul cl", "b8fdffffffb105f6e9");
        assertEquals(0xfff1, s.eax() & 0xffff);
        assertEquals(0, s.flags() & 0x801);
        assertEquals(
                0x801,
                flat("mov eax, 0x40000000 ; imul eax, eax, 2", "b8000000406bc002")
                                .flags()
                        & 0x801);
        assertEquals(
                -6, flat("mov ecx, 3 ; imul eax, ecx, -2", "b9030000006bc1fe").eax());
    }

    @Test
    void divisionByteWordAndDword() {
        assertEquals(
                0x0123 % 10 << 8 | 0x0123 / 10,
                flat("mov eax, 0x123 ; mov cl, 10 ; div cl", "b823010000b10af6f1")
                        .eax());
        Bench b =
                flat("mov edx, 0xffffffff ; mov eax, -7 ; mov ecx, 2 ; idiv ecx", "baffffffffb8f9ffffffb902000000f7f9");
        assertEquals(-3, b.eax());
        assertEquals(-1, b.reg(CpuState.EDX));
    }

    @Test
    void shiftsByCountsBeyondTheWidth() {
        assertEquals(
                0x12340000,
                flat("mov eax, 0x1234ffff ; mov cl, 16 ; shl ax, cl", "b8ffff3412b11066d3e0")
                        .eax());
        assertEquals(
                1,
                flat("mov eax, 0xffff ; mov cl, 16 ; shl ax, cl", "b8ffff0000b11066d3e0")
                                .flags()
                        & 1);
        assertEquals(
                0,
                flat("mov eax, 0xffff ; mov cl, 17 ; shl ax, cl", "b8ffff0000b11166d3e0")
                                .flags()
                        & 1);
        assertEquals(
                0x80,
                flat("mov eax, 0x80 ; mov cl, 32 ; shr al, cl", "b880000000b120d2e8")
                        .eax());
        assertEquals(
                0xff,
                flat("mov eax, 0x80 ; mov cl, 31 ; sar al, cl", "b880000000b11fd2f8")
                        .eax());
    }

    @Test
    void rotatesThroughCarryModuloWidthPlusOne() {
        check(flat("stc ; mov eax, 0x80 ; rcl al, 1", "f9b880000000d0d0"), 1, 0x845);
        Bench b = flat("stc ; mov eax, 0x5a ; mov cl, 9 ; rcr al, cl", "f9b85a000000b109d2d8");
        assertEquals(0x5a, b.eax());
        assertEquals(1, b.flags() & 1);
        assertEquals(
                0x80000000,
                flat("stc ; mov eax, 0 ; rcr eax, 1", "f9b800000000d1d8").eax());
    }

    @Test
    void zeroCountLeavesFlags() {
        assertEquals(
                ALL,
                flat(
                                        "mov ecx, 0x8d5 ; push ecx ; popf ; mov cl, 32 ; mov eax, 1 ; shl eax, cl ; rol "
                                                + "eax, cl ; rcl eax, cl ; shld eax, ecx, cl",
                                        "b9d5080000519db120b801000000d3e0d3c0d3d00fa5c8")
                                .flags()
                        & ALL);
    }

    @Test
    void doubleShifts() {
        assertEquals(
                0x23456789,
                flat("mov eax, 0x12345678 ; mov ecx, 0x9abcdef0 ; shld eax, ecx, 4", "b878563412b9f0debc9a0fa4c804")
                        .eax());
        assertEquals(
                0x01234567,
                flat("mov eax, 0x12345678 ; mov ecx, 0x9abcdef0 ; shrd eax, ecx, 4", "b878563412b9f0debc9a0facc804")
                        .eax());
    }

    @Test
    void bitTestsReachBeyondTheirOperand() {
        Bench b = flat(
                "mov ecx, 100 ; bts [0x50000], ecx ; mov ecx, -1 ; bts [0x50000], ecx ; mov cx, "
                        + "-16 ; bts [0x51000], cx",
                "b9640000000fab0d00000500b9ffffffff0fab0d0000050066b9f0ff660fab0d00100500");
        assertEquals(0x10, b.read8(0x5000c));
        assertEquals(0x80, b.read8(0x4ffff));
        assertEquals(1, b.read8(0x50ffe));
    }

    @Test
    void bitScanOfZeroKeepsTheDestination() {
        check(flat("mov eax, 0x55 ; xor ecx, ecx ; bsf eax, ecx", "b85500000031c90fbcc1"), 0x55, 0x44);
        assertEquals(
                31,
                flat("mov ecx, 0x80000001 ; bsr eax, ecx", "b9010000800fbdc1").eax());
    }

    @Test
    void decimalAdjustment() {
        assertEquals(
                0x42,
                flat("mov eax, 0x35 ; add al, 7 ; daa", "b835000000040727").eax());
        assertEquals(0x0105, flat("mov eax, 0x0f ; aaa", "b80f00000037").eax());
        assertEquals(0x0702, flat("mov eax, 72 ; aam", "b848000000d40a").eax());
        assertEquals(72, flat("mov eax, 0x0702 ; aad", "b802070000d50a").eax());
    }

    @Test
    void compareExchangeAndExchangeAdd() {
        Bench b = flat(
                "mov dword [0x50000], 5 ; mov eax, 5 ; mov ecx, 9 ; cmpxchg [0x50000], ecx ; setz "
                        + "bl ; cmpxchg [0x50000], ecx ; setz bh ; xadd [0x50000], ecx",
                "c7050000050005000000b805000000b9090000000fb10d000005000f94c30fb10d000005000f94c70fc10d00000500");
        assertEquals(18, b.read32(0x50000));
        assertEquals(9, b.eax());
        assertEquals(9, b.reg(CpuState.ECX));
        assertEquals(1, b.reg(CpuState.EBX) & 0xffff);
        Bench e = flat(
                "mov dword [0x50000], 1 ; mov dword [0x50004], 2 ; mov eax, 1 ; mov edx, 2 ; mov "
                        + "ebx, 0x11 ; mov ecx, 0x22 ; cmpxchg8b [0x50000] ; cmpxchg8b [0x50000]",
                "c7050000050001000000c7050400050002000000b801000000ba02000000bb11000000b9220000000fc70d000005000f"
                        + "c70d00000500");
        assertEquals(0x11, e.read32(0x50000));
        assertEquals(0x11, e.eax());
        assertEquals(0x22, e.reg(CpuState.EDX));
    }

    @Test
    void byteRegistersAreHalvesOfWords() {
        assertEquals(
                0x12cd34ab,
                flat(
                                "mov eax, 0x1234abcd ; bswap eax ; bswap eax ; mov ecx, 0x1200 ; xchg al, ah ; mov "
                                        + "cl, al ; mov eax, 0x1234ab34 ; xchg al, ah ; mov al, 0xab ; mov ah, 0x34 ; ror "
                                        + "eax, 16 ; mov ax, 0x12cd ; ror eax, 16",
                                "b8cdab34120fc80fc8b90012000086c488c1b834ab341286c4b0abb434c1c81066b8cd12c1c810")
                        .eax());
        assertEquals(
                0x1100,
                flat("mov eax, 0x11 ; mov ah, al ; mov al, 0", "b81100000088c4b000")
                        .eax());
    }

    @Test
    void stackPointerAsOperand() {
        Bench b = flat(
                "push esp ; pop eax ; push dword 0x1234 ; pop dword [esp] ; mov ebx, esp ; push " + "eax ; pop esp",
                "545868341200008f042489e3505c");
        assertEquals(Bench.STACK, b.eax());
        assertEquals(Bench.STACK, b.reg(CpuState.EBX));
        assertEquals(0x1234, b.read32(Bench.STACK));
    }

    @Test
    void enterBuildsNestedFrames() {
        Bench b = flat(
                "mov ebp, 0x6f00 ; mov dword [0x6efc], 0xaaaa ; enter 8, 2 ; mov ebx, esp ; leave",
                "bd006f0000c705fc6e0000aaaa0000c808000289e3c9");
        assertEquals(0x6f00, b.reg(CpuState.EBP));
        assertEquals(Bench.STACK, b.reg(CpuState.ESP));
        assertEquals(Bench.STACK - 20, b.reg(CpuState.EBX));
        assertEquals(0x6f00, b.read32(Bench.STACK - 4));
        assertEquals(0xaaaa, b.read32(Bench.STACK - 8));
        assertEquals(Bench.STACK - 4, b.read32(Bench.STACK - 12));
    }

    @Test
    void popfTakesWhatRingZeroMaySet() {
        Bench b = flat("push dword 0x256ed7 ; popf ; pushf ; pop eax ; push dword 2 ; popf", "68d76e25009d9c586a029d");
        assertEquals(0x246ed7, b.eax(), "RF and VM are never taken from the stack");
    }

    @Test
    void cpuidIsTheModels() {
        Bench b = Bench.flat(
                        "pentiumpro",
                        "mov eax, 1 ; cpuid ; mov esi, edx ; mov edi, eax ; mov eax, 2 ; cpuid ; hlt",
                        "b8010000000fa289d689c7b8020000000fa2f4")
                .run();
        assertEquals(0x619, b.reg(CpuState.EDI));
        assertEquals(0x8131, b.reg(CpuState.ESI) & 0x8131, "FPU, TSC, MSR, CX8, CMOV");
        assertEquals(0x06040a42, b.reg(CpuState.EDX));
        assertEquals(0x03020101, b.eax());
    }

    @Test
    void olderModelsLackWhatCameLater() {
        String[][] programs = {
            {"486", "cmove eax, ecx", "0f44c1"},
            {"486", "rdtsc", "0f31"},
            {"486", "mov ecx, 0x10 ; rdmsr", "b9100000000f32"},
            {"486", "mov ecx, 0x10 ; wrmsr", "b9100000000f30"},
            {"486", "cmpxchg8b [0x9000]", "0fc70d00900000"},
            {"pentium", "cmove eax, ecx", "0f44c1"},
            {"pentium", "fcmovb st0, st1", "dac1"},
            {"pentium", "fcomip st0, st1", "dff1"},
            {"pentium", "nop [eax]", "0f1f00"},
            {"pentium", "xor ecx, ecx ; rdpmc", "31c90f33"},
        };
        for (String[] p : programs) {
            assertEquals(6, Bench.flat(p[0], p[1], p[2]).run().vector(), p[0] + ": " + p[1]);
            assertEquals(-1, Bench.flat("pentiumpro", p[1], p[2] + "f4").run().vector(), p[1]);
        }
        Bench cr4 = Bench.flat("486", "mov eax, 0x10 ; mov cr4, eax", "b8100000000f22e0");
        assertEquals(13, cr4.run().vector());
    }

    @Test
    void timeStampCounterComesFromTheMachine() {
        Bench b = flat(
                "rdtsc ; mov esi, edx ; mov edi, eax ; mov ecx, 0x10 ; xor eax, eax ; xor edx, edx "
                        + "; wrmsr ; rdmsr",
                "0f3189d689c7b91000000031c031d20f300f32");
        assertEquals(1, b.reg(CpuState.ESI));
        assertEquals(5, b.reg(CpuState.EDI));
        assertEquals(0, b.eax());
        assertEquals(
                13, Bench.flat("mov ecx, 0x1b ; rdmsr", "b91b0000000f32").run().vector());
    }

    @Test
    void unrealModeKeepsTheBigLimit() {
        Bench b = Bench.real(
                "lgdt [0x7d00] ; mov eax, cr0 ; or al, 1 ; mov cr0, eax ; mov bx, 8 ; mov ds, bx ; "
                        + "and al, 0xfe ; mov cr0, eax ; xor bx, bx ; mov ds, bx ; mov esi, 0x200000 ; mov "
                        + "dword [esi], 0x12345678 ; hlt",
                "0f0116007d0f20c00c010f22c0bb08008edb24fe0f22c031db8edb66be000020006667c70678563412f4");
        b.write16(0x7d00, 15);
        b.write32(0x7d02, 0x7d10);
        b.write32(0x7d18, 0x0000ffff);
        b.write32(0x7d1c, 0x00cf9300);
        b.run();
        assertEquals(0x12345678, b.read32(0x200000));
    }

    @Test
    void firmwareTrapsWorkInRomOnly() {
        Bench b = Bench.real("trap 1234h; hlt", "0f3f3412f4");
        b.memory.rom(7, 1);
        b.run();
        assertEquals(java.util.List.of(0x1234), b.traps);
        assertEquals(0x7c04, b.eax());
        assertEquals(6, Bench.flat("trap 1234h", "0f3f3412").run().vector());
    }

    @Test
    void resetStartsAtTheTopOfMemory() {
        Bench b = Bench.real("", "f4");
        b.cpu.reset(backplane.api.device.ResetKind.POWER_ON);
        assertEquals(0xfff0, b.eip());
        assertEquals(0xf000, b.cpu.state().selector(CpuState.CS));
        assertEquals(0xffff0000, b.cpu.state().base(CpuState.CS));
        assertEquals(2, b.flags());
        assertEquals(0x60000010, b.cpu.state().control(0));
        assertEquals(0x633, b.reg(CpuState.EDX));
    }
}

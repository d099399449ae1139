package backplane.cpu.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;

import backplane.core.CpuState;
import backplane.machine.StateRecord;
import org.junit.jupiter.api.Test;

/** MMX, SSE and SSE2 as a system sees them: when they are there, their exceptions, FXSAVE's image. */
class SimdTest {
    private static final String MODEL = "qemu32,+clflush";
    private static final int IMAGE = 0x50000;

    private static Bench flat(String text, String hex) {
        return Bench.flat(MODEL, text, hex);
    }

    @Test
    void fxsaveWritesItsImage() {
        Bench b = flat(
                "mov eax, cr4 ; or eax, 0x600 ; mov cr4, eax ; fninit ; fld1 ; fldz ; mov dword [0x9000], 0x5fa0 ; ldmxcsr [0x9000] ; mov eax, 0x12345678 ; movd xmm7, eax ; fxsave [0x50000] ; hlt",
                "0f20e00d000600000f22e0dbe3d9e8d9eec70500900000a05f00000fae1500900000b878563412660f6ef80fae0500000500f4");
        b.write32(IMAGE + 288, 0x55555555);
        b.run();
        assertEquals(0x3000037f, b.read32(IMAGE), "control and status, TOP 6");
        assertEquals(0x01ee00c0, b.read32(IMAGE + 4), "registers 6 and 7 occupied, FLDZ");
        assertEquals(0x800f, b.read32(IMAGE + 8), "where FLDZ is");
        assertEquals(8, b.read16(IMAGE + 12));
        assertEquals(0x5fa0, b.read32(IMAGE + 24), "MXCSR");
        assertEquals(0xffff, b.read32(IMAGE + 28), "its mask");
        assertEquals(0, b.read32(IMAGE + 36), "ST0");
        assertEquals(0x80000000, b.read32(IMAGE + 52), "ST1");
        assertEquals(0x3fff, b.read32(IMAGE + 56));
        assertEquals(0x12345678, b.read32(IMAGE + 160 + 7 * 16), "XMM7");
        assertEquals(0x55555555, b.read32(IMAGE + 288), "the rest is not written");
    }

    @Test
    void fxrstorTakesBackWhatFxsaveWrote() {
        Bench b = flat(
                "mov eax, cr4 ; or eax, 0x600 ; mov cr4, eax ; fxrstor [0x50000] ; fxsave [0x50200] ; hlt",
                "0f20e00d000600000f22e00fae0d000005000fae0500020500f4");
        for (int i = 0; i < 288; i += 4) {
            b.write32(IMAGE + i, 0x01020304 * i ^ 0x0f1e2d3c);
        }
        for (int i = 0; i < 8; i++) {
            b.write32(IMAGE + 32 + i * 16 + 8, 0x3fff + i);
            b.write32(IMAGE + 32 + i * 16 + 12, 0);
        }
        b.write32(IMAGE, 0x2000037f);
        b.write32(IMAGE + 4, 0x05550035);
        b.write32(IMAGE + 12, 0x1b);
        b.write32(IMAGE + 20, 0x23);
        b.write32(IMAGE + 24, 0x1f81);
        b.write32(IMAGE + 28, 0xffff);
        b.run();
        for (int i = 0; i < 288; i += 4) {
            assertEquals(b.read32(IMAGE + i), b.read32(IMAGE + 0x200 + i), "at " + i);
        }
    }

    @Test
    void fxsaveWithoutOsfxsrLeavesOutXmm() {
        Bench b = flat("fxsave [0x50000] ; hlt", "0fae0500000500f4");
        b.write32(IMAGE + 160, 0x55555555);
        b.run();
        assertEquals(0x40, b.read16(IMAGE), "as behind RESET");
        assertEquals(0x1f80, b.read32(IMAGE + 24));
        assertEquals(0x55555555, b.read32(IMAGE + 160));
    }

    @Test
    void fxsaveAndFxrstorWantAlignedMemory() {
        assertEquals(13, flat("fxsave [0x50008]", "0fae0508000500").run().vector());
        assertEquals(13, flat("fxrstor [0x50004]", "0fae0d04000500").run().vector());
    }

    @Test
    void ldmxcsrAndStmxcsrMoveMxcsr() {
        Bench b = flat(
                        "mov eax, cr4 ; or eax, 0x600 ; mov cr4, eax ; stmxcsr [0x50000] ; mov dword [0x50004], 0xffff ; ldmxcsr [0x50004] ; stmxcsr [0x50008] ; hlt",
                        "0f20e00d000600000f22e00fae1d00000500c70504000500ffff00000fae15040005000fae1d08000500f4")
                .run();
        assertEquals(0x1f80, b.read32(IMAGE));
        assertEquals(0xffff, b.read32(IMAGE + 8));
    }

    @Test
    void reservedBitsOfMxcsrAreGp() {
        assertEquals(
                13,
                flat(
                                "mov eax, cr4 ; or eax, 0x600 ; mov cr4, eax ; mov dword [0x50000], 0x11f80 ; ldmxcsr [0x50000]",
                                "0f20e00d000600000f22e0c70500000500801f01000fae1500000500")
                        .run()
                        .vector());
        assertEquals(
                13,
                flat(
                                "mov eax, cr4 ; or eax, 0x600 ; mov cr4, eax ; mov dword [0x50018], 0x11f80 ; fxrstor [0x50000]",
                                "0f20e00d000600000f22e0c70518000500801f01000fae0d00000500")
                        .run()
                        .vector());
        String daz = "DAZ came with SSE2";
        Bench b = Bench.flat(
                "pentium3",
                "mov eax, cr4 ; or eax, 0x600 ; mov cr4, eax ; mov dword [0x50000], 0x1fc0 ; ldmxcsr [0x50000]",
                "0f20e00d000600000f22e0c70500000500c01f00000fae1500000500");
        assertEquals(13, b.run().vector(), daz);
    }

    @Test
    void taskSwitchedIsNm() {
        String[][] programs = {
            {
                "mov eax, cr4 ; or eax, 0x600 ; mov cr4, eax ; mov eax, cr0 ; or al, 8 ; mov cr0, eax ; pxor mm0, mm0",
                "0f20e00d000600000f22e00f20c00c080f22c00fefc0"
            },
            {
                "mov eax, cr4 ; or eax, 0x600 ; mov cr4, eax ; mov eax, cr0 ; or al, 8 ; mov cr0, eax ; xorps xmm0, xmm0",
                "0f20e00d000600000f22e00f20c00c080f22c00f57c0"
            },
            {
                "mov eax, cr4 ; or eax, 0x600 ; mov cr4, eax ; mov eax, cr0 ; or al, 8 ; mov cr0, eax ; fxsave [0x50000]",
                "0f20e00d000600000f22e00f20c00c080f22c00fae0500000500"
            },
            {
                "mov eax, cr4 ; or eax, 0x600 ; mov cr4, eax ; mov eax, cr0 ; or al, 8 ; mov cr0, eax ; ldmxcsr [0x50000]",
                "0f20e00d000600000f22e00f20c00c080f22c00fae1500000500"
            },
            {
                "mov eax, cr4 ; or eax, 0x600 ; mov cr4, eax ; mov eax, cr0 ; or al, 8 ; mov cr0, eax ; movq2dq xmm0, mm0",
                "0f20e00d000600000f22e00f20c00c080f22c0f30fd6c0"
            }
        };
        for (String[] p : programs) {
            assertEquals(7, flat(p[0], p[1]).run().vector(), p[0]);
        }
    }

    /** Whoever handles #NM clears TS, and the instruction runs with the registers of the new owner. */
    @Test
    void lazySwitchRestoresRegistersInTheHandler() {
        Bench b = flat(
                "mov eax, cr4 ; or eax, 0x600 ; mov cr4, eax ; mov eax, 0x1234 ; movd xmm0, eax ; mov eax, cr0 ; or al, 8 ; mov cr0, eax ; movd ecx, xmm0 ; hlt",
                "0f20e00d000600000f22e0b834120000660f6ec00f20c00c080f22c0660f7ec1f4");
        b.memory.load(Bench.HANDLERS + 7 * 16, Bench.bytes("0f060fae0d00000500cf"));
        b.write32(IMAGE + 24, 0x1f80);
        b.write32(IMAGE + 160, 0x5678);
        b.run();
        assertEquals(0x5678, b.reg(CpuState.ECX));
    }

    @Test
    void emulationIsUdButNmForFxsave() {
        assertEquals(
                6,
                flat(
                                "mov eax, cr4 ; or eax, 0x600 ; mov cr4, eax ; mov eax, cr0 ; or al, 12 ; mov cr0, eax ; pxor mm0, mm0",
                                "0f20e00d000600000f22e00f20c00c0c0f22c00fefc0")
                        .run()
                        .vector());
        assertEquals(
                6,
                flat(
                                "mov eax, cr4 ; or eax, 0x600 ; mov cr4, eax ; mov eax, cr0 ; or al, 12 ; mov cr0, eax ; xorps xmm0, xmm0",
                                "0f20e00d000600000f22e00f20c00c0c0f22c00f57c0")
                        .run()
                        .vector());
        assertEquals(
                7,
                flat(
                                "mov eax, cr4 ; or eax, 0x600 ; mov cr4, eax ; mov eax, cr0 ; or al, 4 ; mov cr0, eax ; fxrstor [0x50000]",
                                "0f20e00d000600000f22e00f20c00c040f22c00fae0d00000500")
                        .run()
                        .vector());
    }

    @Test
    void xmmNeedsOsfxsrAndMmxDoesNot() {
        assertEquals(6, flat("xorps xmm0, xmm0", "0f57c0").run().vector());
        assertEquals(6, flat("stmxcsr [0x50000]", "0fae1d00000500").run().vector());
        assertEquals(
                -1,
                flat(
                                "pxor mm0, mm0 ; pavgb mm0, mm1 ; sfence ; lfence ; mfence ; movnti [0x50000], eax ; clflush [0x50000] ; prefetchnta [0] ; hlt",
                                "0fefc00fe0c10faef80faee80faef00fc305000005000fae3d000005000f180500000000f4")
                        .run()
                        .vector());
    }

    @Test
    void unmaskedExceptionIsXmAndWritesNothing() {
        Bench b = flat(
                "mov eax, cr4 ; or eax, 0x600 ; mov cr4, eax ; mov dword [0x50000], 0x1d80 ; ldmxcsr [0x50000] ; mov eax, 0x3f800000 ; movd xmm1, eax ; divss xmm1, xmm0 ; hlt",
                "0f20e00d000600000f22e0c70500000500801d00000fae1500000500b80000803f660f6ec8f30f5ec8f4");
        b.memory.load(Bench.HANDLERS + 19 * 16, Bench.bytes("660f7ec80fae1d00000500f4"));
        b.run();
        assertEquals(0x3f800000, b.eax());
        assertEquals(0x1d84, b.read32(IMAGE));
        assertEquals(0x8025, b.stack(0), "a fault: EIP is the instruction's");
    }

    @Test
    void withoutOsxmmexcptItIsUd() {
        Bench b = flat(
                "mov eax, 0x200 ; mov cr4, eax ; mov dword [0x50000], 0x1d80 ; ldmxcsr [0x50000] ; mov eax, 0x3f800000 ; movd xmm1, eax ; divss xmm1, xmm0 ; hlt",
                "b8000200000f22e0c70500000500801d00000fae1500000500b80000803f660f6ec8f30f5ec8f4");
        assertEquals(6, b.run().vector());
    }

    @Test
    void operandsOfSixteenBytesMustBeAligned() {
        assertEquals(
                13,
                flat(
                                "mov eax, cr4 ; or eax, 0x600 ; mov cr4, eax ; movaps xmm0, [0x50008]",
                                "0f20e00d000600000f22e00f280508000500")
                        .run()
                        .vector());
        assertEquals(
                13,
                flat(
                                "mov eax, cr4 ; or eax, 0x600 ; mov cr4, eax ; movdqa [0x50004], xmm0",
                                "0f20e00d000600000f22e0660f7f0504000500")
                        .run()
                        .vector());
        assertEquals(
                13,
                flat(
                                "mov eax, cr4 ; or eax, 0x600 ; mov cr4, eax ; addps xmm0, [0x50001]",
                                "0f20e00d000600000f22e00f580501000500")
                        .run()
                        .vector());
        assertEquals(
                -1,
                flat(
                                "mov eax, cr4 ; or eax, 0x600 ; mov cr4, eax ; movups xmm0, [0x50001] ; movdqu [0x50003], xmm0 ; addss xmm0, [0x50001] ; hlt",
                                "0f20e00d000600000f22e00f100501000500f30f7f0503000500f30f580501000500f4")
                        .run()
                        .vector());
    }

    @Test
    void storeAcrossAMissingPageWritesNothing() {
        Bench b = flat(
                        "mov eax, cr4 ; or eax, 0x600 ; mov cr4, eax ; mov eax, 0x100000 ; mov cr3, eax ; mov eax, cr0 ; or eax, 0x80000000 ; mov cr0, eax ; pcmpeqd xmm0, xmm0 ; movups [0x50ff8], xmm0",
                        "0f20e00d000600000f22e0b8000010000f22d80f20c00d000000800f22c0660f76c00f1105f80f0500")
                .pages();
        b.page(0x51000, 0);
        assertEquals(14, b.run().vector());
        assertEquals(0, b.read32(0x50ff8));
    }

    @Test
    void pendingX87ErrorIsMfBeforeAnMmxInstruction() {
        Bench b = flat(
                "mov eax, cr0 ; or al, 0x20 ; mov cr0, eax ; fninit ; push 0x37b ; fldcw [esp] ; fld1 ; fldz ; fdivp st1, st0 ; pxor mm0, mm0",
                "0f20c00c200f22c0dbe3687b030000d92c24d9e8d9eedef90fefc0");
        assertEquals(16, b.run().vector());
    }

    @Test
    void mmxOccupiesTheStackAndEmmsEmptiesIt() {
        Bench b = flat(
                "fninit ; fld1 ; pxor mm2, mm2 ; fnstenv [0x50000] ; fnsave [0x50100] ; frstor [0x50100] ; emms ; fnstenv [0x50200] ; hlt",
                "dbe3d9e80fefd2d93500000500dd3500010500dd25000105000f77d93500020500f4");
        b.run();
        assertEquals(0xffff0000, b.read32(IMAGE + 4), "TOP 0");
        assertEquals(0xffff1565, b.read32(IMAGE + 8), "MM2 is special, the others are what they were: 0 or 1");
        assertEquals(0, b.read32(IMAGE + 0x100 + 28 + 20), "MM2");
        assertEquals(0xffff, b.read16(IMAGE + 0x100 + 28 + 28), "sign and exponent are ones");
        assertEquals(0xffffffff, b.read32(IMAGE + 0x208), "all empty");
    }

    /** Whatever the rounding mode, and without C1. */
    @Test
    void fisttpTruncates() {
        Bench b = flat(
                "fninit ; fld1 ; fchs ; fadd st0, st0 ; fld1 ; fdivrp st1, st0 ; fld st0 ; fadd st0, st0 ; fadd st0, st1 ; fisttp dword [0x50000] ; fisttp qword [0x50008] ; fnstsw ax ; hlt",
                "dbe3d9e8d9e0dcc0d9e8def1d9c0dcc0d8c1db0d00000500dd0d08000500dfe0f4");
        b.write32(0x5000c, 0x55);
        b.run();
        assertEquals(-1, b.read32(0x50000), "-1.5");
        assertEquals(0, b.read32(0x5000c), "-0.5");
        assertEquals(0x20, b.eax() & 0xffff, "PE, TOP 0");
    }

    @Test
    void modelsHaveWhatTheirTimeHad() {
        String[] text = {"pxor mm0, mm0 ; hlt", "0fefc0f4"};
        String[] fxsave = {"fxsave [0x50000] ; hlt", "0fae0500000500f4"};
        String[] sse = {
            "mov eax, cr4 ; or eax, 0x600 ; mov cr4, eax ; xorps xmm0, xmm0 ; hlt", "0f20e00d000600000f22e00f57c0f4"
        };
        String[] sse2 = {
            "mov eax, cr4 ; or eax, 0x600 ; mov cr4, eax ; pxor xmm0, xmm0 ; hlt", "0f20e00d000600000f22e0660fefc0f4"
        };
        assertEquals(6, Bench.flat("pentiumpro", text[0], text[1]).run().vector());
        assertEquals(-1, Bench.flat("pentium", text[0], text[1]).run().vector());
        assertEquals(6, Bench.flat("pentium", fxsave[0], fxsave[1]).run().vector());
        assertEquals(-1, Bench.flat("pentium2", fxsave[0], fxsave[1]).run().vector());
        assertEquals(
                6, Bench.flat("pentium2", "xorps xmm0, xmm0", "0f57c0").run().vector());
        assertEquals(-1, Bench.flat("pentium3", sse[0], sse[1]).run().vector());
        assertEquals(6, Bench.flat("pentium3", sse2[0], sse2[1]).run().vector());
        assertEquals(-1, Bench.flat("qemu32", sse2[0], sse2[1]).run().vector());
        String[] sse3 = {
            "mov eax, cr4 ; or eax, 0x600 ; mov cr4, eax ; haddps xmm0, xmm0 ; fisttp dword [0x50000] ; hlt",
            "0f20e00d000600000f22e0f20f7cc0db0d00000500f4"
        };
        assertEquals(-1, Bench.flat("qemu32", sse3[0], sse3[1]).run().vector());
        assertEquals(6, Bench.flat("qemu32,-pni", sse3[0], sse3[1]).run().vector());
        assertEquals(
                6,
                Bench.flat("qemu32,-pni", "fisttp dword [0x50000]", "db0d00000500")
                        .run()
                        .vector());
    }

    @Test
    void registersAreSavedAndRestored() throws Exception {
        Bench b = flat(
                        "mov eax, cr4 ; or eax, 0x600 ; mov cr4, eax ; mov eax, 0x1234 ; movd xmm3, eax ; mov dword [0x50000], 0x3f80 ; ldmxcsr [0x50000] ; hlt",
                        "0f20e00d000600000f22e0b834120000660f6ed8c70500000500803f00000fae1500000500f4")
                .run();
        StateRecord saved = new StateRecord("cpu", 1);
        b.cpu.save(saved);
        Bench other = flat("hlt", "f4");
        other.memory.load(0, b.memory.array());
        other.cpu.restore(saved);
        StateRecord again = new StateRecord("cpu", 1);
        other.cpu.save(again);
        assertEquals(saved.toString(), again.toString());
        assertEquals(8, again.record("simd").getInts("xmm").length / 4);
        assertEquals(0x1234, again.record("simd").getInts("xmm")[12]);
        assertEquals(0x3f80, again.record("simd").getInt("mxcsr"));
    }
}

package backplane.cpu.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;

import backplane.core.CpuState;
import org.junit.jupiter.api.Test;

/** Page tables: permissions, marks, error codes, and what is cached of them. */
class PagingTest {
    private static final String ON = Bench.code(
            "mov eax, 0x100000 ; mov cr3, eax ; mov eax, cr0 ; or eax, 0x80000000 ; mov cr0, " + "eax ; jmp on ; on:",
            "b8000010000f22d80f20c00d000000800f22c0eb00");
    private static final int AFTER = Bench.CODE + ON.length() / 2;

    private static Bench paged(String text, String hex) {
        return Bench.flat(text, ON + hex).pages();
    }

    @Test
    void accessedAndDirtyAreSetOnUse() {
        Bench b = paged("mov eax, [0x50000] ; mov [0x51000], eax ; hlt", "a100000500a300100500f4")
                .run();
        assertEquals(0x50027, b.entry(0x50000));
        assertEquals(0x51067, b.entry(0x51000));
        assertEquals(0x52007, b.entry(0x52000));
        assertEquals(0x20, b.read32(Bench.DIRECTORY) & 0x60);
    }

    @Test
    void firstWriteAfterAReadSetsDirty() {
        Bench b = paged("mov eax, [0x50000] ; mov [0x50004], eax ; hlt", "a100000500a304000500f4")
                .run();
        assertEquals(0x50067, b.entry(0x50000));
    }

    @Test
    void absentPageReportsAddressAndCause() {
        Bench b = paged("mov ebx, 0x50ffe ; mov [ebx], eax", "bbfe0f05008903");
        b.page(0x51000, 0x51006);
        b.write32(0x50ffc, 0x11223344);
        assertEquals(14, b.run().vector());
        assertEquals(2, b.stack(0));
        assertEquals(AFTER + 5, b.stack(1));
        assertEquals(0x51000, b.cpu.state().control(2), "the second page's first byte, not the access's last");
        assertEquals(0x11223344, b.read32(0x50ffc), "a store across pages writes nothing when the second faults");
    }

    @Test
    void supervisorIgnoresReadOnlyUnlessWriteProtectIsOn() {
        Bench b = paged(
                "mov dword [0x50000], 1 ; mov ecx, cr0 ; or ecx, 0x10000 ; mov cr0, ecx ; mov " + "dword [0x50000], 2",
                "c70500000500010000000f20c181c9000001000f22c1c7050000050002000000");
        b.page(0x50000, 0x50005);
        assertEquals(14, b.run().vector());
        assertEquals(3, b.stack(0));
        assertEquals(1, b.read32(0x50000));
    }

    @Test
    void userMayNotTouchSupervisorPagesNorWriteReadOnlyOnes() {
        String user = Bench.code(
                "mov ecx, 0x23 ; mov ds, ecx ; push dword 0x23 ; push dword 0x70000 ; push dword "
                        + "0x202 ; push dword 0x1b ; push dword 0x9000 ; iret",
                "b9230000008ed96a23680000070068020200006a1b6800900000cf");
        Bench b = paged("", user);
        b.memory.load(0x9000, Bench.bytes(Bench.code("mov eax, [0x50000]", "a100000500")));
        b.page(0x50000, 0x50003);
        assertEquals(14, b.run().vector());
        assertEquals(5, b.stack(0));
        assertEquals(0x1b, b.stack(2));
        Bench w = paged("", user);
        w.memory.load(0x9000, Bench.bytes(Bench.code("mov [0x50000], eax", "a300000500")));
        w.page(0x50000, 0x50005);
        assertEquals(14, w.run().vector());
        assertEquals(7, w.stack(0));
    }

    @Test
    void fetchFromAnAbsentPageFaultsAtTheTarget() {
        Bench b = paged("mov eax, 0x50000 ; jmp eax", "b800000500ffe0");
        b.page(0x50000, 0);
        assertEquals(14, b.run().vector());
        assertEquals(0, b.stack(0));
        assertEquals(0x50000, b.stack(1));
        assertEquals(0x50000, b.cpu.state().control(2));
    }

    @Test
    void instructionAcrossPagesFaultsOnItsSecondPage() {
        Bench b = paged("mov eax, 0x50ffe ; jmp eax", "b8fe0f0500ffe0");
        b.memory.load(0x50ffe, (byte) 0xb8, (byte) 1);
        b.page(0x51000, 0);
        assertEquals(14, b.run().vector());
        assertEquals(0x50ffe, b.stack(1));
        assertEquals(0x51000, b.cpu.state().control(2));
    }

    @Test
    void globalPagesOutliveANewDirectoryButNotInvlpgOrCr4() {
        Bench b = paged(
                "mov eax, 0x90 ; mov cr4, eax ; mov eax, [0x50000] ; mov eax, [0x51000] ; mov dword [0x101140], 0x60007 ; "
                        + "mov dword [0x101144], 0x60007 ; mov eax, cr3 ; mov cr3, eax ; mov ebx, [0x50000] ; "
                        + "mov ecx, [0x51000] ; invlpg [0x50000] ; mov edx, [0x50000] ; mov dword [0x101140], 0x61107 ; "
                        + "mov esi, [0x50000] ; invlpg [0x50000] ; mov edi, [0x50000] ; "
                        + "mov dword [0x101140], 0x60107 ; mov eax, 0x10 ; mov cr4, eax ; mov esi, [0x50000] ; hlt",
                "b8900000000f22e0a100000500a100100500c7054011100007000600c70544111000070006000f20d80f22d88b1d000005008b0d"
                        + "001005000f013d000005008b1500000500c70540111000071106008b35000005000f013d000005008b3d00000500c705"
                        + "4011100007010600b8100000000f22e08b3500000500f4");
        b.page(0x50000, 0x50107);
        b.write32(0x50000, 0x1111);
        b.write32(0x51000, 0x2222);
        b.write32(0x60000, 0x3333);
        b.write32(0x61000, 0x4444);
        b.run();
        assertEquals(0x1111, b.reg(CpuState.EBX), "global: the old translation");
        assertEquals(0x3333, b.reg(CpuState.ECX), "not global: the new one");
        assertEquals(0x3333, b.reg(CpuState.EDX), "INVLPG drops a global one");
        assertEquals(0x4444, b.reg(CpuState.EDI));
        assertEquals(0x3333, b.reg(CpuState.ESI), "a write of CR4 drops all");
    }

    @Test
    void invlpgOfAPageWithCodeGoesToTheNewCode() {
        Bench b = paged(
                "mov esi, 4 ; again: mov edi, 0x50000 ; call edi ; add ebx, eax ; xor dword [0x101140], 0x1000 ; "
                        + "invlpg [0x50000] ; dec esi ; jnz again ; hlt",
                "be04000000bf00000500ffd701c3813540111000001000000f013d000005004e75e3f4");
        b.memory.load(0x50000, Bench.bytes(Bench.code("mov eax, 1 ; ret", "b801000000c3")));
        b.memory.load(0x51000, Bench.bytes(Bench.code("mov eax, 16 ; ret", "b810000000c3")));
        b.run();
        assertEquals(0x22, b.reg(CpuState.EBX));
    }

    @Test
    void codeInAGlobalPageIsSeenToChangeAfterANewDirectory() {
        Bench b = paged(
                "mov eax, 0x80 ; mov cr4, eax ; call 0x50000 ; mov eax, cr3 ; mov cr3, eax ; "
                        + "mov byte [0x50001], 7 ; call 0x50000 ; hlt",
                "b8800000000f22e0e8DDDDDDDD0f20d80f22d8c6050100050007e8EEEEEEEEf4"
                        .replace("DDDDDDDD", near(AFTER + 13))
                        .replace("EEEEEEEE", near(AFTER + 31)));
        b.page(0x50000, 0x50107);
        b.memory.load(0x50000, Bench.bytes(Bench.code("mov bl, 1 ; ret", "b301c3")));
        b.run();
        assertEquals(7, b.reg(CpuState.EBX) & 0xff);
    }

    /** The displacement from {@code next} to 50000h. */
    private static String near(int next) {
        return String.format("%08x", Integer.reverseBytes(0x50000 - next));
    }

    @Test
    void oldTranslationsHoldUntilInvalidated() {
        Bench b = paged(
                "mov eax, [0x50000] ; mov dword [0x101140], 0x60007 ; invlpg [0x50000] ; mov ecx, " + "[0x50000] ; hlt",
                "a100000500c70540111000070006000f013d000005008b0d00000500f4");
        b.write32(0x50000, 0x1111);
        b.write32(0x60000, 0x2222);
        b.run();
        assertEquals(0x1111, b.eax());
        assertEquals(0x2222, b.reg(CpuState.ECX));
    }

    @Test
    void loadOfCr3ForgetsTranslations() {
        Bench b = paged(
                "mov eax, [0x50000] ; mov dword [0x101140], 0x60007 ; mov ecx, cr3 ; mov cr3, ecx "
                        + "; mov ecx, [0x50000] ; hlt",
                "a100000500c70540111000070006000f20d90f22d98b0d00000500f4");
        b.write32(0x60000, 0x2222);
        assertEquals(0x2222, b.run().reg(CpuState.ECX));
    }

    @Test
    void fourMebibytePagesNeedPse() {
        Bench b = paged(
                "mov eax, cr4 ; or al, 0x10 ; mov cr4, eax ; mov dword [0x100004], 0x87 ; mov ecx, "
                        + "[0x450000] ; mov [0x450004], ecx ; hlt",
                "0f20e00c100f22e0c70504001000870000008b0d00004500890d04004500f4");
        b.write32(0x50000, 0x1234);
        b.run();
        assertEquals(0x1234, b.reg(CpuState.ECX));
        assertEquals(0x1234, b.read32(0x50004));
        assertEquals(0xe7, b.read32(Bench.DIRECTORY + 4) & 0xff);
    }

    @Test
    void codeIsFoundByItsNewPageAfterARemap() {
        Bench b = paged(
                "call 0x50000 ; mov dword [0x101140], 0x60007 ; mov ecx, cr3 ; mov cr3, ecx ; mov "
                        + "ebx, eax ; call 0x50000 ; hlt",
                "e8fb7f0400c70540111000070006000f20d90f22d989c3e8e47f0400f4");
        // The call is relative to where the snippet stands behind the paging prologue.
        int shift = AFTER - Bench.CODE;
        b.memory.load(0x50000 + shift, Bench.bytes("b801000000c3"));
        b.memory.load(0x60000 + shift, Bench.bytes("b802000000c3"));
        b.run();
        assertEquals(1, b.reg(CpuState.EBX));
        assertEquals(2, b.eax());
    }

    @Test
    void pageFaultWhileDeliveringAPageFaultIsADoubleFault() {
        Bench b = paged("mov eax, [0x50000]", "a100000500");
        b.page(0x50000, 0);
        b.page(0x1000, 0x1006);
        b.run();
        assertEquals(true, b.cpu.shutdown(), "the IDT itself is gone");
    }

    @Test
    void readModifyWriteFaultsAsAWrite() {
        Bench b = paged("add dword [0x50000], 1", "83050000050001");
        b.page(0x50000, 0);
        assertEquals(14, b.run().vector());
        assertEquals(2, b.stack(0));
    }

    @Test
    void faultInTheMiddleLeavesRegistersAlone() {
        Bench b = paged(
                "mov eax, 5 ; mov esp, 0x51000 ; pop dword [0x60000] ; hlt", "b805000000bc001005008f0500000600f4");
        b.page(0x60000, 0);
        b.gate(14, 8, Bench.HANDLERS + 14 * 16, 0x8e00);
        assertEquals(14, b.run().vector());
        assertEquals(0x51000 - 16, b.reg(CpuState.ESP));
        assertEquals(5, b.eax());
    }
}

package backplane.cpu.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;

import backplane.core.CpuState;
import org.junit.jupiter.api.Test;

/** PAE, execute disable, PSE-36. */
class WidePagingTest {
    private static final int POINTERS = 0x102000;
    private static final int DIRECTORY = 0x103000;
    private static final int TABLE = 0x104000;

    /** With CR4.PAE, PSE and PGE and CR0.WP. */
    private static final String ON = Bench.code(
            "mov eax, 0x102000 ; mov cr3, eax ; mov eax, 0xb0 ; mov cr4, eax ; mov eax, cr0 ; or eax, "
                    + "0x80010000 ; mov cr0, eax ; jmp on ; on:",
            "b8002010000f22d8b8b00000000f22e00f20c00d000001800f22c0e900000000");

    /** EFER.NXE. */
    private static final String NX =
            Bench.code("mov ecx, 0xc0000080 ; mov eax, 0x800 ; xor edx, edx ; wrmsr", "b9800000c0b80008000031d20f30");

    private static final int AFTER = Bench.CODE + ON.length() / 2;

    /** The first 2 MiB by 4 KiB pages, the second by a large one. */
    private static Bench pae(String model, String text, String hex) {
        Bench b = Bench.flat(model, text, hex);
        b.write32(POINTERS, DIRECTORY | 1);
        b.write32(DIRECTORY, TABLE | 7);
        b.write32(DIRECTORY + 8, 0x2000e7);
        for (int i = 0; i < 512; i++) {
            b.write32(TABLE + 8 * i, i << 12 | 7);
        }
        return b;
    }

    private static Bench pae(String text, String hex) {
        return pae("pentium3,+nx", text, ON + hex);
    }

    private static void page(Bench b, int linear, long entry) {
        b.write32(TABLE + (linear >>> 12) * 8, (int) entry);
        b.write32(TABLE + (linear >>> 12) * 8 + 4, (int) (entry >>> 32));
    }

    private static int entry(Bench b, int linear) {
        return b.read32(TABLE + (linear >>> 12) * 8);
    }

    @Test
    void threeLevelsLeadToThePageAndAreMarked() {
        Bench b = pae(
                "mov eax, [0x50000] ; mov [0x51000], eax ; mov [0x200004], eax ; hlt",
                "a100000500a300100500a304002000f4");
        b.write32(DIRECTORY + 8, 0x200087);
        b.write32(0x50000, 0x1234);
        b.run();
        assertEquals(-1, b.vector());
        assertEquals(0x1234, b.read32(0x200004));
        assertEquals(0x50027, entry(b, 0x50000));
        assertEquals(0x51067, entry(b, 0x51000));
        assertEquals(0x20, b.read32(DIRECTORY) & 0x60);
        assertEquals(0xe7, b.read32(DIRECTORY + 8) & 0xff);
        assertEquals(DIRECTORY | 1, b.read32(POINTERS), "pointers are not marked");
    }

    @Test
    void rightsAreThoseOfBothLevels() {
        Bench page = pae("mov eax, [0x50000] ; mov [0x50000], eax", "a100000500a300000500");
        page(page, 0x50000, 0x50005);
        assertEquals(14, page.run().vector());
        assertEquals(3, page.stack(0));
        Bench large = pae("mov eax, [0x200000] ; mov [0x200000], eax", "a100002000a300002000");
        large.write32(DIRECTORY + 8, 0x200085);
        assertEquals(14, large.run().vector());
        assertEquals(3, large.stack(0));
    }

    @Test
    void absentEntriesFaultAtEachLevel() {
        Bench pointer = pae("mov eax, [0x40000000]", "a100000040");
        assertEquals(14, pointer.run().vector());
        assertEquals(0, pointer.stack(0));
        Bench directory = pae("mov [0x400000], eax", "a300004000");
        assertEquals(14, directory.run().vector());
        assertEquals(2, directory.stack(0));
        Bench table = pae("mov eax, [0x50000]", "a100000500");
        page(table, 0x50000, 6);
        assertEquals(14, table.run().vector());
        assertEquals(0, table.stack(0));
    }

    @Test
    void reservedBitsFaultWithTheirOwnCode() {
        long[] entries = {0x50007L | 1L << 36, 0x50007L | 1L << 62, 0x50007L | 1L << 63};
        for (long entry : entries) {
            Bench b = pae("mov eax, [0x50000]", "a100000500");
            page(b, 0x50000, entry);
            assertEquals(14, b.run().vector());
            assertEquals(9, b.stack(0), Long.toHexString(entry));
            assertEquals(0x50000, b.cpu.state().control(2));
        }
        Bench big = pae("mov [0x200000], eax", "a300002000");
        big.write32(DIRECTORY + 8, 0x202087);
        assertEquals(14, big.run().vector());
        assertEquals(11, big.stack(0));
    }

    @Test
    void reservedBitsInAPointerAreRefusedAtTheLoadOfCr3() {
        Bench b = pae(
                "mov dword [0x102008], 0x103003 ; mov ebx, cr3 ; mov eax, 0x102000 ; mov cr3, eax",
                "c70508201000033010000f20dbb8002010000f22d8");
        assertEquals(13, b.run().vector());
        assertEquals(0, b.stack(0));
        assertEquals(AFTER + 18, b.stack(1));
    }

    @Test
    void pointersAreReadWhenCr3IsLoaded() {
        Bench b = pae(
                "mov eax, [0x50000] ; mov dword [0x102008], 0x103001 ; mov eax, [0x40050000]",
                "a100000500c7050820100001301000a100000540");
        assertEquals(14, b.run().vector());
        assertEquals(0, b.stack(0));
        Bench loaded = pae(
                "mov eax, [0x50000] ; mov dword [0x102008], 0x103001 ; mov eax, cr3 ; mov cr3, eax ; mov eax, "
                        + "[0x40050000] ; hlt",
                "a100000500c70508201000013010000f20d80f22d8a100000540f4");
        loaded.write32(0x50000, 0x77);
        assertEquals(-1, loaded.run().vector());
        assertEquals(0x77, loaded.eax());
    }

    @Test
    void fetchFromAPageThatForbidsItFaults() {
        Bench b = pae("mov ebx, [0x50000] ; mov eax, 0x50000 ; jmp eax", NX + "8b1d00000500b800000500ffe0");
        page(b, 0x50000, 0x50007L | 1L << 63);
        b.write32(0x50000, 0xf4);
        assertEquals(14, b.run().vector());
        assertEquals(0x11, b.stack(0));
        assertEquals(0x50000, b.stack(1));
        assertEquals(0xf4, b.reg(CpuState.EBX), "reading is not executing");
    }

    @Test
    void oneFrameMayBeExecutedAtOneAddressAndNotAtAnother() {
        Bench b = pae(
                "mov eax, 0x50000 ; call eax ; mov ebx, [0x60000] ; mov eax, 0x60000 ; call eax",
                NX + "b800000500ffd08b1d00000600b800000600ffd0");
        page(b, 0x60000, 0x50007L | 1L << 63);
        b.memory.load(0x50000, (byte) 0xc3);
        assertEquals(14, b.run().vector());
        assertEquals(0x11, b.stack(0));
        assertEquals(0x60000, b.cpu.state().control(2));
        assertEquals(0xc3, b.reg(CpuState.EBX) & 0xff);
    }

    @Test
    void pageThatLosesTheRightIsNotExecutedAfterInvlpg() {
        Bench b = pae(
                "mov eax, 0x50000 ; call eax ; call eax ; mov dword [0x104284], 0x80000000 ; invlpg [0x50000] ; "
                        + "mov ebx, [0x50000] ; call eax",
                NX + "b800000500ffd0ffd0c70584421000000000800f013d000005008b1d00000500ffd0");
        b.memory.load(0x50000, (byte) 0xc3);
        assertEquals(14, b.run().vector());
        assertEquals(0x11, b.stack(0));
    }

    @Test
    void hotCallIntoAPageThatLosesTheRightFaults() {
        Bench b = pae(
                "mov eax, 0x50000 ; first: mov ecx, 100 ; l: call eax ; loop l ; mov dword [0x104284], "
                        + "0x80000000 ; invlpg [0x50000] ; jmp first",
                NX + "b800000500b964000000ffd0e2fcc70584421000000000800f013d00000500e9e1ffffff");
        b.memory.load(0x50000, (byte) 0xc3);
        assertEquals(14, b.run().vector());
        assertEquals(0x11, b.stack(0));
        assertEquals(0x50000, b.stack(1));
        assertEquals(100, b.reg(CpuState.ECX), "the first call of the second round");
    }

    @Test
    void withoutExecuteDisableTheFetchBitIsNotReported() {
        Bench b = pae("mov eax, 0x50000 ; jmp eax", "b800000500ffe0");
        page(b, 0x50000, 0);
        assertEquals(14, b.run().vector());
        assertEquals(0, b.stack(0));
        Bench nx = pae("mov eax, 0x50000 ; jmp eax", NX + "b800000500ffe0");
        page(nx, 0x50000, 0);
        assertEquals(14, nx.run().vector());
        assertEquals(0x10, nx.stack(0));
    }

    @Test
    void aboveFourGibibytesIsOpenBus() {
        Bench b = pae(
                "mov dword [0x50000], 5 ; mov eax, [0x50000] ; mov bl, [0x50001] ; mov ecx, [0x51000] ; mov edx, "
                        + "0x50000 ; jmp edx",
                "c7050000050005000000a1000005008a1d010005008b0d00100500ba00000500ffe2");
        page(b, 0x50000, 0x1_0005_1007L);
        assertEquals(6, b.run().vector());
        assertEquals(0x50000, b.stack(0), "FF FF is undefined");
        assertEquals(-1, b.eax());
        assertEquals(0xff, b.reg(CpuState.EBX) & 0xff);
        assertEquals(0, b.reg(CpuState.ECX));
        Bench tables = pae("mov eax, [0x50000]", "a100000500");
        tables.write32(DIRECTORY + 12, 1);
        tables.write32(DIRECTORY + 8, TABLE | 7);
        tables.memory.load(AFTER, Bench.bytes(Bench.code("mov eax, [0x250000]", "a100002500")));
        assertEquals(14, tables.run().vector());
        assertEquals(9, tables.stack(0), "entries there read all ones");
    }

    @Test
    void globalPagesOutliveANewDirectory() {
        Bench b = pae(
                "mov eax, [0x50000] ; mov eax, [0x51000] ; mov dword [0x104280], 0x60007 ; mov dword [0x104288], "
                        + "0x60007 ; mov eax, cr3 ; mov cr3, eax ; mov ebx, [0x50000] ; mov ecx, [0x51000] ; invlpg "
                        + "[0x50000] ; mov edx, [0x50000] ; hlt",
                "a100000500a100100500c7058042100007000600c70588421000070006000f20d80f22d88b1d000005008b0d00100500"
                        + "0f013d000005008b1500000500f4");
        page(b, 0x50000, 0x50107);
        b.write32(0x50000, 1);
        b.write32(0x60000, 3);
        b.run();
        assertEquals(1, b.reg(CpuState.EBX));
        assertEquals(3, b.reg(CpuState.ECX));
        assertEquals(3, b.reg(CpuState.EDX));
    }

    @Test
    void invlpgOfAnyAddressDropsTheWholeLargePage() {
        Bench b = pae(
                "mov eax, [0x200000] ; mov eax, [0x201000] ; mov dword [0x103008], 0xe7 ; invlpg [0x300000] ; "
                        + "mov ebx, [0x201000] ; hlt",
                "a100002000a100102000c70508301000e70000000f013d000030008b1d00102000f4");
        b.write32(0x201000, 1);
        b.write32(0x1000, 2);
        assertEquals(2, b.run().reg(CpuState.EBX));
    }

    @Test
    void registersSurviveSaveAndRestore() {
        Bench b = pae("mov dword [0x102000], 0 ; mov eax, [0x50000] ; hlt", "c7050020100000000000a100000500f4");
        b.write32(0x50000, 9);
        for (int i = 0; i < 100 && b.eip() != AFTER + 10; i++) {
            b.cpu.run(1);
        }
        b.replaceCpu("pentium3,+nx");
        assertEquals(9, b.run().eax());
    }

    @Test
    void fourMebibytePagesReachAboveFourGibibytesWithPse36Only() {
        String hex = Bench.code(
                "mov eax, 0x100000 ; mov cr3, eax ; mov eax, 0x10 ; mov cr4, eax ; mov eax, cr0 ; or eax, "
                        + "0x80000000 ; mov cr0, eax ; jmp on ; on: mov eax, [0x400000] ; hlt",
                "b8000010000f22d8b8100000000f22e00f20c00d000000800f22c0e900000000a100004000f4");
        int[] reserved = {0x2000, 0x200000};
        int[][] codes = {{9, -1}, {9, 9}};
        for (int r = 0; r < 2; r++) {
            Bench old = Bench.flat("pentium", "", hex).pages();
            old.write32(Bench.DIRECTORY + 4, 0x87 | reserved[r]);
            assertEquals(14, old.run().vector());
            assertEquals(codes[r][0], old.stack(0));
            Bench wide = Bench.flat("pentium3", "", hex).pages();
            wide.write32(Bench.DIRECTORY + 4, 0x87 | reserved[r]);
            wide.run();
            assertEquals(codes[r][1] < 0 ? -1 : 14, wide.vector());
            assertEquals(codes[r][1], codes[r][1] < 0 ? wide.eax() : wide.stack(0));
        }
    }

    @Test
    void modelsWithoutPaeRefuseItInCr4() {
        assertEquals(
                13,
                Bench.flat("pentium", "mov eax, 0x20 ; mov cr4, eax", "b8200000000f22e0")
                        .run()
                        .vector());
        assertEquals(13, Bench.flat("pentium2", "NX", NX).run().vector(), "nor is there EFER");
    }
}

package backplane.cpu.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;

import backplane.api.device.ResetKind;
import backplane.core.CpuState;
import org.junit.jupiter.api.Test;

/** Model-specific registers, and SYSENTER and SYSEXIT, whose place they hold. */
class MsrTest {
    private static final int[] FIXED = {
        0x250, 0x258, 0x259, 0x268, 0x269, 0x26a, 0x26b, 0x26c, 0x26d, 0x26e, 0x26f,
    };

    /** Writes the register and reads it back into EDX:EAX. */
    private static Bench writeAndRead(String model, int number, long value) {
        String hex = "b9" + little(number) + "b8" + little((int) value) + "ba" + little((int) (value >>> 32))
                + "0f3031c031d20f32f4";
        return Bench.flat(
                        model,
                        "mov ecx, number ; mov eax, low ; mov edx, high ; wrmsr ; xor eax, eax ; xor edx, edx ; rdmsr ; hlt",
                        hex)
                .run();
    }

    private static Bench read(String model, int number) {
        return Bench.flat(model, "mov ecx, number ; rdmsr ; hlt", "b9" + little(number) + "0f32f4")
                .run();
    }

    private static String little(int v) {
        return String.format("%08x", Integer.reverseBytes(v));
    }

    private static long pair(Bench b) {
        return (long) b.reg(CpuState.EDX) << 32 | b.eax() & 0xffffffffL;
    }

    private static void keeps(String model, int number, long value) {
        Bench b = writeAndRead(model, number, value);
        assertEquals(-1, b.vector(), Integer.toHexString(number));
        assertEquals(Long.toHexString(value), Long.toHexString(pair(b)), Integer.toHexString(number));
    }

    private static void refuses(String model, int number, long value) {
        Bench b = writeAndRead(model, number, value);
        assertEquals(13, b.vector(), Integer.toHexString(number) + " " + Long.toHexString(value));
        assertEquals(0, b.stack(0));
    }

    @Test
    void memoryTypeRangesKeepWhatIsLegal() {
        assertEquals(0x508, pair(read("pentiumpro", 0xfe)));
        for (int i = 0; i < 8; i++) {
            keeps("pentiumpro", 0x200 + 2 * i, 0xf_fffff006L);
            keeps("pentiumpro", 0x201 + 2 * i, 0xf_f8000800L);
        }
        for (int number : FIXED) {
            keeps("pentiumpro", number, 0x0605040100060504L);
        }
        keeps("pentiumpro", 0x2ff, 0xc06);
    }

    @Test
    void memoryTypeRangesRefuseTheRest() {
        refuses("pentiumpro", 0x200, 2);
        refuses("pentiumpro", 0x200, 0x106);
        refuses("pentiumpro", 0x200, 0x10_00000006L);
        refuses("pentiumpro", 0x201, 0x400);
        refuses("pentiumpro", 0x201, 0x10_00000800L);
        refuses("pentiumpro", 0x250, 0x0700000000000000L);
        refuses("pentiumpro", 0x2ff, 3);
        refuses("pentiumpro", 0x2ff, 0x1006);
        refuses("pentiumpro", 0xfe, 0x508);
        for (int number : new int[] {0x210, 0x251, 0x25a, 0x270, 0x2fe}) {
            refuses("pentiumpro", number, 0);
        }
        refuses("qemu32", 0x2ff, 0);
        refuses("pentium", 0x200, 0);
    }

    @Test
    void pageAttributesStartAsTheManualSays() {
        assertEquals(0x0007040600070406L, pair(read("pentium3", 0x277)));
        keeps("pentium3", 0x277, 0x0706050401000706L);
        refuses("pentium3", 0x277, 2);
        refuses("pentiumpro", 0x277, 0);
    }

    @Test
    void machineCheckBanksAreClean() {
        assertEquals(5, pair(read("pentium2", 0x179)));
        keeps("pentium2", 0x17a, 4);
        refuses("pentium2", 0x17a, 8);
        for (int bank = 0; bank < 5; bank++) {
            keeps("pentium2", 0x400 + 4 * bank, -1L);
            keeps("pentium2", 0x401 + 4 * bank, 0);
            refuses("pentium2", 0x401 + 4 * bank, 1);
        }
        refuses("pentium2", 0x414, 0);
        assertEquals(0, pair(read("pentium", 1)));
        assertEquals(13, read("486,+msr", 1).vector());
    }

    @Test
    void executeDisableIsTheOnlyBitOfEfer() {
        keeps("pentium3,+nx", 0xc0000080, 0x800);
        refuses("pentium3,+nx", 0xc0000080, 0x100);
        refuses("pentium3", 0xc0000080, 0);
    }

    @Test
    void sysenterEntersFlatRingZero() {
        Bench b = Bench.flat(
                "pentium2",
                "mov ecx, 0x174 ; xor edx, edx ; mov eax, 0x9 ; wrmsr ; inc ecx ; mov eax, 0x5000 ; wrmsr ; inc "
                        + "ecx ; mov eax, l ; wrmsr ; sti ; nop ; sysenter ; hlt ; l: pushfd ; pop ebx ; mov edx, cs ; mov "
                        + "ecx, ss ; hlt",
                "b97401000031d2b8090000000f3041b8005000000f3041b8238000000f30fb900f34f49c5b8cca8cd1f4");
        b.run();
        assertEquals(-1, b.vector());
        assertEquals(0x5000, b.reg(CpuState.ESP));
        assertEquals(8, b.reg(CpuState.EDX));
        assertEquals(0x10, b.reg(CpuState.ECX));
        assertEquals(2, b.reg(CpuState.EBX) & 0x30202, "IF is clear");
    }

    @Test
    void sysexitGoesToRingThree() {
        String hex = Bench.code(
                "mov ecx, 0x174 ; xor edx, edx ; mov eax, 8 ; wrmsr ; mov ecx, 0x70000 ; mov edx, 0x9000 ; "
                        + "sysexit",
                "b97401000031d2b8080000000f30b900000700ba009000000f35");
        Bench b = Bench.flat("pentium2", "", hex);
        b.memory.load(
                0x9000,
                Bench.bytes(Bench.code("mov eax, cs ; mov ebx, ss ; mov esi, esp ; sysexit", "8cc88cd389e60f35")));
        b.run();
        assertEquals(13, b.vector(), "SYSEXIT is ring 0's");
        assertEquals(0x1b, b.eax());
        assertEquals(0x23, b.reg(CpuState.EBX));
        assertEquals(0x70000, b.reg(CpuState.ESI));
        assertEquals(0x1b, b.stack(2));
    }

    @Test
    void sysenterNeedsItsSelectorAndProtectedMode() {
        assertEquals(13, Bench.flat("pentium2", "sysenter", "0f34").run().vector());
        assertEquals(13, Bench.flat("pentium2", "sysexit", "0f35").run().vector());
        assertEquals(6, Bench.flat("pentiumpro", "sysenter", "0f34").run().vector());
    }

    @Test
    void registersSurviveSaveAndRestoreAndInitButNotReset() {
        Bench b = Bench.flat(
                "pentium3",
                "mov ecx, 0x2ff ; mov eax, 0xc06 ; xor edx, edx ; wrmsr ; xor eax, eax ; rdmsr ; hlt",
                "b9ff020000b8060c000031d20f3031c00f32f4");
        for (int i = 0; i < 4; i++) {
            b.cpu.run(1);
        }
        b.replaceCpu("pentium3");
        assertEquals(0xc06, b.run().eax());
        b.cpu.reset(ResetKind.SOFT);
        assertEquals(0xc06, realRead(b));
        b.cpu.reset(ResetKind.HARD);
        assertEquals(0, realRead(b));
    }

    /** Runs real-mode code that reads MTRRdefType. */
    private static int realRead(Bench b) {
        b.memory.load(0x7c00, Bench.bytes(Bench.code("mov ecx, 0x2ff ; rdmsr ; hlt", "66b9ff0200000f32f4")));
        b.cpu.state().selector(CpuState.CS, 0);
        b.cpu.state().eip(0x7c00);
        return b.run().eax();
    }
}

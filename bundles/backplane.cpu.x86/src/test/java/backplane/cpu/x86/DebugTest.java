package backplane.cpu.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.api.device.ResetKind;
import backplane.core.CpuState;
import org.junit.jupiter.api.Test;

/** The debug registers and what they stop. */
class DebugTest {
    /** EAX goes to DR0 and ECX to DR7. */
    private static final String ARM = Bench.code("mov dr0, eax ; mov dr7, ecx", "0f23c00f23f9");

    private static final int DR6_TO_EDX = 0x0f21f2;

    /** The handler of #DB keeps DR6 in EDX. */
    private static Bench bench(String text, String hex) {
        Bench b = Bench.flat(text, hex);
        b.memory.load(Bench.HANDLERS + 16, Bench.bytes(String.format("%06xf4", DR6_TO_EDX)));
        return b;
    }

    private static void stoppedAt(int eip, int dr6, Bench b) {
        assertEquals(Bench.HANDLERS + 16 + 4, b.eip(), b.cpu.state().dump());
        assertEquals(eip, b.stack(0));
        assertEquals(0xffff0ff0 | dr6, b.reg(CpuState.EDX));
    }

    @Test
    void instructionBreakpointStopsBeforeIt() {
        Bench b = bench(
                        "mov eax, 0x8012 ; mov ecx, 1 ; ARM ; mov bl, 1 ; mov bh, 1 ; hlt",
                        "b812800000b901000000" + ARM + "b301b701f4")
                .run();
        stoppedAt(0x8012, 1, b);
        assertEquals(1, b.reg(CpuState.EBX));
        assertEquals(0, b.stack(2) & 0x10000, "the handler sets RF itself");
    }

    @Test
    void resumeFlagLetsTheInstructionPassOnce() {
        Bench b = bench(
                "mov eax, 0x8010 ; mov ecx, 1 ; ARM ; inc ebx ; jmp $-1", "b810800000b901000000" + ARM + "43ebfd");
        b.memory.load(
                Bench.HANDLERS + 16,
                Bench.bytes(Bench.code(
                        "inc esi ; cmp esi, 3 ; je out ; or dword [esp+8], 0x10000 ; iret ; out: hlt",
                        "4683fe037409814c240800000100cff4")));
        b.run();
        assertEquals(3, b.reg(CpuState.ESI));
        assertEquals(2, b.reg(CpuState.EBX), "twice through, at the third time not yet");
    }

    @Test
    void writeBreakpointStopsBehindTheStoreAndIgnoresLoads() {
        Bench b = bench(
                        "mov eax, 0x50002 ; mov ecx, 0x50001 ; ARM ; mov bx, [0x50002] ; mov dword [0x50000], 7 ; hlt",
                        "b802000500b901000500" + ARM + "668b1d02000500c7050000050007000000f4")
                .run();
        stoppedAt(0x8021, 1, b);
        assertEquals(7, b.read32(0x50000));
    }

    @Test
    void accessBreakpointStopsBehindALoadAndInTheMiddleOfARepeat() {
        Bench b = bench(
                        "mov eax, 0x50005 ; mov ecx, 0x30001 ; ARM ; mov esi, 0x50000 ; mov edi, 0x60000 ; mov ecx, 9 ; "
                                + "rep movsb ; hlt",
                        "b805000500b901000300" + ARM + "be00000500bf00000600b909000000f3a4f4")
                .run();
        stoppedAt(0x801f, 1, b);
        assertEquals(0x50006, b.reg(CpuState.ESI));
        assertEquals(3, b.reg(CpuState.ECX));
    }

    @Test
    void portBreakpointNeedsDebugExtensions() {
        String code = "b880000000b901000200" + ARM + "b301e680b302f4";
        Bench off = bench("mov eax, 0x80 ; mov ecx, 0x20001 ; ARM ; mov bl, 1 ; out 0x80, al ; mov bl, 2 ; hlt", code)
                .run();
        assertEquals(2, off.reg(CpuState.EBX));
        Bench on = bench(
                        "mov eax, 8 ; mov cr4, eax ; and the same",
                        Bench.code("mov eax, 8 ; mov cr4, eax", "b8080000000f22e0") + code)
                .run();
        stoppedAt(0x801c, 1, on);
        assertEquals(1, on.reg(CpuState.EBX));
    }

    @Test
    void generalDetectGuardsTheRegisters() {
        Bench b = bench("mov ecx, 0x2000 ; mov dr7, ecx ; mov eax, dr0", "b9002000000f23f90f21c0")
                .run();
        stoppedAt(0x8008, 0x2000, b);
    }

    @Test
    void aliasesGoWithDebugExtensions() {
        Bench b = Bench.flat("mov eax, dr4 ; mov ecx, dr5 ; hlt", "0f21e00f21e9f4")
                .run();
        assertEquals(0xffff0ff0, b.eax());
        assertEquals(0x400, b.reg(CpuState.ECX));
        Bench d = Bench.flat("mov eax, 8 ; mov cr4, eax ; mov eax, dr4", "b8080000000f22e00f21e0")
                .run();
        assertEquals(6, d.vector());
        assertEquals(0x8008, d.stack(0));
    }

    @Test
    void breakpointsEndWithTheirEnableBitsAndWithReset() {
        Bench b = bench(
                        "mov eax, 0x50000 ; mov ecx, 0x10001 ; ARM ; xor ecx, ecx ; mov dr7, ecx ; mov [0x50000], eax ; "
                                + "hlt",
                        "b800000500b901000100" + ARM + "31c90f23f9a300000500f4")
                .run();
        assertEquals(0x50000, b.read32(0x50000));
        assertTrue(b.cpu.halted());
        b.cpu.reset(ResetKind.HARD);
        assertEquals(0xfff0, b.eip());
    }

    @Test
    void faultsAskForTheirInstructionToBeResumed() {
        Bench b = Bench.flat("ud2", "0f0b").run();
        assertEquals(6, b.vector());
        assertEquals(0x10000, b.stack(2) & 0x10000);
    }

    @Test
    void stepsOfBranchesPassOverTheRest() {
        Bench b = bench(
                        "mov ecx, 0x1d9 ; mov eax, 2 ; xor edx, edx ; wrmsr ; pushfd ; or dword [esp], 0x100 ; popfd ; "
                                + "nop ; inc ebx ; jmp $+3 ; nop ; hlt",
                        "b9d9010000b80200000031d20f309c810c24000100009d9043eb0190f4")
                .run();
        stoppedAt(0x801c, 0x4000, b);
        assertEquals(1, b.reg(CpuState.EBX));
    }

    @Test
    void thereAreTwoEventCounters() {
        Bench b = Bench.flat("mov ecx, 2 ; rdpmc", "b9020000000f33").run();
        assertEquals(13, b.vector());
        assertEquals(0x8005, b.stack(1));
    }

    @Test
    void registersOfTheP6AreThereAndOthersFault() {
        Bench b = Bench.flat(
                        "mov ecx, 0x8b ; mov eax, 5 ; wrmsr ; rdmsr ; mov ebx, eax ; mov cl, 0xc1 ; mov eax, 0x80000000 "
                                + "; wrmsr ; xor eax, eax ; rdmsr ; mov esi, eax ; mov edi, edx ; mov ecx, 0xff ; rdmsr",
                        "b98b000000b8050000000f300f3289c3b1c1b8000000800f3031c00f3289c689d7b9ff0000000f32")
                .run();
        assertEquals(13, b.vector());
        assertEquals(0, b.reg(CpuState.EBX));
        assertEquals(0x80000000, b.reg(CpuState.ESI));
        assertEquals(0xff, b.reg(CpuState.EDI));
    }

    /** SDM vol. 3A section 6.8.3. */
    @Test
    void aStepDoesNotEndBetweenMovSsAndTheInstructionBehindIt() {
        Bench b = Bench.flat(
                        "pushfd ; or dword [esp], 0x100 ; mov edx, 0x10 ; popfd ; mov ss, edx ; nop ; nop ; hlt",
                        "9c810c2400010000ba100000009d8ed29090f4")
                .run();
        assertEquals(1, b.vector());
        assertEquals(Bench.CODE + 0x11, b.stack(0));
    }
}

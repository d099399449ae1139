package backplane.cpu.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.core.CpuState;
import backplane.core.EngineView;
import backplane.cpu.x86.model.Model;
import org.junit.jupiter.api.Test;

/** Code that changes under the processor is executed as it then is. */
class SelfModifyingTest {
    @Test
    void storeIntoTheNextInstructionCounts() {
        Bench b = Bench.flat("mov byte [there + 1], 7 ; there: mov al, 1 ; hlt", "c6050880000007b001f4")
                .run();
        assertEquals(7, b.eax());
    }

    @Test
    void loopThatRewritesItsOwnImmediate() {
        Bench b = Bench.flat(
                        "mov ecx, 5 ; again: mov eax, 0 ; inc dword [again + 1] ; dec ecx ; jnz again ; " + "hlt",
                        "b905000000b800000000ff05068000004975f2f4")
                .run();
        assertEquals(4, b.eax());
    }

    @Test
    void stringStoreIntoCodeCounts() {
        Bench b = Bench.flat(
                "call there ; mov ebx, eax ; mov edi, there ; mov ecx, 6 ; mov al, 0x40 ; rep "
                        + "stosb ; call there ; hlt ; times 64 nop ; there: mov eax, 0x11 ; ret",
                "e85600000089c3bf5b800000b906000000b040f3aae841000000f4909090909090909090909090909090909090909090"
                        + "90909090909090909090909090909090909090909090909090909090909090909090909090909090909090b811000000"
                        + "c3");
        b.run();
        assertEquals(0x11, b.reg(CpuState.EBX));
    }

    @Test
    void busMasterWriteIntoCodeCounts() {
        Bench b = Bench.flat("again: mov al, 1 ; out 0x80, al ; jmp again", "b001e680ebfa");
        b.onPort = () -> b.memory.load(Bench.CODE + 4, (byte) 0xf4);
        b.run();
        assertEquals(Bench.CODE + 5, b.eip());
    }

    @Test
    void dataBesideCodeDoesNotDisturbIt() {
        Bench b = Bench.flat(
                        "mov ecx, 1000 ; again: inc dword [data] ; loop again ; mov eax, [data] ; hlt ; "
                                + "times 0x100 db 0 ; data: dd 0",
                        "b9e8030000ff0513810000e2f8a113810000f40000000000000000000000000000000000000000000000000000000000"
                                + "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
                                + "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
                                + "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
                                + "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
                                + "000000000000000000000000000000000000000000000000000000000000000000000000000000")
                .run();
        assertEquals(1000, b.eax());
    }

    @Test
    void changeSeenThroughAnotherLinearAddress() {
        Bench b = Bench.flat(
                        "",
                        Bench.code(
                                "mov dword [0x101140], 0x8007 ; mov eax, 0x100000 ; mov cr3, eax ; mov eax, cr0 ; "
                                        + "or eax, 0x80000000 ; mov cr0, eax ; call there ; mov ebx, eax ; mov byte [there - "
                                        + "0x8000 + 0x50000 + 1], 2 ; call there ; hlt ; there: mov al, 1 ; ret",
                                "c7054011100007800000b8000010000f22d80f20c00d000000800f22c0e80f00000089c3c6053200050002e801000000"
                                        + "f4b001c3"))
                .pages();
        b.run();
        assertEquals(1, b.reg(CpuState.EBX) & 0xff);
        assertEquals(2, b.eax() & 0xff);
    }

    @Test
    void instructionAcrossTwoPagesIsSeenToChangeInEither() {
        Bench b = Bench.flat(
                "call 0x50ffe ; mov ebx, eax ; mov byte [0x51000], 9 ; call 0x50ffe ; hlt",
                "e8f98f040089c3c6050010050009e8eb8f0400f4");
        b.memory.load(0x50ffe, Bench.bytes("b80100000000c3"));
        b.memory.load(0x51003, (byte) 0xc3);
        b.run();
        assertEquals(1, b.reg(CpuState.EBX));
        assertEquals(0x901, b.eax());
    }

    @Test
    void patchesInOnePlaceLeaveTheRestOfThePageToTheTranslator() {
        Bench b = Bench.flat(
                new X86Cpu(Model.DEFAULT, Engines.SOON),
                Bench.code(
                        "mov ecx, 20 ; again: inc byte [patched + 1] ; call patched ; call patched ; call patched ; "
                                + "call patched ; dec ecx ; jnz again ; mov ecx, 100 ; other: add edx, ecx ; dec ecx ; "
                                + "jnz other ; hlt ; times 64 nop ; patched: mov al, 0 ; ret",
                        "b914000000fe056e800000e85d000000e858000000e853000000e84e0000004975e3b96400000001ca4975fbf490909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090909090b000c3"));
        int other = Bench.CODE + 0x27;
        b.run();
        assertEquals(20, b.eax() & 0xff);
        EngineView engine = b.cpu.engine();
        assertTrue(engine.counters().discarded() > 0, "the patched code was translated, too");
        assertTrue(
                engine.regions().stream().anyMatch(region -> region.entries().contains(other)),
                () -> engine.regions().toString());
    }
}

package backplane.cpu.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.api.device.ResetKind;
import backplane.core.CpuState;
import org.junit.jupiter.api.Test;

/** Exceptions are precise: the right vector, code and EIP, and nothing of the instruction has happened. */
class FaultTest {
    @Test
    void divisionByZeroPushesItsOwnAddress() {
        Bench b = Bench.flat("mov eax, 7 ; xor ecx, ecx ; div ecx ; hlt", "b80700000031c9f7f1f4")
                .run();
        assertEquals(0, b.vector());
        assertEquals(0x8007, b.stack(0));
        assertEquals(8, b.stack(1));
        assertEquals(7, b.eax());
    }

    @Test
    void quotientThatDoesNotFitIsADivideError() {
        Bench b = Bench.flat(
                        "mov edx, 0x80000000 ; xor eax, eax ; mov ecx, -1 ; idiv ecx", "ba0000008031c0b9fffffffff7f9")
                .run();
        assertEquals(0, b.vector());
    }

    @Test
    void undefinedOpcodesRaiseUd() {
        for (String hex : new String[] {"0f0b", "0fff", "0f04", "8ec8", "f089c3", "8dc0", "fff8"}) {
            Bench b = Bench.flat("", hex).run();
            assertEquals(6, b.vector(), hex);
            assertEquals(Bench.CODE, b.stack(0), hex);
        }
    }

    @Test
    void sixteenByteInstructionIsAProtectionFault() {
        Bench b = Bench.flat("14 prefixes and nop, 15 and nop", "66".repeat(14) + "90" + "66".repeat(15) + "90")
                .run();
        assertEquals(13, b.vector());
        assertEquals(0, b.stack(0));
        assertEquals(Bench.CODE + 15, b.stack(1));
    }

    @Test
    void nullSegmentFaultsOnUseNotOnLoad() {
        Bench b = Bench.flat("xor eax, eax ; mov fs, eax ; mov ebx, [fs:0x100]", "31c08ee0648b1d00010000")
                .run();
        assertEquals(13, b.vector());
        assertEquals(0, b.stack(0));
        assertEquals(0x8004, b.stack(1));
    }

    @Test
    void segmentBeyondTheTableNamesTheSelector() {
        Bench b = Bench.flat("mov eax, 0x1003 ; mov ds, eax", "b8031000008ed8").run();
        assertEquals(13, b.vector());
        assertEquals(0x1000, b.stack(0));
    }

    @Test
    void absentSegmentIsNpAndAbsentStackIsSs() {
        Bench b = Bench.flat("mov eax, 0x30 ; mov es, eax", "b8300000008ec0");
        b.descriptor(6, 0, 0xfffff, 0xc013);
        assertEquals(11, b.run().vector());
        assertEquals(0x30, b.stack(0));
        Bench s = Bench.flat("mov eax, 0x30 ; mov ss, eax", "b8300000008ed0");
        s.descriptor(6, 0, 0xfffff, 0xc013);
        assertEquals(12, s.run().vector());
        assertEquals(0x30, s.stack(0));
    }

    @Test
    void limitIsCheckedForEachByte() {
        Bench b = Bench.flat(
                "mov eax, 0x30 ; mov es, eax ; mov al, [es:0xfff] ; mov ax, [es:0xffe] ; mov eax, "
                        + "[es:0xffc] ; mov eax, [es:0xffd]",
                "b8300000008ec026a0ff0f00002666a1fe0f000026a1fc0f000026a1fd0f0000");
        b.descriptor(6, 0, 0xfff, 0x4093);
        assertEquals(13, b.run().vector());
        assertEquals(0x801a, b.stack(1));
    }

    @Test
    void expandDownSegmentsBeginAboveTheirLimit() {
        Bench b = Bench.flat(
                "mov eax, 0x30 ; mov es, eax ; mov dword [es:0x1000], 0x55 ; mov dword [es:0xffd], " + "0x66",
                "b8300000008ec026c705001000005500000026c705fd0f000066000000");
        b.descriptor(6, 0, 0xfff, 0x4097);
        assertEquals(13, b.run().vector());
        assertEquals(0x55, b.read32(0x1000));
        assertEquals(0x8012, b.stack(1));
    }

    @Test
    void codeSegmentIsNotWritable() {
        Bench b = Bench.flat("mov byte [cs:0x9000], 1", "2ec6050090000001").run();
        assertEquals(13, b.vector());
    }

    @Test
    void faultWhileDeliveringAFaultIsADoubleFault() {
        Bench b = Bench.flat("ud2", "0f0b");
        b.gate(6, 0x1000, 0x2060, 0x8e00);
        b.gate(13, 8, 0x20d0, 0x0e00);
        assertEquals(8, b.run().vector());
        assertEquals(0, b.stack(0));
        assertEquals(Bench.CODE, b.stack(1));
    }

    @Test
    void benignFaultBeforeAContributoryOneIsHandledInTurn() {
        Bench b = Bench.flat("ud2", "0f0b");
        b.gate(6, 0x1000, 0x2060, 0x8e00);
        assertEquals(13, b.run().vector());
        assertEquals(0x1001, b.stack(0));
    }

    @Test
    void tripleFaultShutsDownAndOnlyResetHelps() {
        Bench b = Bench.flat("lidt [0x9000] ; ud2", "0f011d009000000f0b").run();
        assertTrue(b.cpu.shutdown());
        assertEquals(0, b.cpu.run(10));
        b.cpu.nmi();
        assertEquals(0, b.cpu.run(10));
        b.cpu.reset(ResetKind.SOFT);
        assertFalse(b.cpu.shutdown());
        assertEquals(0xfff0, b.eip());
        assertEquals(0xffff0000, b.cpu.state().base(CpuState.CS));
    }

    @Test
    void realModeFaultsPushNoCode() {
        Bench b = Bench.real(
                        "mov word [0x34], 0x2000 ; mov word [0x36], 0 ; mov byte [0x2000], 0xf4 ; mov ax, "
                                + "[0xffff]",
                        "c70634000020c70636000000c6060020f4a1ffff")
                .run();
        assertEquals(0x2001, b.eip());
        assertEquals(Bench.STACK - 6, b.reg(CpuState.ESP));
        assertEquals(0x7c11, b.read16(Bench.STACK - 6));
    }

    @Test
    void boundAndIntoRaiseTheirOwn() {
        Bench b = Bench.flat(
                        "mov dword [0x9000], -5 ; mov dword [0x9004], 5 ; mov ecx, 5 ; bound ecx, [0x9000] "
                                + "; inc ecx ; bound ecx, [0x9000]",
                        "c70500900000fbffffffc7050490000005000000b905000000620d0090000041620d00900000")
                .run();
        assertEquals(5, b.vector());
        assertEquals(0x8020, b.stack(0));
        Bench o =
                Bench.flat("mov al, 0x7f ; inc al ; into ; hlt", "b07ffec0cef4").run();
        assertEquals(4, o.vector());
        assertEquals(0x8005, o.stack(0));
    }

    @Test
    void lockOnARegisterOrOnMovIsUndefined() {
        assertEquals(6, Bench.flat("lock add eax,ebx", "f001d8").run().vector());
        assertEquals(6, Bench.flat("lock mov [eax],ebx", "f08918").run().vector());
        assertEquals(
                -1,
                Bench.flat("lock add [0x9000], eax ; hlt", "f0010500900000f4")
                        .run()
                        .vector());
    }

    @Test
    void singleStepTrapsBehindTheInstruction() {
        Bench b = Bench.flat("pushf ; or dword [esp], 0x100 ; popf ; nop ; nop ; hlt", "9c810c24000100009d9090f4")
                .run();
        assertEquals(1, b.vector());
        assertEquals(0x800a, b.stack(0));
        assertEquals(0, b.flags() & 0x100);
        assertEquals(0x100, b.stack(2) & 0x100);
    }
}

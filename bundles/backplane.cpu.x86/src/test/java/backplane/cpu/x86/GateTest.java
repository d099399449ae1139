package backplane.cpu.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;

import backplane.core.CpuState;
import org.junit.jupiter.api.Test;

/** Privilege levels: gates inward, returns outward, and what is refused. */
class GateTest {
    /** Ring 3 at 9000h with the stack at 70000h. */
    private static final String TO_USER = Bench.code(
            "mov ecx, 0x23 ; mov ds, ecx ; mov es, ecx ; push dword 0x23 ; push dword 0x70000 "
                    + "; push dword 0x202 ; push dword 0x1b ; push dword 0x9000 ; iret",
            "b9230000008ed98ec16a23680000070068020200006a1b6800900000cf");

    private static Bench user(String text, String hex) {
        Bench b = Bench.flat("", TO_USER);
        b.memory.load(0x9000, Bench.bytes(hex));
        return b;
    }

    @Test
    void interruptFromUserSwitchesToTheInnerStack() {
        Bench b = user("mov eax, 0x77 ; int 0x40", "b877000000cd40");
        b.gate(0x40, 8, Bench.HANDLERS + 0x400, 0xee00);
        assertEquals(0x40, b.run().vector());
        assertEquals(Bench.INNER_STACK - 20, b.reg(CpuState.ESP));
        assertEquals(0x9007, b.stack(0));
        assertEquals(0x1b, b.stack(1));
        assertEquals(0x202, b.stack(2));
        assertEquals(0x70000, b.stack(3));
        assertEquals(0x23, b.stack(4));
        assertEquals(0x10, b.cpu.state().selector(CpuState.SS));
        assertEquals(2, b.flags() & 0x202, "an interrupt gate clears IF");
    }

    @Test
    void trapGateKeepsInterruptsOn() {
        Bench b = user("int 0x40", "cd40");
        b.gate(0x40, 8, Bench.HANDLERS + 0x400, 0xef00);
        assertEquals(0x40, b.run().vector());
        assertEquals(0x202, b.flags() & 0x202);
    }

    @Test
    void userMayNotUseAGateOfRingZero() {
        Bench b = user("int 0x40", "cd40").run();
        assertEquals(13, b.vector());
        assertEquals(0x40 * 8 + 2, b.stack(0));
        assertEquals(0x9000, b.stack(1));
    }

    @Test
    void userMayNotRunPrivilegedInstructions() {
        for (String hex : new String[] {
            "f4", "0f01150090000000", "0f20c0", "0f22c0", "0f30", "0f32", "0f33", "fa", "fb", "e480", "0f06"
        }) {
            Bench b = user("", hex).run();
            assertEquals(13, b.vector(), hex);
            assertEquals(0x9000, b.stack(1), hex);
        }
    }

    @Test
    void portPermissionMapOpensSinglePorts() {
        Bench b = user("in al, 0x80 ; in al, 0x81", "e480e481");
        b.descriptor(5, Bench.TSS, 0xff, 0x0089);
        b.memory.load(Bench.GDT + 5 * 8 + 5, (byte) 0x89);
        b.memory.load(0x8000 - 0x10, new byte[1]);
        b.write16(Bench.TSS + 102, 0x80);
        b.write16(Bench.TSS + 0x80 + 16, 0xfffe);
        b.input = 0x12;
        reloadTask(b);
        assertEquals(13, b.run().vector());
        assertEquals(0x9002, b.stack(1));
        assertEquals(0x12, b.eax() & 0xff);
    }

    /** LTR again, as the limit has grown. */
    private static void reloadTask(Bench b) {
        b.memory.load(0x8000, Bench.bytes(Bench.code("mov eax, 0x28 ; ltr ax", "b8280000000f00d8") + TO_USER));
    }

    @Test
    void returnFromUserToUserKeepsTheLevel() {
        Bench b = user("push dword 0x1b ; push dword 0x9100 ; retf", "6a1b6800910000cb");
        b.memory.load(0x9100, Bench.bytes("cd40"));
        b.gate(0x40, 8, Bench.HANDLERS + 0x400, 0xee00);
        assertEquals(0x40, b.run().vector());
        assertEquals(0x9102, b.stack(0));
    }

    @Test
    void returnInwardIsRefused() {
        Bench b = user("push dword 8 ; push dword 0x9100 ; retf", "6a086800910000cb")
                .run();
        assertEquals(13, b.vector());
        assertEquals(8, b.stack(0));
    }

    @Test
    void outwardReturnNullsSegmentsOfInnerLevels() {
        Bench b = Bench.flat(
                "push dword 0x23 ; push dword 0x70000 ; push dword 0x202 ; push dword 0x1b ; push "
                        + "dword 0x9000 ; iret",
                "6a23680000070068020200006a1b6800900000cf");
        b.memory.load(0x9000, Bench.bytes(Bench.code("mov ax, fs ; int 0x40", "668ce0cd40")));
        b.gate(0x40, 8, Bench.HANDLERS + 0x400, 0xee00);
        assertEquals(0x40, b.run().vector());
        assertEquals(0, b.eax());
    }

    @Test
    void callGateCopiesParametersInward() {
        Bench b = user(
                "push dword 0x1111 ; push dword 0x2222 ; call 0x33:0 ; nop", "681111000068222200009a00000000330090");
        b.write32(Bench.GDT + 6 * 8, 8 << 16 | 0x9200);
        b.write32(Bench.GDT + 6 * 8 + 4, 0xec02);
        b.memory.load(0x9200, (byte) 0xf4);
        b.run();
        assertEquals(0x9201, b.eip());
        assertEquals(Bench.INNER_STACK - 24, b.reg(CpuState.ESP));
        assertEquals(0x9011, b.stack(0));
        assertEquals(0x1b, b.stack(1));
        assertEquals(0x2222, b.stack(2));
        assertEquals(0x1111, b.stack(3));
        assertEquals(0x70000 - 8, b.stack(4));
        assertEquals(0x23, b.stack(5));
    }

    @Test
    void retfWithParametersLeavesBothStacksRight() {
        Bench b = user("push dword 0x1111 ; call 0x33:0 ; mov ebx, esp ; int 0x40", "68111100009a00000000330089e3cd40");
        b.write32(Bench.GDT + 6 * 8, 8 << 16 | 0x9200);
        b.write32(Bench.GDT + 6 * 8 + 4, 0xec01);
        b.memory.load(0x9200, Bench.bytes("ca0400"));
        b.gate(0x40, 8, Bench.HANDLERS + 0x400, 0xee00);
        assertEquals(0x40, b.run().vector());
        assertEquals(0x70000, b.reg(CpuState.EBX));
        assertEquals(0x23, b.stack(4));
    }

    @Test
    void sixteenBitGatePushesWords() {
        Bench b = Bench.flat("int 0x40", "cd40");
        b.gate(0x40, 8, 0x2400, 0x8600);
        assertEquals(0x40, b.run().vector());
        assertEquals(Bench.STACK - 6, b.reg(CpuState.ESP));
        assertEquals(0x8002, b.read16(Bench.STACK - 6));
        assertEquals(8, b.read16(Bench.STACK - 4));
    }

    @Test
    void badInnerStackIsATssFaultAndChangesNothing() {
        Bench b = user("int 0x40", "cd40");
        b.gate(0x40, 8, Bench.HANDLERS + 0x400, 0xee00);
        b.write32(Bench.TSS + 8, 0x23);
        b.run();
        assertEquals(true, b.cpu.shutdown(), "no fault can be delivered without an inner stack");
        assertEquals(0x23, b.cpu.state().selector(CpuState.SS));
        assertEquals(0x70000, b.reg(CpuState.ESP));
    }

    @Test
    void conformingCodeRunsAtTheCallersLevel() {
        Bench b = user("call 0x38:0x9200", "9a009200003800");
        b.descriptor(7, 0, 0xfffff, 0xc09f);
        b.memory.load(0x9200, Bench.bytes("f4"));
        assertEquals(13, b.run().vector());
        assertEquals(0x9200, b.stack(1));
        assertEquals(0x3b, b.stack(2));
    }

    @Test
    void selectorInstructionsTellWithoutFaults() {
        Bench b = user(
                "mov cx, 0x10 ; mov ebx, 0x55 ; verr cx ; setz bl ; lar eax, cx ; setz bh ; mov "
                        + "cx, 0x23 ; lar eax, cx ; lsl edx, cx ; verw cx ; int 0x40",
                "66b91000bb550000000f00e10f94c30f02c10f94c766b923000f02c10f03d10f00e9cd40");
        b.gate(0x40, 8, Bench.HANDLERS + 0x400, 0xee00);
        assertEquals(0x40, b.run().vector());
        assertEquals(0, b.reg(CpuState.EBX) & 0xffff);
        assertEquals(0xcff300, b.eax());
        assertEquals(-1, b.reg(CpuState.EDX));
        assertEquals(0x40, b.stack(2) & 0x40);
    }

    @Test
    void localDescriptorsAreFoundThroughTheLdt() {
        Bench b = Bench.flat(
                "mov eax, 0x40 ; lldt ax ; mov eax, 0xc ; mov es, eax ; mov dword [es:4], 0x1234 ; " + "sldt ebx ; hlt",
                "b8400000000f00d0b80c0000008ec026c70504000000341200000f00c3f4");
        b.descriptor(8, 0x3000, 0xf, 0x0082);
        b.write32(0x3008, 0x50000000 | 0xff);
        b.write32(0x300c, 0x00409300);
        b.run();
        assertEquals(0x1234, b.read32(0x5004));
        assertEquals(0x40, b.reg(CpuState.EBX));
    }

    @Test
    void alignmentIsCheckedForUsersWhoAskForIt() {
        Bench b = user(
                "mov eax, [0x50001] ; pushf ; or dword [esp], 0x40000 ; popf ; mov eax, [0x50004] "
                        + "; mov al, [0x50001] ; mov ax, [0x50001]",
                "a1010005009c810c24000004009da104000500a00100050066a101000500");
        b.memory.load(
                0x8000,
                Bench.bytes(Bench.code("mov eax, cr0 ; or eax, 0x40000 ; mov cr0, eax", "0f20c00d000004000f22c0")
                        + TO_USER));
        assertEquals(17, b.run().vector());
        assertEquals(0, b.stack(0));
        assertEquals(0x9018, b.stack(1));
    }
}

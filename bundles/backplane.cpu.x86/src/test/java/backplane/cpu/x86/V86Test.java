package backplane.cpu.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;

import backplane.core.CpuState;
import org.junit.jupiter.api.Test;

/** Virtual-8086 mode: in by IRET, out by interrupts, and what the monitor is asked about. */
class V86Test {
    private static final int VM = 0x20000;

    /** At 0900:0000, SS:SP 7000:0100, ES 3000, DS 4000, FS 5000, GS 6000; IOPL in EBX. */
    private static final String ENTER = Bench.code(
            "push dword 0x6000 ; push dword 0x5000 ; push dword 0x4000 ; push dword 0x3000 ; push dword 0x7000 ; "
                    + "push dword 0x0100 ; pushfd ; or dword [esp], 0x20000 ; or [esp], ebx ; push dword 0x900 ; "
                    + "push dword 0 ; iretd",
            "6800600000680050000068004000006800300000680070000068000100009c810c2400000200091c2468000900006a00cf");

    private static Bench v86(int iopl, String text, String hex) {
        Bench b = Bench.flat(
                "mov ebx, iopl ; ENTER", (iopl == 3 ? Bench.code("mov ebx, 0x3000", "bb00300000") : "") + ENTER);
        b.memory.load(0x9000, Bench.bytes(hex));
        b.gate(0x40, 8, Bench.HANDLERS + 0x400, 0xee00);
        b.gate(3, 8, Bench.HANDLERS + 0x30, 0xee00);
        return b;
    }

    @Test
    void codeRunsWithSegmentsOfParagraphs() {
        Bench b = v86(
                        3,
                        "mov ax, 0x5000 ; mov ds, ax ; mov word [4], 0x1234 ; mov cx, fs ; push cs ; pop dx ; int 0x40",
                        "b800508ed8c706040034128ce10e5acd40")
                .run();
        assertEquals(0x40, b.vector());
        assertEquals(0x1234, b.read16(0x50004));
        assertEquals(0x5000, b.reg(CpuState.ECX) & 0xffff);
        assertEquals(0x900, b.reg(CpuState.EDX) & 0xffff);
    }

    @Test
    void interruptsLeaveThroughTheInnerStackWithAllSegments() {
        Bench b = v86(3, "int 0x40", "cd40").run();
        assertEquals(0x40, b.vector());
        int[] frame = {2, 0x900, 0x23002, 0x100, 0x7000, 0x3000, 0x4000, 0x5000, 0x6000};
        for (int i = 0; i < frame.length; i++) {
            int mask = i == 2 ? 0x23202 : -1;
            assertEquals(frame[i], b.stack(i) & mask, "dword " + i);
        }
        assertEquals(Bench.INNER_STACK - 36, b.reg(CpuState.ESP));
        assertEquals(0, b.flags() & VM);
        for (int segment : new int[] {CpuState.ES, CpuState.DS, CpuState.FS, CpuState.GS}) {
            assertEquals(0, b.cpu.state().selector(segment));
        }
        assertEquals(0x10, b.cpu.state().selector(CpuState.SS));
    }

    @Test
    void monitorIsAskedAboutSensitiveInstructions() {
        for (String hex : new String[] {"fa", "fb", "9c", "9d", "cd40", "cf", "669c", "669d", "66cf"}) {
            Bench b = v86(0, "", hex).run();
            assertEquals(13, b.vector(), hex);
            assertEquals(0, b.stack(0), hex);
            assertEquals(0, b.stack(1), hex);
            assertEquals(VM, b.stack(3) & VM, hex);
            assertEquals(0x100, b.stack(4), hex);
        }
    }

    @Test
    void sensitiveInstructionsWorkWithFullPrivilege() {
        Bench b = v86(
                        3,
                        "pushf ; popf ; sti ; cli ; push word 2 ; push cs ; push word back ; iret ; back: int 0x40",
                        "9c9dfbfa6a020e680b00cfcd40")
                .run();
        assertEquals(0x40, b.vector());
        assertEquals(0xd, b.stack(0));
        assertEquals(0x23002, b.stack(2), "IRET and POPF keep IOPL and VM");
        assertEquals(0x100, b.stack(3));
    }

    @Test
    void privilegedAndDescriptorInstructionsAreRefused() {
        for (String hex : new String[] {"f4", "0f20c0", "0f06", "e480", "ee"}) {
            assertEquals(13, v86(3, "", hex).run().vector(), hex);
        }
        for (String hex : new String[] {"0f00c0", "0f00c8", "63c8", "0f02c1", "0f03c1", "0f00e0", "0f00d0", "0f00d8"}) {
            assertEquals(6, v86(3, "", hex).run().vector(), hex);
        }
    }

    @Test
    void breakpointInstructionNeedsTheGatesLevelOnly() {
        Bench b = v86(0, "int3", "cc").run();
        assertEquals(3, b.vector());
        assertEquals(1, b.stack(0));
    }

    @Test
    void permissionMapCountsWhateverThePrivilege() {
        Bench b = v86(3, "in al, 0x80 ; in al, 0x81", "e480e481");
        b.descriptor(5, Bench.TSS, 0xff, 0x0089);
        b.write16(Bench.TSS + 102, 0x80);
        b.write16(Bench.TSS + 0x80 + 16, 0xfffe);
        b.input = 0x12;
        b.memory.load(
                0x8000,
                Bench.bytes(
                        Bench.code("mov eax, 0x28 ; ltr ax ; mov ebx, 0x3000", "b8280000000f00d8bb00300000") + ENTER));
        assertEquals(13, b.run().vector());
        assertEquals(2, b.stack(1));
        assertEquals(0x12, b.eax() & 0xff);
    }

    @Test
    void farCallsAndReturnsAreThoseOfRealMode() {
        Bench b = v86(3, "call word 0x910:0 ; mov bx, 7 ; int 0x40", "9a00001009bb0700cd40");
        b.memory.load(0x9100, Bench.bytes(Bench.code("inc ax ; retf", "40cb")));
        assertEquals(0x40, b.run().vector());
        assertEquals(1, b.eax() & 0xffff);
        assertEquals(7, b.reg(CpuState.EBX) & 0xffff);
    }

    @Test
    void offsetsEndAt64KiB() {
        Bench b = v86(3, "mov ax, [0xffff]", "a1ffff").run();
        assertEquals(13, b.vector());
        assertEquals(0, b.stack(0));
    }

    @Test
    void monitorReturnsToWhereItWas() {
        Bench b = v86(0, "cli ; cli ; hlt", "faf4");
        b.memory.load(
                Bench.HANDLERS + 0xd0,
                Bench.bytes(Bench.code(
                        "inc esi ; cmp esi, 2 ; je out ; add esp, 4 ; inc dword [esp] ; iretd ; out: hlt",
                        "4683fe0274078" + "3c404ff0424cff4")));
        b.run();
        assertEquals(2, b.reg(CpuState.ESI));
        assertEquals(1, b.stack(1));
        assertEquals(0x6000, b.stack(9));
    }

    @Test
    void gateMustLeadToRingZero() {
        Bench b = v86(3, "int 0x40", "cd40");
        b.gate(0x40, 0x18, Bench.HANDLERS + 0x400, 0xee00);
        assertEquals(13, b.run().vector());
        assertEquals(0x18, b.stack(0));
        assertEquals(VM, b.stack(3) & VM);
    }

    @Test
    void externalInterruptComesThroughToo() {
        Bench b = v86(3, "sti ; jmp $", "fbebfe");
        b.cpu.run(100);
        b.cpu.intr(true);
        assertEquals(0x30, b.run().vector());
        assertEquals(0x900, b.stack(1));
        assertEquals(0x200 | VM, b.stack(2) & (0x200 | VM));
    }

    /** The same with CR4.VME, on a Pentium. */
    private static Bench vme(int iopl, String text, String hex) {
        Bench b = Bench.flat(
                "pentium",
                "mov eax, 1 ; mov cr4, eax ; mov eax, 0x28 ; ltr ax ; mov ebx, iopl ; ENTER",
                Bench.code("mov eax, 1 ; mov cr4, eax ; mov eax, 0x28 ; ltr ax", "b8010000000f22e0b8280000000f00d8")
                        + (iopl == 3 ? Bench.code("mov ebx, 0x3000", "bb00300000") : "")
                        + ENTER);
        b.memory.load(0x9000, Bench.bytes(hex));
        b.gate(0x40, 8, Bench.HANDLERS + 0x400, 0xee00);
        b.gate(3, 8, Bench.HANDLERS + 0x30, 0xee00);
        // The redirection bitmap, all ones, between the state and the port map.
        b.descriptor(5, Bench.TSS, 0x8a, 0x0089);
        b.write16(Bench.TSS + 102, 0x88);
        for (int i = 0; i < 32; i += 4) {
            b.write32(Bench.TSS + 0x68 + i, -1);
        }
        return b;
    }

    @Test
    void virtualInterruptFlagStandsForIf() {
        Bench b = vme(
                        0,
                        "sti ; pushf ; pop ax ; cli ; pushf ; pop bx ; push word 0x202 ; popf ; pushf ; pop cx ; int3",
                        "fb9c58fa9c5b6802029d9c59cc")
                .run();
        assertEquals(3, b.vector());
        assertEquals(0x3202, b.eax() & 0x3200 | 2);
        assertEquals(0x3000, b.reg(CpuState.EBX) & 0x3200);
        assertEquals(0x3200, b.reg(CpuState.ECX) & 0x3200);
        assertEquals(0x80000, b.stack(2) & 0x80000, "VIF");
    }

    @Test
    void pendingVirtualInterruptReachesTheMonitor() {
        String[] programs = {
            Bench.code("sti", "fb"),
            Bench.code("push word 0x202 ; popf", "6802029d"),
            Bench.code("push word 0x202 ; push cs ; push word 0 ; iret", "6802020e6a00cf")
        };
        for (String hex : programs) {
            Bench b = vme(0, "", hex);
            // The monitor enters with VIP: OR's immediate in ENTER.
            b.replace("810c2400000200", "810c2400001200");
            assertEquals(13, b.run().vector(), hex);
        }
    }

    @Test
    void interruptsGoThroughTheTableOf8086WhereTheBitmapSaysSo() {
        Bench b = vme(0, "sti ; int 0x41 ; hlt", "fbcd41f4");
        b.write32(Bench.TSS + 0x68 + 8, ~2);
        b.write32(0x41 * 4, 0x0a000010);
        b.memory.load(0xa010, Bench.bytes(Bench.code("pushf ; pop ax ; iret", "9c58cf")));
        assertEquals(13, b.run().vector(), "the HLT behind it");
        assertEquals(0x3000, b.eax() & 0x3200, "VIF was clear in the handler");
        assertEquals(3, b.stack(1));
        assertEquals(0x80000, b.stack(3) & 0x80000, "and IRET set it again");
        Bench stays = vme(0, "int 0x41", "cd41");
        assertEquals(13, stays.run().vector());
        Bench full = vme(3, "int 0x41 ; int 0x40", "cd41cd40");
        full.write32(Bench.TSS + 0x68 + 8, ~2);
        full.write32(0x41 * 4, 0x0a000010);
        full.memory.load(0xa010, Bench.bytes(Bench.code("pushf ; pop ax ; iret", "9c58cf")));
        assertEquals(0x40, full.run().vector());
        assertEquals(0x3000, full.eax() & 0x3200);
    }

    @Test
    void trapFlagAnd32BitFormsReachTheMonitor() {
        for (String hex : new String[] {"669c", "669d", "66cf", Bench.code("push word 0x102 ; popf", "6802019d")}) {
            assertEquals(13, vme(0, "", hex).run().vector(), hex);
        }
    }

    @Test
    void protectedModeVirtualInterruptsNeedPvi() {
        String user = Bench.code("sti ; pushfd ; pop eax ; cli ; pushfd ; pop ebx ; hlt", "fb9c58fa9c5bf4");
        String enter = Bench.code(
                "mov eax, 2 ; mov cr4, eax ; push dword 0x23 ; push dword 0x70000 ; push dword 2 ; push dword "
                        + "0x1b ; push dword 0x9000 ; iretd",
                "b8020000000f22e06a2368000007006a026a1b6800900000cf");
        Bench b = Bench.flat("pentium", "", enter);
        b.memory.load(0x9000, Bench.bytes(user));
        assertEquals(13, b.run().vector());
        assertEquals(0x9006, b.stack(1));
        assertEquals(0x80000, b.eax() & 0x80200);
        assertEquals(0, b.reg(CpuState.EBX) & 0x80200);
        Bench without = Bench.flat("pentium", "", enter.replace("b802000000", "b800000000"));
        without.memory.load(0x9000, Bench.bytes(user));
        assertEquals(13, without.run().vector());
        assertEquals(0x9000, without.stack(1));
    }
}

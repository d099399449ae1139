package backplane.firmware.builtin;

import backplane.core.CpuState;

/**
 * The caller of a service: its registers, and its flags, which wait on the stack for the stub's IRET so that hooks and
 * chained handlers see them as they would on a PC.
 */
final class Call {
    private static final int CARRY = 0x001;
    private static final int ZERO = 0x040;
    private static final int INTERRUPT = 0x200;

    private final BiosMemory memory;
    private CpuState cpu;

    Call(BiosMemory memory) {
        this.memory = memory;
    }

    Call of(CpuState state) {
        cpu = state;
        return this;
    }

    /** The caller goes on. The firmware holds no processor in between, which may be taken out. */
    void over() {
        cpu = null;
    }

    CpuState cpu() {
        return cpu;
    }

    int ax() {
        return cpu.get16(CpuState.EAX);
    }

    int bx() {
        return cpu.get16(CpuState.EBX);
    }

    int cx() {
        return cpu.get16(CpuState.ECX);
    }

    int dx() {
        return cpu.get16(CpuState.EDX);
    }

    int si() {
        return cpu.get16(CpuState.ESI);
    }

    int di() {
        return cpu.get16(CpuState.EDI);
    }

    int bp() {
        return cpu.get16(CpuState.EBP);
    }

    int al() {
        return cpu.get8(0);
    }

    int cl() {
        return cpu.get8(1);
    }

    int dl() {
        return cpu.get8(2);
    }

    int bl() {
        return cpu.get8(3);
    }

    int ah() {
        return cpu.get8(4);
    }

    int ch() {
        return cpu.get8(5);
    }

    int dh() {
        return cpu.get8(6);
    }

    int bh() {
        return cpu.get8(7);
    }

    void ax(int value) {
        cpu.set16(CpuState.EAX, value);
    }

    void bx(int value) {
        cpu.set16(CpuState.EBX, value);
    }

    void cx(int value) {
        cpu.set16(CpuState.ECX, value);
    }

    void dx(int value) {
        cpu.set16(CpuState.EDX, value);
    }

    void di(int value) {
        cpu.set16(CpuState.EDI, value);
    }

    void al(int value) {
        cpu.set8(0, value);
    }

    void cl(int value) {
        cpu.set8(1, value);
    }

    void dl(int value) {
        cpu.set8(2, value);
    }

    void bl(int value) {
        cpu.set8(3, value);
    }

    void ah(int value) {
        cpu.set8(4, value);
    }

    void ch(int value) {
        cpu.set8(5, value);
    }

    void dh(int value) {
        cpu.set8(6, value);
    }

    void bh(int value) {
        cpu.set8(7, value);
    }

    void es(int selector) {
        cpu.selector(CpuState.ES, selector);
    }

    /** The address ES:offset. */
    int es(int offset, int add) {
        return cpu.base(CpuState.ES) + (offset + add & 0xffff);
    }

    /** The address DS:offset. */
    int ds(int offset, int add) {
        return cpu.base(CpuState.DS) + (offset + add & 0xffff);
    }

    void carry(boolean on) {
        flag(CARRY, on);
    }

    void zero(boolean on) {
        flag(ZERO, on);
    }

    /** AH and CF as most services return them: 0 is success. */
    void status(int code) {
        ah(code);
        carry(code != 0);
    }

    /** A function that does not exist. */
    Result unsupported() {
        status(0x86);
        return Result.DONE;
    }

    /** Whether the caller had interrupts enabled. */
    boolean interruptible() {
        return (memory.read16(cpu.base(CpuState.SS) + (cpu.get16(CpuState.ESP) + 4 & 0xffff)) & INTERRUPT) != 0;
    }

    private void flag(int bit, boolean on) {
        int address = cpu.base(CpuState.SS) + (cpu.get16(CpuState.ESP) + 4 & 0xffff);
        int flags = memory.read16(address);
        memory.write16(address, on ? flags | bit : flags & ~bit);
    }
}

package backplane.firmware.builtin;

import backplane.core.CpuState;
import backplane.firmware.builtin.Rom.Entry;
import java.nio.charset.StandardCharsets;

/** Points the CPU at guest code. All of it comes back through {@link Rom#TRAP_RESUME}. */
final class GuestCode {
    /** POST's stack, below the boot sector. */
    private static final int STACK = 0x7000;

    private static final int EBDA_STACK = 0x400;
    private static final int LONGEST_TEXT = 250;

    private final Rom rom;
    private final BiosMemory memory;

    GuestCode(Rom rom, BiosMemory memory) {
        this.rom = rom;
        this.memory = memory;
    }

    /** All general registers 0, SS:SP on POST's stack, DS and ES 0. */
    void freshRegisters(CpuState cpu) {
        for (int r = CpuState.EAX; r <= CpuState.EDI; r++) {
            cpu.set(r, 0);
        }
        cpu.selector(CpuState.SS, 0);
        cpu.set(CpuState.ESP, STACK);
        cpu.selector(CpuState.DS, 0);
        cpu.selector(CpuState.ES, 0);
        cpu.selector(CpuState.FS, 0);
        cpu.selector(CpuState.GS, 0);
    }

    void sleep(CpuState cpu) {
        cpu.eip(rom.offset(Entry.SLEEP));
    }

    void spin(CpuState cpu) {
        cpu.eip(rom.offset(Entry.SPIN));
    }

    /** Limits of the data segments: 4 GiB for option ROMs, or 64 KiB as after reset. */
    Result limits(CpuState cpu, boolean big) {
        freshRegisters(cpu);
        cpu.set(CpuState.EBX, big ? 8 : 16);
        cpu.eip(rom.offset(Entry.LOAD_LIMITS));
        return Result.CALLED;
    }

    /** Calls a routine that returns far, interrupts on; the caller has set the registers. */
    void callFar(CpuState cpu, int segment, int offset) {
        push(cpu, Rom.SEGMENT);
        push(cpu, rom.offset(Entry.RESUME));
        push(cpu, segment);
        push(cpu, offset);
        cpu.eip(rom.offset(Entry.CALL_FAR));
    }

    /** Jumps with interrupts as they are, on a stack that belongs to no program. */
    void jumpFar(CpuState cpu, int segment, int offset) {
        cpu.selector(CpuState.SS, BiosMemory.EBDA >> 4);
        cpu.set(CpuState.ESP, EBDA_STACK);
        push(cpu, segment);
        push(cpu, offset);
        returnFar(cpu, false);
    }

    /** RETF or IRET from the stack as it is. */
    void returnFar(CpuState cpu, boolean interrupt) {
        cpu.eip(interrupt ? rom.offset(Entry.IRET) : rom.offset(Entry.RETF));
    }

    /** A RETF that the stub executes next goes to the handler, which finds its caller's frame as if called first. */
    void chain(CpuState cpu, int vector) {
        push(cpu, vector >>> 16);
        push(cpu, vector);
    }

    /** Prints through INT 10h. */
    Result print(CpuState cpu, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        int n = Math.min(bytes.length, LONGEST_TEXT);
        memory.write(BiosMemory.EBDA_TEXT, bytes, 0, n);
        memory.write8(BiosMemory.EBDA_TEXT + n, 0);
        cpu.selector(CpuState.DS, BiosMemory.EBDA >> 4);
        cpu.set(CpuState.ESI, BiosMemory.EBDA_TEXT - BiosMemory.EBDA);
        cpu.eip(rom.offset(Entry.PRINT));
        return Result.CALLED;
    }

    /** INT 13h function 02h, one sector to 0000:7C00. */
    Result readBootSector(CpuState cpu, int drive) {
        freshRegisters(cpu);
        cpu.set(CpuState.EAX, 0x0201);
        cpu.set(CpuState.EBX, 0x7c00);
        cpu.set(CpuState.ECX, 0x0001);
        cpu.set(CpuState.EDX, drive);
        cpu.eip(rom.offset(Entry.READ_BOOT_SECTOR));
        return Result.CALLED;
    }

    /** An INT instruction's work, through the vector; the caller has set the registers. */
    Result interrupt(CpuState cpu, int number) {
        int vector = memory.vector(number);
        push(cpu, cpu.eflags());
        callFar(cpu, vector >>> 16, vector & 0xffff);
        return Result.CALLED;
    }

    private void push(CpuState cpu, int value) {
        int sp = cpu.get16(CpuState.ESP) - 2;
        cpu.set16(CpuState.ESP, sp);
        memory.write16(cpu.base(CpuState.SS) + (sp & 0xffff), value);
    }
}

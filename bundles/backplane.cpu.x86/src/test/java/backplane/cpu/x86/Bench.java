package backplane.cpu.x86;

import backplane.api.state.StateException;
import backplane.core.Cpu;
import backplane.core.CpuState;
import backplane.cpu.x86.model.Model;
import backplane.machine.StateRecord;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A processor with 4 MiB of RAM and nothing else, for tests of single behaviours. Protected mode comes with a GDT (08
 * code and 10 data of ring 0, 1b and 23 of ring 3, 28 the task state), and an IDT whose handlers each halt, so that a
 * fault shows as the handler's address.
 */
final class Bench implements Cpu.Wires {
    static final int GDT = 0x800;
    static final int IDT = 0x1000;
    static final int TSS = 0x1800;
    static final int HANDLERS = 0x2000;
    static final int STACK = 0x7000;
    static final int INNER_STACK = 0x6000;
    static final int CODE = 0x8000;
    static final int DIRECTORY = 0x100000;
    static final int TABLE = 0x101000;

    final FlatMemory memory = new FlatMemory(4 << 20);
    X86Cpu cpu;
    final List<String> io = new ArrayList<>();
    final List<Integer> traps = new ArrayList<>();
    int acknowledged = 0x30;
    int input = 0xff;
    long tsc = 0x1_0000_0005L;
    /** The levels that FERR# took. */
    final List<Boolean> ferr = new ArrayList<>();
    /** FERR# interrupts, as on a PC. */
    boolean irq13;
    /** Run at each port access. */
    Runnable onPort = () -> {};

    private Bench(X86Cpu cpu) {
        this.cpu = cpu;
        cpu.connect(memory, new Ports(), this);
    }

    /** Real mode, at 0000:7C00 with the stack below 0000:7000. The text only says what the bytes are. */
    static Bench real(String text, String hex) {
        Bench b = new Bench(new X86Cpu(Model.DEFAULT, Engines.chosen()));
        b.memory.load(0x7c00, bytes(hex));
        CpuState s = b.cpu.state();
        s.selector(CpuState.CS, 0);
        s.eip(0x7c00);
        s.set(CpuState.ESP, STACK);
        return b;
    }

    /** Flat 32-bit protected mode, ring 0, at 8000h. */
    static Bench flat(String text, String hex) {
        return flat(new X86Cpu(Model.DEFAULT, Engines.chosen()), hex);
    }

    /** The same on a processor of {@code -cpu}'s model. */
    static Bench flat(String model, String text, String hex) {
        return flat(new X86Cpu(model, Engines.chosen()), hex);
    }

    static Bench flat(X86Cpu cpu, String hex) {
        Bench b = new Bench(cpu);
        b.memory.load(CODE, bytes(hex));
        b.tables();
        b.enter();
        return b;
    }

    private void tables() {
        descriptor(1, 0, 0xfffff, 0xc09b);
        descriptor(2, 0, 0xfffff, 0xc093);
        descriptor(3, 0, 0xfffff, 0xc0fb);
        descriptor(4, 0, 0xfffff, 0xc0f3);
        descriptor(5, TSS, 0x67, 0x0089);
        write32(TSS + 4, INNER_STACK);
        write32(TSS + 8, 0x10);
        write16(TSS + 102, 0x68);
        for (int v = 0; v < 0x80; v++) {
            int to = HANDLERS + v * 16;
            gate(v, 8, to, 0x8e00);
            memory.load(to, (byte) 0xf4);
        }
    }

    private void enter() {
        String start = code(
                "lgdt [cs:0x580] ; lidt [cs:0x588] ; mov eax, cr0 ; or al, 1 ; mov cr0, eax ; jmp " + "dword 8:0x600",
                "2e0f011680052e0f011e88050f20c00c010f22c066ea000600000800");
        String next = code(
                "mov eax, 0x10 ; mov ds, eax ; mov es, eax ; mov ss, eax ; mov fs, eax ; mov gs, "
                        + "eax ; mov esp, 0x7000 ; mov ax, 0x28 ; ltr ax ; xor eax, eax ; mov ecx, 0x8000 ; "
                        + "jmp ecx",
                "b8100000008ed88ec08ed08ee08ee8bc0070000066b828000f00d831c0b900800000ffe1");
        memory.load(0x500, bytes(start));
        memory.load(0x600, bytes(next));
        write16(0x580, 0x7f);
        write32(0x582, GDT);
        write16(0x588, 0x3ff);
        write32(0x58a, IDT);
        CpuState s = cpu.state();
        s.selector(CpuState.CS, 0);
        s.eip(0x500);
        for (int i = 0; i < 100 && s.eip() != CODE; i++) {
            cpu.run(1);
        }
        if (s.eip() != CODE) {
            throw new AssertionError(s.dump());
        }
    }

    /** {@code access}: bits 8 to 23 of the second word, the limit's nibble left out. */
    void descriptor(int index, int base, int limit, int access) {
        write32(GDT + index * 8, limit & 0xffff | base << 16);
        write32(GDT + index * 8 + 4, base & 0xff000000 | base >>> 16 & 0xff | access << 8 | limit & 0xf0000);
    }

    void gate(int vector, int selector, int offset, int access) {
        write32(IDT + vector * 8, selector << 16 | offset & 0xffff);
        write32(IDT + vector * 8 + 4, offset & 0xffff0000 | access);
    }

    /** Identity page tables for the 4 MiB; the code switches paging on itself. */
    Bench pages() {
        write32(DIRECTORY, TABLE | 7);
        for (int i = 0; i < 1024; i++) {
            write32(TABLE + 4 * i, i << 12 | 7);
        }
        return this;
    }

    void page(int linear, int entry) {
        write32(TABLE + (linear >>> 12) * 4, entry);
    }

    int entry(int linear) {
        return read32(TABLE + (linear >>> 12) * 4);
    }

    /** Changes bytes of the program. */
    void replace(String from, String to) {
        String program = HexFormat.of().formatHex(memory.array(), CODE, CODE + 0x100);
        int at = program.indexOf(from);
        memory.load(CODE + at / 2, bytes(to));
    }

    /** Puts a fresh processor in the place of this one, with its state. */
    void replaceCpu(String model) {
        StateRecord state = new StateRecord("cpu", 1);
        cpu.save(state);
        cpu.disconnect();
        cpu = new X86Cpu(model);
        cpu.connect(memory, new Ports(), this);
        try {
            cpu.restore(state);
        } catch (StateException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    static String code(String text, String hex) {
        return hex;
    }

    /** Runs until it halts, shuts down, or 100,000 instructions are over. */
    Bench run() {
        for (int i = 0; i < 100 && !cpu.halted() && !cpu.shutdown(); i++) {
            cpu.run(1000);
        }
        return this;
    }

    /** The vector whose handler has halted, or -1. */
    int vector() {
        int at = eip() - 1 - HANDLERS;
        return cpu.halted() && at >= 0 && at < 0x800 && at % 16 == 0 ? at / 16 : -1;
    }

    int eip() {
        return cpu.state().eip();
    }

    int reg(int n) {
        return cpu.state().get(n);
    }

    int eax() {
        return reg(CpuState.EAX);
    }

    int flags() {
        return cpu.state().eflags();
    }

    /** Dword {@code n} above the stack pointer, flat. */
    int stack(int n) {
        return read32(reg(CpuState.ESP) + 4 * n);
    }

    int read8(int a) {
        return memory.read8(a);
    }

    int read16(int a) {
        return memory.read16(a);
    }

    int read32(int a) {
        return memory.read32(a);
    }

    void write16(int a, int v) {
        memory.write16(a, v);
    }

    void write32(int a, int v) {
        memory.write32(a, v);
    }

    @Override
    public int acknowledge() {
        return acknowledged;
    }

    @Override
    public void ferr(boolean level) {
        ferr.add(level);
        if (irq13) {
            cpu.intr(level);
        }
    }

    @Override
    public long tsc() {
        return tsc;
    }

    @Override
    public void trap(CpuState state, int number) {
        traps.add(number);
        state.set(CpuState.EAX, state.eip());
    }

    private final class Ports extends OpenPorts {
        @Override
        public int in8(int port) {
            io.add("in " + Integer.toHexString(port) + " at " + cpu.completed());
            onPort.run();
            return input;
        }

        @Override
        public void out8(int port, int value) {
            io.add("out " + Integer.toHexString(port) + " " + Integer.toHexString(value) + " at " + cpu.completed());
            onPort.run();
        }
    }
}

package backplane.cpu.x86.interpret;

import backplane.core.CpuState;

/** {@link CpuState} of a core. */
public final class Registers implements CpuState {
    private static final String[] SEGMENTS = {"ES", "CS", "SS", "DS", "FS", "GS", "LDT", "TR"};
    private static final String[] GENERAL = {"EAX", "ECX", "EDX", "EBX", "ESP", "EBP", "ESI", "EDI"};

    private final Core c;

    Registers(Core core) {
        c = core;
    }

    @Override
    public int get(int register) {
        return c.r[register & 7];
    }

    @Override
    public void set(int register, int value) {
        c.r[register & 7] = value;
    }

    @Override
    public int eip() {
        return c.eip;
    }

    @Override
    public void eip(int value) {
        c.eip = value;
    }

    @Override
    public int eflags() {
        return c.eflags();
    }

    @Override
    public void eflags(int value) {
        c.eflags(value, -1);
    }

    @Override
    public int selector(int segment) {
        return c.selector[segment];
    }

    @Override
    public int base(int segment) {
        return c.base[segment];
    }

    @Override
    public int limit(int segment) {
        return c.limit[segment];
    }

    @Override
    public void selector(int segment, int value) {
        if (c.protectedMode()) {
            if ((value & 0xfffc) != 0 && c.segments.find(value)) {
                c.segments.take(segment, value);
            } else {
                c.cache(segment, value, 0, 0, 0);
            }
        } else {
            c.segments.real(segment, value & 0xffff);
        }
        c.updateMode();
    }

    @Override
    public int control(int number) {
        switch (number) {
            case 0:
                return c.cr0;
            case 2:
                return c.mmu.cr2();
            case 3:
                return c.cr3;
            default:
                return c.cr4;
        }
    }

    @Override
    public boolean protectedMode() {
        return c.protectedMode();
    }

    @Override
    public int peek8(int linear) {
        long physical = c.mmu.probe(linear);
        if (physical < 0) {
            return -1;
        }
        int page = c.mmu.map.readPage((int) (physical >>> 12));
        return page < 0 ? -1 : c.mmu.ram[page << 12 | (int) physical & 0xfff] & 0xff;
    }

    @Override
    public String dump() {
        StringBuilder s = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            s.append(String.format("%s=%08x%s", GENERAL[i], c.r[i], i % 4 == 3 ? "\n" : " "));
        }
        s.append(String.format("EIP=%08x EFL=%08x CPL=%d%n", c.eip, c.eflags(), c.cpl));
        for (int i = 0; i < 8; i++) {
            s.append(String.format(
                    "%-3s=%04x %08x %08x %04x%n", SEGMENTS[i], c.selector[i], c.base[i], c.limit[i], c.access[i]));
        }
        s.append(String.format(
                "GDT=     %08x %08x%nIDT=     %08x %08x%n", c.gdtBase, c.gdtLimit, c.idtBase, c.idtLimit));
        s.append(String.format("CR0=%08x CR2=%08x CR3=%08x CR4=%08x%n", c.cr0, c.mmu.cr2(), c.cr3, c.cr4));
        return s.toString();
    }
}

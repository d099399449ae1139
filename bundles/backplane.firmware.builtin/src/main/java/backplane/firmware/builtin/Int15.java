package backplane.firmware.builtin;

import backplane.api.clock.Clock;
import backplane.core.CpuState;
import backplane.core.PortMap;
import java.util.List;

/** System services: memory map, A20, block move, waits. */
final class Int15 implements Service {
    private static final int SMAP = 0x534d4150;
    private static final int E820_BYTES = 20;
    private static final int A20_PORT = 0x92;
    private static final int PERIODIC = 0x40;
    /** Shorter waits are spun through, longer ones slept on the RTC's 1,024 Hz interrupt. */
    private static final long SLEEP_FROM_NS = 2_000_000;

    private static final int TICK_US = 976;
    private static final int DESCRIPTOR_SOURCE = 0x10;
    private static final int DESCRIPTOR_TARGET = 0x18;

    private final PortMap ports;
    private final BiosMemory memory;
    private final Cmos cmos;
    private final Clock clock;
    private final MemoryLayout layout;
    private long deadline = -1;

    Int15(Board board, MemoryLayout layout) {
        ports = board.ports();
        memory = board.memory();
        cmos = board.cmos();
        clock = board.clock();
        this.layout = layout;
    }

    void reset() {
        deadline = -1;
    }

    @Override
    public Result call(Call c) {
        deadline = -1;
        switch (c.ah()) {
            case 0x24 -> a20(c);
            case 0x4f -> c.carry(true);
            case 0x80, 0x81, 0x82, 0x85, 0x90, 0x91 -> c.status(0);
            case 0x83 -> eventWait(c);
            case 0x86 -> {
                return wait(c);
            }
            case 0x87 -> blockMove(c);
            case 0x88 -> {
                c.ax(layout.extendedKib());
                c.carry(false);
            }
            case 0xc0 -> {
                c.es(Rom.SEGMENT);
                c.bx(Rom.CONFIGURATION_TABLE);
                c.status(0);
            }
            case 0xc1 -> {
                c.es(memory.read16(BiosMemory.EBDA_SEGMENT));
                c.carry(false);
            }
            case 0xe8 -> memorySize(c);
            default -> c.unsupported();
        }
        return Result.DONE;
    }

    @Override
    public Result resume(Call c) {
        return deadline >= 0 && c.ah() == 0x86 ? remaining(c) : call(c);
    }

    private void a20(Call c) {
        switch (c.al()) {
            case 0, 1 -> {
                ports.out8(A20_PORT, ports.in8(A20_PORT) & ~3 | c.al() << 1);
                c.status(0);
            }
            case 2 -> {
                c.al(ports.in8(A20_PORT) >> 1 & 1);
                c.status(0);
            }
            case 3 -> {
                c.bx(3);
                c.status(0);
            }
            default -> c.unsupported();
        }
    }

    private void eventWait(Call c) {
        if (c.al() == 1) {
            memory.write8(BiosMemory.WAIT_ACTIVE, 0);
            periodic(false);
            c.status(0);
        } else if (c.al() == 0 && memory.read8(BiosMemory.WAIT_ACTIVE) == 0) {
            memory.write32(BiosMemory.WAIT_FLAG_ADDRESS, c.cpu().selector(CpuState.ES) << 16 | c.bx());
            memory.write32(BiosMemory.WAIT_COUNT, c.cx() << 16 | c.dx());
            memory.write8(BiosMemory.WAIT_ACTIVE, 1);
            periodic(true);
            c.status(0);
        } else {
            c.unsupported();
        }
    }

    private void periodic(boolean on) {
        int b = cmos.read(Cmos.STATUS_B);
        cmos.write(Cmos.STATUS_B, on ? b | PERIODIC : b & ~PERIODIC);
    }

    private Result wait(Call c) {
        deadline = clock.now() + ((long) c.cx() << 16 | c.dx()) * 1000;
        if (deadline - clock.now() >= SLEEP_FROM_NS) {
            periodic(true);
        }
        return remaining(c);
    }

    private Result remaining(Call c) {
        long left = deadline - clock.now();
        if (left > 0) {
            return left >= SLEEP_FROM_NS && cmos.present() ? Result.WAIT : Result.SPIN;
        }
        deadline = -1;
        if (memory.read8(BiosMemory.WAIT_ACTIVE) == 0) {
            periodic(false);
        }
        c.status(0);
        return Result.DONE;
    }

    /** IRQ 8: counts an event wait down; true when the alarm has come and INT 4Ah is due. */
    boolean clockInterrupt() {
        int cause = cmos.read(Cmos.STATUS_C) & cmos.read(Cmos.STATUS_B);
        if ((cause & PERIODIC) != 0 && memory.read8(BiosMemory.WAIT_ACTIVE) != 0) {
            int left = memory.read32(BiosMemory.WAIT_COUNT) - TICK_US;
            memory.write32(BiosMemory.WAIT_COUNT, left);
            if (left <= 0) {
                int flag = memory.read32(BiosMemory.WAIT_FLAG_ADDRESS);
                int address = BiosMemory.linear(flag >>> 16, flag);
                memory.write8(address, memory.read8(address) | 0x80);
                memory.write8(BiosMemory.WAIT_ACTIVE, 0);
                periodic(deadline >= 0);
            }
        }
        return (cause & 0x20) != 0;
    }

    /** CX words between the two descriptors of the table at ES:SI. */
    private void blockMove(Call c) {
        int table = c.es(c.si(), 0);
        int from = base(table + DESCRIPTOR_SOURCE);
        int to = base(table + DESCRIPTOR_TARGET);
        int bytes = c.cx() * 2;
        if (bytes > 0x10000) {
            c.status(2);
            return;
        }
        byte[] block = new byte[bytes];
        memory.read(from, block, 0, bytes);
        memory.write(to, block, 0, bytes);
        c.zero(true);
        c.status(0);
    }

    private int base(int descriptor) {
        return memory.read16(descriptor + 2) | memory.read8(descriptor + 4) << 16 | memory.read8(descriptor + 7) << 24;
    }

    private void memorySize(Call c) {
        switch (c.al()) {
            case 0x01 -> {
                c.ax(layout.kibTo16());
                c.bx(layout.unitsAbove16());
                c.cx(layout.kibTo16());
                c.dx(layout.unitsAbove16());
                c.carry(false);
            }
            case 0x20 -> map(c);
            default -> c.unsupported();
        }
    }

    private void map(Call c) {
        CpuState cpu = c.cpu();
        List<MemoryLayout.Range> ranges = layout.ranges();
        int index = cpu.get(CpuState.EBX);
        if (cpu.get(CpuState.EDX) != SMAP
                || Integer.compareUnsigned(cpu.get(CpuState.ECX), E820_BYTES) < 0
                || index < 0
                || index >= ranges.size()) {
            c.unsupported();
            return;
        }
        MemoryLayout.Range r = ranges.get(index);
        int at = c.es(c.di(), 0);
        memory.write32(at, (int) r.base());
        memory.write32(at + 4, (int) (r.base() >>> 32));
        memory.write32(at + 8, (int) r.length());
        memory.write32(at + 12, (int) (r.length() >>> 32));
        memory.write32(at + 16, r.type());
        cpu.set(CpuState.EAX, SMAP);
        cpu.set(CpuState.ECX, E820_BYTES);
        cpu.set(CpuState.EBX, index + 1 < ranges.size() ? index + 1 : 0);
        c.carry(false);
    }
}

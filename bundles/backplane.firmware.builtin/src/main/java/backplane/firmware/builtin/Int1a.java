package backplane.firmware.builtin;

/** Time of day, and the PCI BIOS. */
final class Int1a implements Service {
    private static final int SET = 0x80;
    private static final int ALARM = 0x20;

    private final BiosMemory memory;
    private final Cmos cmos;
    private final PciBios pci;

    Int1a(BiosMemory memory, Cmos cmos, PciBios pci) {
        this.memory = memory;
        this.cmos = cmos;
        this.pci = pci;
    }

    @Override
    public Result call(Call c) {
        switch (c.ah()) {
            case 0x00 -> ticks(c);
            case 0x01 -> {
                memory.write32(BiosMemory.TICKS, c.cx() << 16 | c.dx());
                memory.write8(BiosMemory.TICKS_OVERFLOW, 0);
                c.status(0);
            }
            case 0x02, 0x03, 0x04, 0x05, 0x06, 0x07 -> clock(c);
            case PciBios.FUNCTION -> c.status(pci.call(c.cpu()));
            default -> c.carry(true);
        }
        return Result.DONE;
    }

    private void ticks(Call c) {
        int ticks = memory.read32(BiosMemory.TICKS);
        c.cx(ticks >>> 16);
        c.dx(ticks & 0xffff);
        c.al(memory.read8(BiosMemory.TICKS_OVERFLOW));
        memory.write8(BiosMemory.TICKS_OVERFLOW, 0);
        c.ah(0);
        c.carry(false);
    }

    private void clock(Call c) {
        if (!cmos.present()) {
            c.carry(true);
            return;
        }
        switch (c.ah()) {
            case 0x02 -> {
                c.dh(cmos.read(Cmos.SECONDS));
                c.cl(cmos.read(Cmos.MINUTES));
                c.ch(cmos.read(Cmos.HOURS));
                c.dl(cmos.read(Cmos.STATUS_B) & 1);
            }
            case 0x03 -> set(c.dl() & 1, Cmos.SECONDS, c.dh(), Cmos.MINUTES, c.cl(), Cmos.HOURS, c.ch());
            case 0x04 -> {
                c.cl(cmos.read(Cmos.YEAR));
                c.dh(cmos.read(Cmos.MONTH));
                c.dl(cmos.read(Cmos.DAY));
                c.ch(cmos.read(Cmos.CENTURY));
            }
            case 0x05 -> set(-1, Cmos.YEAR, c.cl(), Cmos.MONTH, c.dh(), Cmos.DAY, c.dl(), Cmos.CENTURY, c.ch());
            case 0x06 -> {
                if ((cmos.read(Cmos.STATUS_B) & ALARM) != 0) {
                    c.ax(0);
                    c.carry(true);
                    return;
                }
                set(-1, Cmos.SECONDS_ALARM, c.dh(), Cmos.MINUTES_ALARM, c.cl(), Cmos.HOURS_ALARM, c.ch());
                cmos.write(Cmos.STATUS_B, cmos.read(Cmos.STATUS_B) | ALARM);
            }
            default -> cmos.write(Cmos.STATUS_B, cmos.read(Cmos.STATUS_B) & ~ALARM);
        }
        c.status(0);
    }

    /** Writes index and value pairs with updates held; daylight saving -1 for unchanged. */
    private void set(int daylight, int... pairs) {
        int b = cmos.read(Cmos.STATUS_B);
        cmos.write(Cmos.STATUS_B, b | SET);
        for (int i = 0; i < pairs.length; i += 2) {
            cmos.write(pairs[i], pairs[i + 1]);
        }
        cmos.write(Cmos.STATUS_B, (daylight < 0 ? b : b & ~1 | daylight) & ~SET);
    }
}

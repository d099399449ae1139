package backplane.firmware.builtin;

import backplane.api.clock.Clock;

/** Disk services: CHS with LBA-assist translation, and the EDD extensions. */
final class Int13 implements Service {
    private static final int MOST_SECTORS = 128;
    private static final int CHECK_CHANGE_HD = 0x01;
    private static final int LONG_PACKET = 24;
    private static final long PATIENCE_NS = 30_000_000_000L;

    private final BiosMemory memory;
    private final Drives drives;
    private final Edd edd;
    private final Clock clock;
    private Transfer active;
    private long deadline;
    private Drives.Drive activeDrive;

    Int13(BiosMemory memory, Clock clock, Drives drives) {
        this.memory = memory;
        this.clock = clock;
        this.drives = drives;
        edd = new Edd(memory);
    }

    /** Forgets a transfer in progress. */
    void reset() {
        active = null;
    }

    @Override
    public Result call(Call c) {
        active = null;
        Drives.Drive drive = drives.get(c.dl());
        if (drive == null) {
            return end(c, Transfer.BAD_COMMAND);
        }
        return switch (c.ah()) {
            case 0x00, 0x0d -> start(c, drive, new Transfer(Transfer.Kind.FLUSH, 0, 0, 0));
            case 0x01 -> lastStatus(c);
            case 0x02 -> chs(c, drive, Transfer.Kind.READ);
            case 0x03 -> chs(c, drive, Transfer.Kind.WRITE);
            case 0x04 -> chs(c, drive, Transfer.Kind.VERIFY);
            case 0x08 -> geometry(c, drive);
            case 0x05, 0x09, 0x0c, 0x10, 0x11, 0x14, 0x47 -> end(c, Transfer.OK);
            case 0x15 -> kind(c, drive);
            case 0x16 -> end(c, CHECK_CHANGE_HD);
            case 0x41 -> extensions(c);
            case 0x42 -> packet(c, drive, Transfer.Kind.READ);
            case 0x43 -> packet(c, drive, Transfer.Kind.WRITE);
            case 0x44 -> packet(c, drive, Transfer.Kind.VERIFY);
            case 0x45 -> end(c, Transfer.OK);
            case 0x46 -> end(c, 0xb2);
            case 0x48 -> parameters(c, drive);
            case 0x49 -> end(c, Transfer.OK);
            case 0x4e ->
                c.al() == 1 || c.al() == 3 || c.al() == 4 || c.al() == 6
                        ? end(c, Transfer.OK)
                        : end(c, Transfer.BAD_COMMAND);
            default -> end(c, Transfer.BAD_COMMAND);
        };
    }

    @Override
    public Result resume(Call c) {
        return active == null ? call(c) : poll(c);
    }

    private Result end(Call c, int status) {
        memory.write8(BiosMemory.DISK_STATUS, status);
        c.status(status);
        return Result.DONE;
    }

    private Result lastStatus(Call c) {
        int status = memory.read8(BiosMemory.DISK_STATUS);
        c.status(status);
        return Result.DONE;
    }

    private Result chs(Call c, Drives.Drive d, Transfer.Kind kind) {
        int count = c.al();
        int cylinder = c.ch() | (c.cl() & 0xc0) << 2;
        int sector = c.cl() & 0x3f;
        Geometry g = d.logical();
        if (count == 0
                || count > MOST_SECTORS
                || sector == 0
                || sector > g.sectors()
                || cylinder >= g.cylinders()
                || c.dh() >= g.heads()) {
            return end(c, Transfer.BAD_COMMAND);
        }
        long lba = ((long) cylinder * g.heads() + c.dh()) * g.sectors() + sector - 1;
        return lba + count > d.disk().sectors()
                ? end(c, Transfer.BAD_COMMAND)
                : start(c, d, new Transfer(kind, lba, count, c.es(c.bx(), 0)));
    }

    private Result packet(Call c, Drives.Drive d, Transfer.Kind kind) {
        int packet = c.ds(c.si(), 0);
        int count = memory.read16(packet + 2);
        long lba = memory.read32(packet + 8) & 0xffffffffL | (long) memory.read32(packet + 12) << 32;
        int address = buffer(packet);
        if (memory.read8(packet) < 16
                || lba < 0
                || lba > d.disk().sectors()
                || count > d.disk().sectors() - lba) {
            memory.write16(packet + 2, 0);
            return end(c, Transfer.BAD_COMMAND);
        }
        if (count > MOST_SECTORS) {
            memory.write16(packet + 2, 0);
            return end(c, Transfer.DMA_BOUNDARY);
        }
        return count == 0 ? end(c, Transfer.OK) : start(c, d, new Transfer(kind, lba, count, address));
    }

    /** Segment and offset, or in a long packet the flat address that FFFF:FFFF stands for (EDD 3.0 section 8.2.1). */
    private int buffer(int packet) {
        int pointer = memory.read32(packet + 4);
        return pointer == -1 && memory.read8(packet) >= LONG_PACKET
                ? memory.read32(packet + 16)
                : BiosMemory.linear(pointer >>> 16, pointer);
    }

    private Result start(Call c, Drives.Drive d, Transfer t) {
        active = t;
        activeDrive = d;
        deadline = clock.now() + PATIENCE_NS;
        d.disk().start(t);
        return poll(c);
    }

    private Result poll(Call c) {
        Transfer t = active;
        Result result = activeDrive.disk().poll(t);
        if (result != Result.DONE) {
            if (clock.now() < deadline) {
                return result;
            }
            t.end(Transfer.TIMEOUT);
        }
        active = null;
        if (t.kind != Transfer.Kind.FLUSH) {
            if (c.ah() >= 0x42) {
                memory.write16(c.ds(c.si(), 2), t.done);
            } else {
                c.al(t.done);
            }
        }
        return end(c, t.status);
    }

    private Result geometry(Call c, Drives.Drive d) {
        Geometry g = d.logical();
        int last = Math.max(0, g.cylinders() - 2);
        c.al(0);
        c.ch(last & 0xff);
        c.cl(last >> 8 << 6 | g.sectors());
        c.dh(g.heads() - 1);
        c.dl(memory.read8(BiosMemory.DISK_COUNT));
        return end(c, Transfer.OK);
    }

    /** The one function whose AH is not a status: 3 for a fixed disk. */
    private Result kind(Call c, Drives.Drive d) {
        Geometry g = d.logical();
        int sectors = (g.cylinders() - 1) * g.heads() * g.sectors();
        memory.write8(BiosMemory.DISK_STATUS, 0);
        c.ax(0x0300);
        c.cx(sectors >>> 16);
        c.dx(sectors & 0xffff);
        c.carry(false);
        return Result.DONE;
    }

    private Result extensions(Call c) {
        if (c.bx() != 0x55aa) {
            return end(c, Transfer.BAD_COMMAND);
        }
        memory.write8(BiosMemory.DISK_STATUS, 0);
        c.bx(0xaa55);
        c.ax(0x3000);
        c.cx(7);
        c.carry(false);
        return Result.DONE;
    }

    private Result parameters(Call c, Drives.Drive d) {
        boolean filled = edd.parameters(c.ds(c.si(), 0), d.number(), d.disk());
        return end(c, filled ? Transfer.OK : Transfer.BAD_COMMAND);
    }
}

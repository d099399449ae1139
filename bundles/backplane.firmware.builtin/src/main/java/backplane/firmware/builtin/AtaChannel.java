package backplane.firmware.builtin;

import backplane.core.PortMap;

/**
 * One IDE channel, driven by PIO and polling with its interrupt off (ATA/ATAPI-6). Every method returns at once; what
 * takes time is asked again.
 */
final class AtaChannel {
    static final int SECTOR = 512;

    private static final int ERROR = 1;
    private static final int COUNT = 2;
    private static final int LBA_LOW = 3;
    private static final int LBA_MID = 4;
    private static final int LBA_HIGH = 5;
    private static final int DEVICE = 6;
    private static final int STATUS = 7;
    private static final int COMMAND = 7;

    private static final int BSY = 0x80;
    private static final int DF = 0x20;
    private static final int DRQ = 0x08;
    private static final int ERR = 0x01;

    /** Uncorrectable data on a read, write protected on a write. */
    private static final int ERROR_WP_UNC = 0x40;

    private static final int ERROR_IDNF = 0x10;

    private static final int NIEN = 0x0a;
    private static final int INTERRUPTS_ON = 0x08;
    private static final int SOFT_RESET = 0x0e;

    private static final int IDENTIFY = 0xec;
    private static final int READ = 0x20;
    private static final int WRITE = 0x30;
    private static final int VERIFY = 0x40;
    private static final int READ_EXT = 0x24;
    private static final int WRITE_EXT = 0x34;
    private static final int VERIFY_EXT = 0x42;
    private static final int READ_MULTIPLE = 0xc4;
    private static final int WRITE_MULTIPLE = 0xc5;
    private static final int SET_MULTIPLE = 0xc6;
    private static final int FLUSH = 0xe7;

    private static final long LBA28_END = 1L << 28;

    private final PortMap ports;
    private final BiosMemory memory;
    private final int number;
    private final int base;
    private final int control;
    private final byte[] buffer = new byte[128 * SECTOR];
    private boolean issued;
    private int perBlock;

    AtaChannel(PortMap ports, BiosMemory memory, int number) {
        this.ports = ports;
        this.memory = memory;
        this.number = number;
        base = number == 0 ? 0x1f0 : 0x170;
        control = number == 0 ? 0x3f6 : 0x376;
    }

    int number() {
        return number;
    }

    int base() {
        return base;
    }

    int control() {
        return control;
    }

    int irq() {
        return 14 + number;
    }

    /** Whether a device latches what is written into its task file: registers of an empty channel do not. */
    boolean present(int unit) {
        if (ports.in8(base + STATUS) == 0xff) {
            return false;
        }
        ports.out8(control, NIEN);
        settle();
        select(unit);
        ports.out8(base + COUNT, 0x55);
        ports.out8(base + LBA_LOW, 0xaa);
        return ports.in8(base + COUNT) == 0x55 && ports.in8(base + LBA_LOW) == 0xaa && ports.in8(base + STATUS) != 0;
    }

    private void select(int unit) {
        ports.out8(base + DEVICE, 0xa0 | unit << 4);
    }

    /** Whether the selected device cannot take a command yet. */
    private boolean busy() {
        return (ports.in8(control) & BSY) != 0;
    }

    /** Gets the channel out of a command that was given up, by a soft reset. */
    private void settle() {
        int status = ports.in8(control);
        if ((status & (BSY | DRQ)) != 0) {
            ports.out8(control, SOFT_RESET);
            ports.out8(control, NIEN);
        }
    }

    void startIdentify(int unit) {
        select(unit);
        ports.out8(base + COMMAND, IDENTIFY);
    }

    /** Null while busy; an empty array when this is no disk; else the 256 words as bytes. */
    byte[] pollIdentify() {
        if (busy()) {
            return null;
        }
        int status = ports.in8(base + STATUS);
        byte[] reply = new byte[0];
        if ((status & (ERR | DF)) == 0 && (status & DRQ) != 0) {
            reply = new byte[SECTOR];
            ports.ins(base, 2, reply, 0, SECTOR / 2);
        }
        return reply;
    }

    /** Asks for {@code sectors} per DRQ block; false when the device refuses. */
    boolean setMultiple(int unit, int sectors) {
        select(unit);
        ports.out8(base + COUNT, sectors);
        ports.out8(base + COMMAND, SET_MULTIPLE);
        return (ports.in8(base + STATUS) & (BSY | ERR | DF)) == 0;
    }

    /** Starts a command; {@link #poll} writes it to the device once it is ready. */
    void start(AtaDisk disk) {
        ports.out8(control, NIEN);
        settle();
        issued = false;
        perBlock = Math.max(1, disk.multiple());
    }

    Result poll(AtaDisk disk, Transfer t) {
        if (busy()) {
            return Result.SPIN;
        }
        if (!issued) {
            issue(disk, t);
            issued = true;
            if (busy()) {
                return Result.SPIN;
            }
        }
        while (true) {
            int status = ports.in8(base + STATUS);
            if ((status & (ERR | DF)) != 0) {
                return finish(t, error(t));
            }
            if (t.kind == Transfer.Kind.VERIFY || t.kind == Transfer.Kind.FLUSH) {
                t.done = t.count;
                return finish(t, Transfer.OK);
            }
            if (t.done == t.count) {
                return finish(t, Transfer.OK);
            }
            if ((status & DRQ) == 0) {
                return finish(t, Transfer.CONTROLLER);
            }
            move(t);
            if (busy()) {
                return Result.SPIN;
            }
        }
    }

    private void move(Transfer t) {
        int n = Math.min(perBlock, t.count - t.done);
        int bytes = n * SECTOR;
        int address = t.address + t.done * SECTOR;
        if (t.kind == Transfer.Kind.READ) {
            ports.ins(base, 2, buffer, 0, bytes / 2);
            memory.write(address, buffer, 0, bytes);
        } else {
            memory.read(address, buffer, 0, bytes);
            ports.outs(base, 2, buffer, 0, bytes / 2);
        }
        t.done += n;
    }

    private Result finish(Transfer t, int code) {
        ports.out8(control, INTERRUPTS_ON);
        return t.end(code);
    }

    private int error(Transfer t) {
        int error = ports.in8(base + ERROR);
        if ((error & ERROR_WP_UNC) != 0) {
            return t.kind == Transfer.Kind.WRITE ? Transfer.WRITE_PROTECTED : Transfer.UNREADABLE;
        }
        return (error & ERROR_IDNF) != 0 ? Transfer.NOT_FOUND : Transfer.CONTROLLER;
    }

    private void issue(AtaDisk disk, Transfer t) {
        int unit = disk.unit() << 4;
        if (t.kind == Transfer.Kind.FLUSH) {
            ports.out8(base + DEVICE, 0xa0 | unit);
            ports.out8(base + COMMAND, FLUSH);
            return;
        }
        int lba = (int) t.lba;
        if (t.lba + t.count > LBA28_END) {
            perBlock = 1;
            ports.out8(base + DEVICE, 0xe0 | unit);
            ports.out8(base + COUNT, t.count >> 8);
            ports.out8(base + LBA_LOW, lba >>> 24);
            ports.out8(base + LBA_MID, (int) (t.lba >> 32) & 0xff);
            ports.out8(base + LBA_HIGH, (int) (t.lba >> 40) & 0xff);
        } else {
            ports.out8(base + DEVICE, 0xe0 | unit | lba >>> 24);
        }
        ports.out8(base + COUNT, t.count & 0xff);
        ports.out8(base + LBA_LOW, lba & 0xff);
        ports.out8(base + LBA_MID, lba >>> 8 & 0xff);
        ports.out8(base + LBA_HIGH, lba >>> 16 & 0xff);
        ports.out8(base + COMMAND, command(t));
    }

    private int command(Transfer t) {
        boolean ext = t.lba + t.count > LBA28_END;
        return switch (t.kind) {
            case READ -> ext ? READ_EXT : perBlock > 1 ? READ_MULTIPLE : READ;
            case WRITE -> ext ? WRITE_EXT : perBlock > 1 ? WRITE_MULTIPLE : WRITE;
            default -> ext ? VERIFY_EXT : VERIFY;
        };
    }
}

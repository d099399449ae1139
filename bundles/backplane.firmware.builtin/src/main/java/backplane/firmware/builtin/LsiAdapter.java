package backplane.firmware.builtin;

import backplane.core.PortMap;

/**
 * A Symbios 53C8xx SCSI host adapter, driven by polling: one SCRIPT per command, built in the EBDA, no interrupts
 * (LSI53C895A technical manual, chapters 4 and 5).
 */
final class LsiAdapter {
    static final int VENDOR = 0x1000;

    /** 53C810, 53C825, 53C815, 53C810AP, 53C860, 53C896, 53C895, 53C885, 53C875, 53C1510, 53C895A, 53C875J. */
    private static final int[] DEVICES = {1, 3, 4, 5, 6, 0xb, 0xc, 0xd, 0xf, 0x10, 0x12, 0x8f};

    static final int IN = 0x01000000;
    static final int OUT = 0x00000000;

    private static final int DSTAT = 0x0c;
    private static final int ISTAT0 = 0x14;
    private static final int DSP = 0x2c;
    private static final int SIST0 = 0x42;
    private static final int SIST1 = 0x43;
    private static final int SIST0_MISMATCH = 0x80;
    private static final int ISTAT_SRST = 0x40;
    private static final int DSTAT_SIR = 0x04;
    /** Illegal instruction, abort, bus fault, parity. */
    private static final int DSTAT_BAD = 0x71;

    private static final int CDB = BiosMemory.EBDA_LSI;
    private static final int MESSAGE_OUT = CDB + 16;
    private static final int STATUS = CDB + 17;
    private static final int MESSAGE_IN = CDB + 18;
    private static final int SCRIPT = CDB + 0x20;

    private static final int SELECT_ATN = 0x41000000;
    private static final int MOVE_MESSAGE_OUT = 0x06000000;
    private static final int MOVE_COMMAND = 0x02000000;
    private static final int MOVE_STATUS = 0x03000000;
    private static final int MOVE_MESSAGE_IN = 0x07000000;
    private static final int JUMP_IF_NOT_MESSAGE_IN = 0x87820000;
    private static final int CLEAR_ACK = 0x60000040;
    private static final int WAIT_DISCONNECT = 0x48000000;
    private static final int WAIT_RESELECT = 0x50000000;
    private static final int INT = 0x98080000;

    private final PortMap ports;
    private final BiosMemory memory;
    private final int bdf;
    private final int io;
    private int at;
    private boolean running;
    /** The target ended the data phase early, as it does on an error; the script went on at {@link #statusAt}. */
    private boolean shortened;

    private int statusAt;

    LsiAdapter(PortMap ports, BiosMemory memory, int bdf, int io) {
        this.ports = ports;
        this.memory = memory;
        this.bdf = bdf;
        this.io = io;
    }

    static boolean drives(PciSetup.Function f) {
        if (f.vendor() != VENDOR) {
            return false;
        }
        for (int device : DEVICES) {
            if (f.device() == device) {
                return true;
            }
        }
        return false;
    }

    int bdf() {
        return bdf;
    }

    int io() {
        return io;
    }

    void reset() {
        ports.out8(io + ISTAT0, ISTAT_SRST);
        ports.out8(io + ISTAT0, 0);
    }

    /** Selects the target and sends it the command; {@code bytes} 0 for none to move. */
    void start(int target, int lun, byte[] cdb, int address, int bytes, int direction) {
        if (running) {
            reset();
        }
        running = true;
        memory.write(CDB, cdb, 0, cdb.length);
        memory.write8(MESSAGE_OUT, 0x80 | lun);
        memory.write8(STATUS, 0xff);
        memory.write8(MESSAGE_IN, 0xff);
        script(target, cdb.length, address, bytes, direction);
        clearInterrupts();
        shortened = false;
        go(SCRIPT);
    }

    private void go(int script) {
        for (int i = 0; i < 4; i++) {
            ports.out8(io + DSP + i, script >>> 8 * i & 0xff);
        }
    }

    private void script(int target, int cdbLength, int address, int bytes, int direction) {
        at = SCRIPT;
        op(SELECT_ATN | target << 16, SCRIPT + 0x80);
        op(MOVE_MESSAGE_OUT | 1, MESSAGE_OUT);
        op(MOVE_COMMAND | cdbLength, CDB);
        op(JUMP_IF_NOT_MESSAGE_IN, 6 * 8);
        // a target may disconnect here although the identify message does not allow it
        op(MOVE_MESSAGE_IN | 2, MESSAGE_IN);
        op(CLEAR_ACK, 0);
        op(WAIT_DISCONNECT, 0);
        op(WAIT_RESELECT, SCRIPT + 0x80);
        op(MOVE_MESSAGE_IN | 1, MESSAGE_IN);
        op(CLEAR_ACK, 0);
        if (bytes > 0) {
            op(direction | bytes, address);
        }
        statusAt = at;
        op(MOVE_STATUS | 1, STATUS);
        op(MOVE_MESSAGE_IN | 1, MESSAGE_IN);
        op(CLEAR_ACK, 0);
        op(WAIT_DISCONNECT, 0);
        op(INT, 0);
        at = SCRIPT + 0x80;
        op(INT, 1);
    }

    private void op(int first, int second) {
        memory.write32(at, first);
        memory.write32(at + 4, second);
        at += 8;
    }

    private void clearInterrupts() {
        ports.in8(io + SIST0);
        ports.in8(io + SIST1);
        ports.in8(io + DSTAT);
    }

    /** Whether the script has stopped, for whatever reason. */
    boolean over() {
        int dma = ports.in8(io + DSTAT) & (DSTAT_SIR | DSTAT_BAD);
        int scsi = ports.in8(io + SIST0) & 0x8f | ports.in8(io + SIST1) << 8;
        if (dma == 0 && scsi == 0) {
            return false;
        }
        if (dma == 0 && scsi == SIST0_MISMATCH && !shortened) {
            shortened = true;
            go(statusAt);
            return false;
        }
        running = false;
        if (dma != DSTAT_SIR || scsi != 0) {
            memory.write8(STATUS, 0xff);
            if ((scsi & 0x400) == 0) {
                reset();
            }
        }
        return true;
    }

    /** A byte of the reply that a command put at {@link BiosMemory#EBDA_DATA}. */
    int dataByte(int offset) {
        return memory.read8(BiosMemory.EBDA_DATA + offset);
    }

    /** The status byte of the command that is over, 0xff for none. */
    int status() {
        return memory.read8(MESSAGE_IN) == 0 ? memory.read8(STATUS) : 0xff;
    }
}

package backplane.storage.lsi53c8xx;

import backplane.api.device.RegisterInfo.Access;
import backplane.api.memory.MemoryDevice;
import backplane.api.port.PortDevice;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The register file as the CPU and SCRIPTS reach it: 256 bytes, most of them plain, some with side effects. */
final class LsiRegisters implements PortDevice, MemoryDevice {
    static final int SCNTL1 = 0x01;
    static final int SCNTL2 = 0x02;
    static final int SCNTL3 = 0x03;
    static final int SCID = 0x04;
    static final int SDID = 0x06;
    static final int SFBR = 0x08;
    static final int SOCL = 0x09;
    static final int SSID = 0x0a;
    static final int SBCL = 0x0b;
    static final int DSTAT = 0x0c;
    static final int SSTAT0 = 0x0d;
    static final int SSTAT1 = 0x0e;
    static final int SSTAT2 = 0x0f;
    static final int DSA = 0x10;
    static final int ISTAT0 = 0x14;
    static final int ISTAT1 = 0x15;
    static final int CTEST2 = 0x1a;
    static final int CTEST3 = 0x1b;
    static final int TEMP = 0x1c;
    static final int DFIFO = 0x20;
    static final int CTEST5 = 0x22;
    static final int DBC = 0x24;
    static final int DCMD = 0x27;
    static final int DNAD = 0x28;
    static final int DSP = 0x2c;
    static final int DSPS = 0x30;
    static final int SCRATCHA = 0x34;
    static final int DMODE = 0x38;
    static final int DIEN = 0x39;
    static final int DCNTL = 0x3b;
    static final int ADDER = 0x3c;
    static final int SIEN0 = 0x40;
    static final int SIEN1 = 0x41;
    static final int SIST0 = 0x42;
    static final int SIST1 = 0x43;
    static final int STIME1 = 0x49;
    static final int STEST1 = 0x4d;
    static final int SIDL = 0x50;
    static final int CCNTL0 = 0x56;
    static final int SBDL = 0x58;
    static final int SCRATCHB = 0x5c;
    static final int PMJAD1 = 0xc0;
    static final int PMJAD2 = 0xc4;
    static final int RBC = 0xc8;
    static final int UA = 0xcc;
    static final int ESA = 0xd0;
    static final int IA = 0xd4;
    static final int SBC = 0xd8;
    static final int CSBC = 0xdc;

    static final int SCNTL1_CON = 0x10;
    static final int SCNTL1_RST = 0x08;
    static final int SCNTL2_WSR = 0x01;
    static final int SCID_RRE = 0x40;
    static final int SOCL_ACK = 0x40;
    static final int SOCL_ATN = 0x08;
    static final int SBCL_REQ = 0x80;
    static final int SBCL_BSY = 0x20;
    static final int SSTAT0_RST = 0x02;
    static final int SSTAT0_WOA = 0x04;
    static final int SSTAT2_LDSC = 0x02;
    static final int ISTAT_ABRT = 0x80;
    static final int ISTAT_SRST = 0x40;
    static final int ISTAT_SIGP = 0x20;
    static final int ISTAT_SEM = 0x10;
    static final int ISTAT_CON = 0x08;
    static final int ISTAT_INTF = 0x04;
    static final int ISTAT_SIP = 0x02;
    static final int ISTAT_DIP = 0x01;
    static final int ISTAT1_SRUN = 0x02;
    static final int CTEST2_SIGP = 0x40;
    static final int CTEST2_PCICIE = 0x08;
    static final int DMODE_MAN = 0x01;
    static final int DCNTL_PFF = 0x40;
    static final int DCNTL_SSM = 0x10;
    static final int DCNTL_STD = 0x04;
    static final int DCNTL_IRQD = 0x02;
    static final int DCNTL_COM = 0x01;
    static final int CCNTL0_ENPMJ = 0x80;
    static final int CCNTL0_PMJCTL = 0x40;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final boolean[] WRITABLE = new boolean[256];

    static {
        for (LsiRegister r : LsiRegister.values()) {
            for (int i = 0; i < r.width; i++) {
                WRITABLE[r.offset + i] = r.access == Access.RW;
            }
        }
    }

    private final byte[] r = new byte[256];
    private final Lsi53c8xx chip;

    LsiRegisters(Lsi53c8xx chip) {
        this.chip = chip;
        reset();
    }

    void reset() {
        java.util.Arrays.fill(r, (byte) 0);
        for (LsiRegister row : LsiRegister.values()) {
            r[row.offset] = (byte) row.reset;
        }
    }

    byte[] bytes() {
        return r;
    }

    /** The stored value, without side effects. */
    int get(int offset) {
        return r[offset] & 0xff;
    }

    void set(int offset, int value) {
        r[offset] = (byte) value;
    }

    void set(int offset, int mask, boolean on) {
        r[offset] = (byte) (on ? r[offset] | mask : r[offset] & ~mask);
    }

    int get32(int offset) {
        return (int) INT.get(r, offset);
    }

    void set32(int offset, int value) {
        INT.set(r, offset, value);
    }

    int get24(int offset) {
        return get32(offset) & 0xffffff;
    }

    void set24(int offset, int value) {
        set32(offset, get32(offset) & 0xff000000 | value & 0xffffff);
    }

    @Override
    public int read8(int at) {
        int offset = at & 0xff;
        LsiInterrupts interrupts = chip.interrupts();
        return switch (offset) {
            case DSTAT -> interrupts.readDstat();
            case SIST0 -> interrupts.readSist0();
            case SIST1 -> interrupts.readSist1();
            case ISTAT0 -> istat0();
            case ISTAT1 -> get(ISTAT1) | (chip.scripts().isRunning() ? ISTAT1_SRUN : 0);
            case SCNTL1 -> get(SCNTL1) | (chip.bus().isConnected() ? SCNTL1_CON : 0);
            case SBCL -> sbcl();
            case SSTAT1 -> chip.bus().phase();
            case SSTAT2 -> chip.bus().isConnected() ? 0 : SSTAT2_LDSC;
            case CTEST2 -> readCtest2();
            case SCRATCHA, SCRATCHA + 1, SCRATCHA + 2, SCRATCHA + 3 -> scratch(offset, SCRATCHA, 1);
            case SCRATCHB, SCRATCHB + 1, SCRATCHB + 2, SCRATCHB + 3 -> scratch(offset, SCRATCHB, 2);
            default -> get(offset);
        };
    }

    private int istat0() {
        LsiInterrupts interrupts = chip.interrupts();
        return get(ISTAT0) & ~(ISTAT_CON | ISTAT_SIP | ISTAT_DIP)
                | (chip.bus().isConnected() ? ISTAT_CON : 0)
                | (interrupts.sip() ? ISTAT_SIP : 0)
                | (interrupts.dip() ? ISTAT_DIP : 0);
    }

    private int sbcl() {
        if (!chip.bus().isConnected()) {
            return 0;
        }
        int req = chip.bus().isRequesting() ? SBCL_REQ : 0;
        return req | SBCL_BSY | get(SOCL) & (SOCL_ACK | SOCL_ATN) | chip.bus().phase();
    }

    private int readCtest2() {
        int sigp = (get(ISTAT0) & ISTAT_SIGP) != 0 ? CTEST2_SIGP : 0;
        set(ISTAT0, ISTAT_SIGP, false);
        return get(CTEST2) | sigp;
    }

    /** SCRATCHA and SCRATCHB show where BAR1 and BAR2 are while CTEST2.PCICIE is set. */
    private int scratch(int offset, int first, int bar) {
        if ((get(CTEST2) & CTEST2_PCICIE) == 0) {
            return get(offset);
        }
        return (int) (chip.barAddress(bar) >>> 8 * (offset - first)) & 0xff;
    }

    @Override
    public void write8(int at, int value) {
        int offset = at & 0xff;
        switch (offset) {
            case SCNTL1 -> chip.writeScntl1(value);
            case SCNTL2 -> set(SCNTL2, value & ~SCNTL2_WSR | get(SCNTL2) & ~value & SCNTL2_WSR);
            case ISTAT0 -> chip.writeIstat0(value);
            case ISTAT1 -> {
                set(ISTAT1, value & 1);
                chip.interrupts().update();
            }
            case CTEST2 -> set(CTEST2, get(CTEST2) & ~CTEST2_PCICIE | value & CTEST2_PCICIE);
            case CTEST3 -> set(CTEST3, value & 0x03);
            case DSP + 3 -> {
                set(offset, value);
                if ((get(DMODE) & DMODE_MAN) == 0) {
                    chip.scripts().start();
                }
            }
            case DIEN, SIEN0, SIEN1 -> {
                set(offset, value);
                chip.interrupts().update();
            }
            case DCNTL -> {
                set(DCNTL, value & ~(DCNTL_PFF | DCNTL_STD));
                chip.interrupts().update();
                if ((value & DCNTL_STD) != 0) {
                    chip.scripts().start();
                }
            }
            case STIME1 -> {
                set(STIME1, value);
                chip.startGeneralTimer(value & 15);
            }
            default -> {
                if (WRITABLE[offset]) {
                    set(offset, value);
                }
            }
        }
    }

    @Override
    public int read16(int offset) {
        return PortDevice.super.read16(offset);
    }

    @Override
    public void write16(int offset, int value) {
        PortDevice.super.write16(offset, value);
    }

    @Override
    public int read32(int offset) {
        return PortDevice.super.read32(offset);
    }

    @Override
    public void write32(int offset, int value) {
        PortDevice.super.write32(offset, value);
    }
}

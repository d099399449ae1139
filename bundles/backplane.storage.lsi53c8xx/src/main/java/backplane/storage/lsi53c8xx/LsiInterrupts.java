package backplane.storage.lsi53c8xx;

import backplane.api.irq.IrqLine;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;

/**
 * DSTAT, SIST0 and SIST1 and the INTA pin. What happens while the first level of its kind is pending is stacked behind
 * it and comes up when the first is read (LSI53C895A technical manual section 2.2.17).
 */
final class LsiInterrupts {
    static final int DSTAT_DFE = 0x80;
    static final int DSTAT_ABRT = 0x10;
    static final int DSTAT_SSI = 0x08;
    static final int DSTAT_SIR = 0x04;
    static final int DSTAT_IID = 0x01;
    static final int SIST0_MA = 0x80;
    static final int SIST0_CMP = 0x40;
    static final int SIST0_SEL = 0x20;
    static final int SIST0_RSL = 0x10;
    static final int SIST0_UDC = 0x04;
    static final int SIST0_RST = 0x02;
    static final int SIST1_STO = 0x04;
    static final int SIST1_GEN = 0x02;
    static final int SIST1_HTH = 0x01;

    /** These stop SCRIPTS and set SIP only when they are enabled. */
    private static final int NONFATAL0 = SIST0_CMP | SIST0_SEL | SIST0_RSL;

    private static final int NONFATAL1 = SIST1_GEN | SIST1_HTH;

    private final LsiRegisters registers;
    private IrqLine intx;
    private int dstat;
    private int sist0;
    private int sist1;
    private int stackedDstat;
    private int stackedSist0;
    private int stackedSist1;

    LsiInterrupts(LsiRegisters registers) {
        this.registers = registers;
    }

    void connect(IrqLine line) {
        intx = line;
    }

    void reset() {
        dstat = 0;
        sist0 = 0;
        sist1 = 0;
        stackedDstat = 0;
        stackedSist0 = 0;
        stackedSist1 = 0;
        update();
    }

    boolean dip() {
        return dstat != 0;
    }

    boolean sip() {
        return (sist0 & fatal0() | sist1 & fatal1()) != 0;
    }

    private int fatal0() {
        return ~NONFATAL0 | registers.get(LsiRegisters.SIEN0);
    }

    private int fatal1() {
        return ~NONFATAL1 | registers.get(LsiRegisters.SIEN1);
    }

    /** A DMA interrupt condition. */
    void dma(int bit) {
        if (dstat != 0) {
            stackedDstat |= bit;
        } else {
            dstat = bit;
        }
        update();
    }

    /** A SCSI interrupt condition; returns whether it stops SCRIPTS. */
    boolean scsi(int bits0, int bits1) {
        if (sip()) {
            stackedSist0 |= bits0;
            stackedSist1 |= bits1;
        } else {
            sist0 |= bits0;
            sist1 |= bits1;
        }
        update();
        return (bits0 & fatal0() | bits1 & fatal1()) != 0;
    }

    int readDstat() {
        int value = dstat | DSTAT_DFE;
        dstat = stackedDstat;
        stackedDstat = 0;
        update();
        return value;
    }

    int readSist0() {
        int value = sist0;
        sist0 = 0;
        unstack();
        return value;
    }

    int readSist1() {
        int value = sist1;
        sist1 = 0;
        unstack();
        return value;
    }

    private void unstack() {
        if (!sip()) {
            sist0 |= stackedSist0;
            sist1 |= stackedSist1;
            stackedSist0 = 0;
            stackedSist1 = 0;
        }
        update();
    }

    /** Drives INTA from status, masks, INTF and the disable bits. */
    void update() {
        boolean active = (dstat & registers.get(LsiRegisters.DIEN)) != 0
                || (sist0 & registers.get(LsiRegisters.SIEN0)) != 0
                || (sist1 & registers.get(LsiRegisters.SIEN1)) != 0
                || (registers.get(LsiRegisters.ISTAT0) & LsiRegisters.ISTAT_INTF) != 0;
        boolean off = (registers.get(LsiRegisters.DCNTL) & LsiRegisters.DCNTL_IRQD) != 0
                || (registers.get(LsiRegisters.ISTAT1) & 1) != 0;
        if (intx != null) {
            intx.set(active && !off);
        }
    }

    void save(StateWriter out) {
        out.put("status", new int[] {dstat, sist0, sist1, stackedDstat, stackedSist0, stackedSist1});
    }

    void restore(StateReader in) throws StateException {
        int[] s = in.getInts("status");
        if (s.length != 6) {
            throw new StateException("lsi53c8xx: status has " + s.length + " values");
        }
        dstat = s[0];
        sist0 = s[1];
        sist1 = s[2];
        stackedDstat = s[3];
        stackedSist0 = s[4];
        stackedSist1 = s[5];
        update();
    }
}

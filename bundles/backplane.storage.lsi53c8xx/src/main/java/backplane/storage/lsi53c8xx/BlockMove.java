package backplane.storage.lsi53c8xx;

import static backplane.storage.lsi53c8xx.LsiRegisters.*;

import java.util.Arrays;

/**
 * Block move instructions (LSI53C895A technical manual section 5.3): bytes between memory and the SCSI bus in one
 * phase, with direct, indirect or table indirect addressing, and what happens when the target changes phase.
 */
final class BlockMove {
    private static final int INDIRECT = 1 << 29;
    private static final int TABLE_INDIRECT = 1 << 28;
    private static final int LONGEST_CONTROL = 256;

    private final Lsi53c8xx chip;
    private final Scripts scripts;
    private final LsiRegisters r;
    private final byte[] bytes = new byte[LONGEST_CONTROL];
    private final byte[] cdb = new byte[16];
    private int wanted;

    BlockMove(Lsi53c8xx chip, Scripts scripts) {
        this.chip = chip;
        this.scripts = scripts;
        this.r = chip.registers();
    }

    boolean isOut() {
        return wanted == ScsiBus.DATA_OUT;
    }

    void setOut(boolean out) {
        wanted = out ? ScsiBus.DATA_OUT : ScsiBus.DATA_IN;
    }

    void start(int at, int instruction, int second) {
        if (scripts.stoppedByTimeout()) {
            return;
        }
        ScsiBus bus = chip.bus();
        wanted = instruction >>> 24 & 7;
        if (!bus.isConnected()) {
            scripts.scsiInterrupt(LsiInterrupts.SIST0_UDC, 0);
            return;
        }
        if (wanted == ScsiBus.COMMAND) {
            bus.skipMessages();
        }
        if (!bus.isRequesting()) {
            scripts.waitForBus(at);
            return;
        }
        address(at, instruction, second);
        if (bus.phase() != wanted) {
            mismatch();
            return;
        }
        switch (wanted) {
            case ScsiBus.DATA_IN, ScsiBus.DATA_OUT -> {
                scripts.moving(true);
                goOn();
            }
            case ScsiBus.COMMAND -> command();
            case ScsiBus.STATUS -> status();
            case ScsiBus.MESSAGE_OUT -> messageOut();
            case ScsiBus.MESSAGE_IN -> messageIn();
            default -> scripts.dmaInterrupt(LsiInterrupts.DSTAT_IID);
        }
    }

    /** Loads DBC and DNAD by the addressing mode, and the registers that phase mismatch jumps work with. */
    private void address(int at, int instruction, int second) {
        int entry = at;
        int count = instruction & 0xffffff;
        int address = second;
        if ((instruction & INDIRECT) != 0) {
            address = chip.memory().read32(second & 0xffffffffL);
        } else if ((instruction & TABLE_INDIRECT) != 0) {
            entry = r.get32(DSA) + (second << 8 >> 8);
            count = chip.memory().read32(entry & 0xffffffffL) & 0xffffff;
            address = chip.memory().read32(entry + 4 & 0xffffffffL);
        }
        r.set24(DBC, count);
        r.set32(DNAD, address);
        r.set32(RBC, count | r.get(DCMD) << 24);
        r.set32(UA, address);
        r.set32(ESA, entry);
        r.set32(IA, at);
        r.set24(SBC, 0);
    }

    /** Moves data until the count is used up, the target has no more, or the budget is gone. */
    void goOn() {
        ScsiBus bus = chip.bus();
        boolean first = r.get24(SBC) == 0;
        while (r.get24(DBC) > 0) {
            if (!bus.isConnected()) {
                scripts.scsiInterrupt(LsiInterrupts.SIST0_UDC, 0);
                return;
            }
            if (!bus.isRequesting()) {
                return; // the target will ask for more
            }
            if (bus.phase() != wanted) {
                mismatch();
                return;
            }
            int n = transfer(bus.nexus(), first);
            first = false;
            count(n);
            bus.moved(n);
            if (r.get24(DBC) > 0 && !chip.slot().spend(1)) {
                scripts.pause();
                return;
            }
        }
        scripts.moving(false);
        finished();
    }

    private int transfer(Nexus nexus, boolean first) {
        int n = Math.min(r.get24(DBC), nexus.available());
        byte[] buffer = nexus.request.buffer();
        long address = r.get32(DNAD) & 0xffffffffL;
        if (wanted == ScsiBus.DATA_IN) {
            if (first) {
                r.set(SFBR, buffer[nexus.used]);
            }
            chip.memory().write(address, buffer, nexus.used, n);
        } else {
            chip.memory().read(address, buffer, nexus.used, n);
        }
        return n;
    }

    private void count(int n) {
        r.set24(DBC, r.get24(DBC) - n);
        r.set32(DNAD, r.get32(DNAD) + n);
        r.set24(SBC, r.get24(SBC) + n);
        r.set32(CSBC, r.get32(CSBC) + n);
    }

    private void finished() {
        int left = r.get24(DBC);
        r.set(DFIFO, left);
        r.set(CTEST5, r.get(CTEST5) & 0xfc | left >>> 8 & 3);
    }

    /** The target is in another phase: a jump if the driver asked for it on data phases, else an interrupt. */
    private void mismatch() {
        scripts.moving(false);
        finished();
        r.set32(RBC, r.get24(DBC) | r.get(DCMD) << 24);
        r.set32(UA, r.get32(DNAD));
        int control = r.get(CCNTL0);
        if ((control & CCNTL0_ENPMJ) == 0 || wanted > ScsiBus.DATA_IN) {
            scripts.scsiInterrupt(LsiInterrupts.SIST0_MA, 0);
            return;
        }
        boolean second = (control & CCNTL0_PMJCTL) != 0 ? wanted == ScsiBus.DATA_IN : (r.get(SCNTL2) & SCNTL2_WSR) != 0;
        r.set32(DSP, r.get32(second ? PMJAD2 : PMJAD1));
    }

    private void command() {
        int n = r.get24(DBC);
        Arrays.fill(cdb, (byte) 0);
        scripts.load(r.get32(DNAD), cdb, Math.min(n, 16));
        count(n);
        finished();
        chip.bus().command(cdb);
    }

    private void status() {
        int status = chip.bus().takeStatus();
        bytes[0] = (byte) status;
        received(1);
    }

    private void messageOut() {
        int n = Math.min(r.get24(DBC), LONGEST_CONTROL);
        scripts.load(r.get32(DNAD), bytes, n);
        count(r.get24(DBC));
        finished();
        r.set(SOCL, SOCL_ATN, false);
        chip.bus().messageOut(bytes, n);
    }

    /** A target may have fewer message bytes than the script has room for; what is left of the count stays in DBC. */
    private void messageIn() {
        int n = chip.bus().takeMessage(bytes, Math.min(r.get24(DBC), LONGEST_CONTROL));
        received(n);
    }

    private void received(int n) {
        if (n > 0) {
            scripts.store(r.get32(DNAD), bytes, n);
            r.set(SFBR, bytes[0]);
            r.set(SIDL, bytes[n - 1]);
            r.set(SBDL, bytes[n - 1]);
        }
        count(n);
        finished();
    }
}

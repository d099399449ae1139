package backplane.storage.lsi53c8xx;

import static backplane.storage.lsi53c8xx.LsiRegisters.*;

import backplane.api.clock.Clock;
import backplane.api.clock.Timer;
import backplane.api.memory.GuestMemory;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;

/**
 * The SCRIPTS processor (LSI53C895A technical manual chapter 5): fetches instructions by bus mastering and runs until
 * an interrupt, a wait on the bus, or the end of its budget, from where a timer goes on.
 */
final class Scripts {
    private static final long PAUSE_NS = 5_000;

    private static final int TABLE = 1 << 25;
    private static final int RELATIVE_JUMP = 1 << 26;
    private static final int SELECT_ATN = 1 << 24;
    private static final int COPY_CHUNK = 4096;

    /** What the processor does. */
    private enum State {
        STOPPED,
        RUNNING,
        /** At WAIT RESELECT; DNAD holds the alternate address. */
        WAIT_RESELECT,
        /** At an instruction that needs REQ; it starts over. */
        WAIT_BUS,
        /** Within a data transfer. */
        MOVING,
        /** Within a memory move. */
        COPYING
    }

    private final Lsi53c8xx chip;
    private final LsiRegisters r;
    private final BlockMove blockMove;
    private final byte[] copy = new byte[COPY_CHUNK];
    private Timer pause;
    private Clock clock;

    private State state = State.STOPPED;
    private boolean executing;
    private boolean paused;
    private boolean carry;
    private boolean selectionTimedOut;
    private int copyFrom;
    private int copyTo;

    Scripts(Lsi53c8xx chip) {
        this.chip = chip;
        this.r = chip.registers();
        this.blockMove = new BlockMove(chip, this);
    }

    void connect(Clock c) {
        clock = c;
        pause = c.timer("scripts", this::execute);
    }

    void reset() {
        state = State.STOPPED;
        carry = false;
        selectionTimedOut = false;
        if (pause != null) {
            pause.cancel();
        }
    }

    boolean isRunning() {
        return state != State.STOPPED;
    }

    /** DSP was written, or DCNTL.STD. */
    void start() {
        if (state == State.STOPPED) {
            state = State.RUNNING;
            selectionTimedOut = false;
            execute();
        }
    }

    void abort() {
        if (state != State.STOPPED) {
            state = State.STOPPED;
            chip.interrupts().dma(LsiInterrupts.DSTAT_ABRT);
        }
    }

    /** ISTAT0.SIGP ends WAIT RESELECT with a jump. */
    void signalled() {
        if (state == State.WAIT_RESELECT) {
            r.set32(DSP, r.get32(DNAD));
            state = State.RUNNING;
            execute();
        }
    }

    /** A target has data, space or a status. */
    void busChanged() {
        execute();
    }

    /** A SCSI interrupt from outside the instruction stream or within it. */
    void scsiInterrupt(int bits0, int bits1) {
        if (chip.interrupts().scsi(bits0, bits1)) {
            state = State.STOPPED;
        }
    }

    void dmaInterrupt(int bit) {
        stoppedByTimeout();
        state = State.STOPPED;
        chip.interrupts().dma(bit);
    }

    /** The instruction at {@code address} starts over once the target asks for a transfer. */
    void waitForBus(int address) {
        r.set32(DSP, address);
        state = State.WAIT_BUS;
    }

    void moving(boolean on) {
        if (on) {
            state = State.MOVING;
        } else if (state == State.MOVING) {
            state = State.RUNNING;
        }
    }

    /** Whether a bus instruction must stop here because of an earlier selection timeout. */
    boolean stoppedByTimeout() {
        if (selectionTimedOut) {
            selectionTimedOut = false;
            state = State.STOPPED;
            chip.interrupts().scsi(0, LsiInterrupts.SIST1_STO);
            return true;
        }
        return false;
    }

    /** Arms the timer that goes on after the budget was used up. */
    void pause() {
        paused = true;
        pause.at(clock.now() + PAUSE_NS);
    }

    private void execute() {
        if (executing) {
            return;
        }
        executing = true;
        paused = false;
        try {
            while (proceed() && !paused) {
                if (chip.slot().spend(1)) {
                    step();
                } else {
                    pause();
                }
                if (paused) {
                    return;
                }
            }
        } finally {
            executing = false;
        }
    }

    /** Leaves a wait whose end has come; whether there is an instruction to run now. */
    private boolean proceed() {
        switch (state) {
            case WAIT_RESELECT -> {
                if (chip.bus().wantsReselection()) {
                    state = State.RUNNING;
                    reselected();
                }
            }
            case WAIT_BUS -> {
                if (chip.bus().isRequesting() || !chip.bus().isConnected()) {
                    state = State.RUNNING;
                }
            }
            case MOVING -> blockMove.goOn();
            case COPYING -> copy();
            default -> {}
        }
        return state == State.RUNNING;
    }

    private void step() {
        int at = r.get32(DSP);
        GuestMemory memory = chip.memory();
        int instruction = memory.read32(at & 0xffffffffL);
        if (instruction == 0) {
            // Not in the manual: SeaBIOS leaves an empty move in its script and QEMU's chip steps over it word by word.
            r.set32(DSP, at + 4);
            return;
        }
        int second = memory.read32(at + 4 & 0xffffffffL);
        r.set32(DSP, at + 8);
        r.set32(DSPS, second);
        r.set24(DBC, instruction);
        r.set(DCMD, instruction >>> 24);
        switch (instruction >>> 30) {
            case 0 -> blockMove.start(at, instruction, second);
            case 1 -> {
                if ((instruction >>> 27 & 7) < 5) {
                    inputOutput(instruction, second);
                } else {
                    readWrite(instruction);
                }
            }
            case 2 -> transferControl(at, instruction, second);
            default -> {
                if ((instruction & 1 << 29) != 0) {
                    loadStore(instruction, second);
                } else {
                    memoryMove(at, instruction, second);
                }
            }
        }
        if ((r.get(DCNTL) & DCNTL_SSM) != 0 && state == State.RUNNING) {
            dmaInterrupt(LsiInterrupts.DSTAT_SSI);
        }
    }

    private static int signed24(int value) {
        return value << 8 >> 8;
    }

    // ---- I/O instructions (section 5.4) -----------------------------------------------------------------------------

    private void inputOutput(int instruction, int second) {
        int id = (instruction & TABLE) != 0
                ? chip.memory().read32(r.get32(DSA) + signed24(instruction) & 0xffffffffL)
                : instruction;
        int target = id >>> 16 & 15;
        int address = second;
        if ((instruction & RELATIVE_JUMP) != 0) {
            address = r.get32(DSP) + signed24(second);
            r.set32(ADDER, address);
        }
        r.set32(DNAD, address);
        switch (instruction >>> 27 & 7) {
            case 0 -> select(instruction, target);
            case 1 -> {
                if (!stoppedByTimeout() && chip.bus().isConnected()) {
                    chip.bus().free(); // WAIT DISCONNECT: the target leaves now
                }
            }
            case 2 -> waitReselect();
            case 3 -> setClear(instruction, true);
            default -> setClear(instruction, false);
        }
    }

    private void select(int instruction, int target) {
        if (stoppedByTimeout()) {
            return;
        }
        if (chip.bus().isReselected()) {
            r.set32(DSP, r.get32(DNAD));
            return;
        }
        if (chip.bus().isConnected()) {
            // SeaBIOS drops a command after a phase mismatch and selects anew, with alternate address 0.
            chip.bus().abandon();
        }
        r.set(SDID, target);
        r.set(SSTAT0, SSTAT0_WOA, true);
        if (!chip.bus().select(target)) {
            // The next instruction is fetched before the timeout is noticed: Linux recognises it by DSP.
            selectionTimedOut = true;
            return;
        }
        r.set(SOCL, SOCL_ATN, (instruction & SELECT_ATN) != 0);
    }

    private void waitReselect() {
        if (stoppedByTimeout()) {
            return;
        }
        if ((r.get(ISTAT0) & ISTAT_SIGP) != 0) {
            r.set32(DSP, r.get32(DNAD));
        } else if (chip.bus().wantsReselection()) {
            reselected();
        } else {
            state = State.WAIT_RESELECT;
        }
    }

    private void reselected() {
        int id = chip.bus().reselect();
        r.set(SSID, 0x80 | id);
        if ((r.get(DCNTL) & DCNTL_COM) == 0) {
            r.set(SFBR, 1 << (id & 7)); // 53C700 compatibility
        }
        boolean enabled = (r.get(SIEN0) & LsiInterrupts.SIST0_RSL) != 0 && (r.get(SCID) & SCID_RRE) != 0;
        if (enabled) {
            scsiInterrupt(LsiInterrupts.SIST0_RSL, 0);
        }
    }

    private void setClear(int instruction, boolean on) {
        if ((instruction & 1 << 3) != 0) {
            r.set(SOCL, SOCL_ATN, on);
            if (on) {
                chip.bus().attentionRaised();
            }
        }
        if ((instruction & 1 << 6) != 0) {
            r.set(SOCL, SOCL_ACK, on);
        }
        if ((instruction & 1 << 10) != 0) {
            carry = on;
        }
    }

    // ---- Read/write instructions (section 5.5)
    // ------------------------------------------------------------------------

    private void readWrite(int instruction) {
        int register = instruction >>> 16 & 0x7f | instruction & 0x80;
        int operator = instruction >>> 24 & 7;
        int opcode = instruction >>> 27 & 7;
        int data = (instruction & 1 << 23) != 0 ? r.get(SFBR) : instruction >>> 8 & 0xff;
        int from = 0;
        if (opcode == 5) {
            from = r.get(SFBR);
        } else if (operator != 0) {
            from = readRegister(register);
        }
        int result = operate(operator, from, data);
        if (opcode == 6 || register == SFBR) {
            r.set(SFBR, result);
        } else {
            r.write8(register, result);
        }
    }

    private int readRegister(int register) {
        return register == SFBR ? r.get(SFBR) : r.read8(register);
    }

    private int operate(int operator, int a, int b) {
        int result = switch (operator) {
            case 0 -> b;
            case 1 -> a << 1 | (carry ? 1 : 0);
            case 2 -> a | b;
            case 3 -> a ^ b;
            case 4 -> a & b;
            case 5 -> a >> 1 | (carry ? 0x80 : 0);
            case 6 -> a + b;
            default -> a + b + (carry ? 1 : 0);
        };
        switch (operator) {
            case 1, 6, 7 -> carry = result > 0xff;
            case 5 -> carry = (a & 1) != 0;
            default -> {}
        }
        return result & 0xff;
    }

    // ---- Transfer control instructions (section 5.6)
    // ------------------------------------------------------------------

    private void transferControl(int at, int instruction, int second) {
        boolean comparePhase = (instruction & 1 << 17) != 0;
        boolean wait = (instruction & 1 << 16) != 0;
        if (comparePhase || wait) {
            if (stoppedByTimeout()) {
                return;
            }
            if (wait && chip.bus().isConnected() && !chip.bus().isRequesting()) {
                waitForBus(at);
                return;
            }
        }
        if (condition(instruction, comparePhase) != (instruction >>> 19 & 1)) {
            return;
        }
        int address = second;
        if ((instruction & 1 << 23) != 0) {
            address = r.get32(DSP) + signed24(second);
            r.set32(ADDER, address);
        }
        switch (instruction >>> 27 & 7) {
            case 0 -> r.set32(DSP, address);
            case 1 -> {
                r.set32(TEMP, r.get32(DSP));
                r.set32(DSP, address);
            }
            case 2 -> r.set32(DSP, r.get32(TEMP));
            case 3 -> interrupt(instruction);
            default -> dmaInterrupt(LsiInterrupts.DSTAT_IID);
        }
    }

    /** 1 when everything compared is equal, which is also so when nothing is compared. */
    private int condition(int instruction, boolean comparePhase) {
        boolean equal = (instruction & 1 << 21) == 0 || carry;
        if (comparePhase) {
            equal &= chip.bus().phase() == (instruction >>> 24 & 7);
        }
        if ((instruction & 1 << 18) != 0) {
            int mask = ~(instruction >>> 8) & 0xff;
            equal &= (r.get(SFBR) & mask) == (instruction & mask);
        }
        return equal ? 1 : 0;
    }

    private void interrupt(int instruction) {
        if ((instruction & 1 << 20) != 0) {
            r.set(ISTAT0, ISTAT_INTF, true);
            chip.interrupts().update();
        } else {
            dmaInterrupt(LsiInterrupts.DSTAT_SIR);
        }
    }

    // ---- Memory move instructions (section 5.7)
    // -----------------------------------------------------------------------

    private void memoryMove(int at, int instruction, int second) {
        copyFrom = second;
        copyTo = chip.memory().read32(at + 8 & 0xffffffffL);
        r.set32(DSP, at + 12);
        state = State.COPYING;
        copy();
    }

    private void copy() {
        int left = r.get24(DBC);
        while (left > 0) {
            int n = Math.min(left, COPY_CHUNK);
            load(copyFrom, copy, n);
            store(copyTo, copy, n);
            copyFrom += n;
            copyTo += n;
            left -= n;
            r.set24(DBC, left);
            if (left > 0 && !chip.slot().spend(1)) {
                pause();
                return;
            }
        }
        if (state == State.COPYING) {
            state = State.RUNNING;
        }
    }

    // ---- Load and store instructions (section 5.8)
    // --------------------------------------------------------------------

    private void loadStore(int instruction, int second) {
        int n = instruction & 7;
        int register = instruction >>> 16 & 0xff;
        int address = (instruction & 1 << 28) != 0 ? r.get32(DSA) + signed24(second) : second;
        if (n == 0 || n > 4) {
            dmaInterrupt(LsiInterrupts.DSTAT_IID);
        } else if ((instruction & 1 << 24) != 0) {
            load(address, copy, n);
            for (int i = 0; i < n; i++) {
                writeRegister(register + i, copy[i] & 0xff);
            }
        } else {
            for (int i = 0; i < n; i++) {
                copy[i] = (byte) readRegister(register + i);
            }
            store(address, copy, n);
        }
    }

    private void writeRegister(int register, int value) {
        if (register == SFBR) {
            r.set(SFBR, value);
        } else {
            r.write8(register, value);
        }
    }

    /** Reads memory, or the chip's own registers, which it decodes itself. */
    void load(int address, byte[] to, int n) {
        if (chip.isOwnRegister(address)) {
            for (int i = 0; i < n; i++) {
                to[i] = (byte) readRegister(chip.registerAt(address + i));
            }
        } else {
            chip.memory().read(address & 0xffffffffL, to, 0, n);
        }
    }

    void store(int address, byte[] from, int n) {
        if (chip.isOwnRegister(address)) {
            for (int i = 0; i < n; i++) {
                writeRegister(chip.registerAt(address + i), from[i] & 0xff);
            }
        } else {
            chip.memory().write(address & 0xffffffffL, from, 0, n);
        }
    }

    void save(StateWriter out) {
        out.put("state", state.name());
        out.put("carry", carry);
        out.put("selectionTimedOut", selectionTimedOut);
        out.put("copyFrom", copyFrom);
        out.put("copyTo", copyTo);
        out.put("moveOut", blockMove.isOut());
    }

    void restore(StateReader in) throws StateException {
        try {
            state = State.valueOf(in.getString("state"));
        } catch (IllegalArgumentException e) {
            throw new StateException("lsi53c8xx scripts: unknown state " + in.getString("state"));
        }
        carry = in.getBoolean("carry");
        selectionTimedOut = in.getBoolean("selectionTimedOut");
        copyFrom = in.getInt("copyFrom");
        copyTo = in.getInt("copyTo");
        blockMove.setOut(in.getBoolean("moveOut"));
        if (state != State.STOPPED) {
            pause(); // looks whether something became ready meanwhile
        }
    }
}

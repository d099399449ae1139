package backplane.storage.lsi53c8xx;

/**
 * The 40 MHz clock of the SCSI core and what divides it. Drivers measure it by the general purpose timer, whose period
 * is in cycles of the core behind the prescaler SCNTL3.CCF.
 */
final class ScsiClock {
    private static final int CCF = 7;
    /** STEST1: the multiplier is on and selected. */
    private static final int MULTIPLIED = 0x0c;

    private static final int MULTIPLIER = 4;
    /** Twice the prescaler for each CCF (LSI53C895A technical manual, SCNTL3). */
    private static final int[] TWICE_DIVISOR = {6, 2, 3, 4, 6, 8, 12, 16};
    /** 1,447 cycles a step at 40 MHz: what chips do; the manual gives 125 us as the least for setting 1. */
    private static final int NS_PER_HALF = 18_083;

    private ScsiClock() {}

    /** Nanoseconds of the general purpose timer's setting 0, if there were one; each setting doubles it. */
    static long generalTimerUnit(LsiRegisters r, LsiModel model) {
        long ns = (long) NS_PER_HALF * TWICE_DIVISOR[r.get(LsiRegisters.SCNTL3) & CCF];
        boolean fast = model.scriptsRam > 0 && (r.get(LsiRegisters.STEST1) & MULTIPLIED) == MULTIPLIED;
        return fast ? ns / MULTIPLIER : ns;
    }
}

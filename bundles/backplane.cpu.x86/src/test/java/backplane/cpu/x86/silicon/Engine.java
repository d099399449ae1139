package backplane.cpu.x86.silicon;

/** Something that can execute a case. */
interface Engine {
    /** Runs the case for the recorded number of steps, or to the exception. */
    Outcome run(Recorded recorded, Initial initial);

    /**
     * As {@link Recorded}; memory is the whole segment, and may be the engine's own array. Below {@code frame}, if that
     * is not negative, is what delivering an exception put on the stack.
     */
    record Outcome(int vector, int eip, int flags, int[] registers, byte[] memory, int frame, Recorded.X87 x87) {}
}

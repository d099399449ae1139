package backplane.firmware.builtin;

/** How a service or a step of POST left the CPU. A service never blocks: it says how the guest shall wait. */
enum Result {
    /** Done: the stub returns to its caller. */
    DONE,
    /** The guest sleeps until an interrupt and asks again. */
    WAIT,
    /** The guest asks again at once: for what no interrupt announces. */
    SPIN,
    /** A step has pointed the CPU at guest code that traps back when it is through. */
    CALLED
}

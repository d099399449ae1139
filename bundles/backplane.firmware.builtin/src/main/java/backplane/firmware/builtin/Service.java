package backplane.firmware.builtin;

/** One interrupt's services. */
interface Service {
    /** The interrupt was issued. */
    Result call(Call call);

    /**
     * Asked again after {@link Result#WAIT} or {@link Result#SPIN}. The caller's registers are untouched, so starting
     * over is always right; this is also what happens when the state was saved and restored in between.
     */
    default Result resume(Call call) {
        return call(call);
    }
}

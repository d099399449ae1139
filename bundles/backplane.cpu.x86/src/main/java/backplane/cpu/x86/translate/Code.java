package backplane.cpu.x86.translate;

import backplane.cpu.x86.interpret.Core;

/** A translated region's only method; each region is a hidden subclass. */
public abstract class Code {
    /**
     * Runs from an entry until the region is left. The instruction budget is {@link Core#budget}, which comes back as
     * what is left of it.
     *
     * @return {@link Region#LEFT} or {@link Region#STEP} with EIP set; or the complement of the number of the
     *     instruction before which the region was left
     */
    public abstract int run(Core c, int entry);
}

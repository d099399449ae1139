package backplane.cpu.x86.interpret;

import backplane.cpu.x86.semantics.Flags;

/** What the processor is doing, in a line for people. */
final class Doing {
    private Doing() {}

    static String text(Core c, boolean halted, boolean shutdown) {
        if (shutdown) {
            return "shut down by a triple fault at " + c.interrupts.chain.text() + "; " + mode(c);
        }
        boolean open = (c.eflags & Flags.IF) != 0;
        if (halted) {
            // HLT is the byte before.
            String how = open ? "halted, waiting for an interrupt, at " : "halted with interrupts off at ";
            return how + place(c.selector[Core.CS], c.eip - 1) + ", " + mode(c);
        }
        return "running at " + place(c.selector[Core.CS], c.eip) + ", " + mode(c) + (open ? "" : ", interrupts off");
    }

    static String place(int selector, int eip) {
        return String.format("%04x:%08x", selector, eip);
    }

    private static String mode(Core c) {
        if ((c.cr0 & Core.CR0_PE) == 0) {
            return "real mode";
        }
        if (c.virtual8086()) {
            return "virtual-8086 mode";
        }
        String size = (c.mode & Core.CODE32) != 0 ? "32-bit" : "16-bit";
        String paging = c.cr0 >= 0 ? "" : (c.cr4 & Core.CR4_PAE) != 0 ? ", PAE paging" : ", paging";
        return "protected mode, " + size + ", ring " + c.cpl + paging;
    }
}

package backplane.cpu.x86.silicon;

/** Something that can execute cases. */
interface Engine {
    /** The following cases are of this encoding. */
    void load(Encoding encoding);

    /** Runs a case to its end and writes down the outcome as record.c does. */
    void run(Case c, Words outcome);
}

package backplane.cpu.x86.interpret;

/** A straight run of pre-decoded instructions within a page (an instruction across a page's end stands alone). */
final class Block {
    static final int DEAD = -2;

    /** What it is looked up by: linear address, mode word, EIP, CS limit, array page of its first byte. */
    int linear;

    int mode;
    int eip;
    int limit;
    /** {@link #DEAD} once its bytes were overwritten. */
    int page = DEAD;
    /** The array page of its last byte if that is another one, else -1. */
    int secondPage = -1;

    /** 64-byte grains it covers in its page, and in the second one. */
    long grains;

    long secondGrains;

    Insn[] code;
    /** Guest instructions. */
    int count;

    /** EIP behind the last instruction. */
    int next;

    /** Times entered. */
    int entered;
}

package backplane.cpu.x86.translate;

import backplane.cpu.x86.interpret.Decoded;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Label;

/** A basic block of a region. */
final class Piece {
    final int eip;
    final int index;
    final List<Decoded> steps = new ArrayList<>();
    /** EIP behind the last step. */
    int next;

    /** The code goes on with an instruction that only the interpreter executes. */
    boolean stops;

    boolean entry;
    /** The instruction budget is tested here. */
    boolean tested;
    /** Instructions on the longest way from here to the next test. */
    int need;

    /** Successors in the region: where the fall-through, the jump, or the returns go. */
    final List<Piece> to = new ArrayList<>();
    /** Whether it can also leave the region at its end. */
    boolean leaves;

    /** Flag operation at its start: a value, or {@link Flow#UNKNOWN}. */
    int flagOp = Flow.UNSEEN;

    /** Flags that matter at its start. */
    int live;

    /** Flags that matter behind each step. */
    int[] liveBehind;

    /** Of each step: whether it leaves its flags to who leaves the region early. */
    boolean[] postponed;

    /** Of each step: its memory operand and its place on the stack, where they are in spans, else null. */
    Place[] memory;

    Place[] stack;
    /** Of each step: whether the region may be left before it. */
    boolean[] mayLeave;
    /** Of each step: the registers that it changes, and those of them that change again before anybody sees them. */
    int[] changes;

    int[] unseen;

    /** Of an entry in the midst of loops: their heads, the outermost first. */
    final List<Piece> way = new ArrayList<>();
    /** Of a loop's head: the entries whose way leads by it. */
    final List<Piece> sends = new ArrayList<>();

    final Label label = new Label();

    Piece(int eip, int index) {
        this.eip = eip;
        this.index = index;
    }

    Decoded last() {
        return steps.get(steps.size() - 1);
    }
}

package backplane.cpu.x86.interpret;

import backplane.cpu.x86.decode.Instruction;
import java.util.List;

/**
 * Leaves out flags that the next flag-setting instruction of the block replaces before anything can see them: only
 * register instructions stand in between, and neither a fault nor an interrupt can come there.
 */
final class FlagsUnread {
    private FlagsUnread() {}

    /** The instruction at {@code i}, or one that does the same without flags. */
    static Insn without(List<Insn> code, int i) {
        Insn insn = code.get(i);
        Insn plain = plain(insn);
        if (plain == null || !replaced(code, i + 1)) {
            return insn;
        }
        plain.eip = insn.eip;
        plain.length = insn.length;
        plain.before = insn.before;
        plain.after = insn.after;
        return plain;
    }

    private static boolean replaced(List<Insn> code, int from) {
        for (int i = from; i < code.size(); i++) {
            Insn insn = code.get(i);
            if (insn instanceof Jumps.Compare) {
                return true;
            }
            boolean register = insn instanceof ToRegister.Form || insn instanceof ToByteRegister.Form;
            boolean counts = insn instanceof ToRegister.Inc || insn instanceof ToRegister.Dec;
            if (!register || counts) {
                return false;
            }
            boolean quiet = insn instanceof ToRegister.Mov
                    || insn instanceof ToRegister.Lea
                    || insn instanceof ToRegister.Sum
                    || insn instanceof ToRegister.Not
                    || insn instanceof ToRegister.Extend
                    || insn instanceof ToByteRegister.Mov;
            if (!quiet) {
                return true;
            }
        }
        return false;
    }

    private static Insn plain(Insn insn) {
        if (insn instanceof ToRegister.Add) {
            ToRegister.Add add = (ToRegister.Add) insn;
            if (add.s == Instruction.NONE) {
                return sum(add.d, add.imm);
            }
            ToRegister.Lea lea = new ToRegister.Lea();
            lea.d = add.d;
            lea.base = add.d;
            lea.index = add.s;
            return lea;
        } else if (insn instanceof ToRegister.Sub && ((ToRegister.Sub) insn).s == Instruction.NONE) {
            return sum(((ToRegister.Sub) insn).d, -((ToRegister.Sub) insn).imm);
        } else if (insn instanceof ToRegister.Inc) {
            return sum(((ToRegister.Inc) insn).d, 1);
        } else if (insn instanceof ToRegister.Dec) {
            return sum(((ToRegister.Dec) insn).d, -1);
        } else if (insn instanceof ToRegister.Shl) {
            ToRegister.Lea lea = new ToRegister.Lea();
            lea.d = ((ToRegister.Shl) insn).d;
            lea.index = lea.d;
            lea.scale = (byte) ((ToRegister.Shl) insn).imm;
            return lea;
        }
        return null;
    }

    private static Insn sum(int register, int by) {
        ToRegister.Sum sum = new ToRegister.Sum();
        sum.d = (byte) register;
        sum.base = (byte) register;
        sum.displacement = by;
        return sum;
    }
}

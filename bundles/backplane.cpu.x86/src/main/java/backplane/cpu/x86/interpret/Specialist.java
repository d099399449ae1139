package backplane.cpu.x86.interpret;

import backplane.cpu.x86.decode.Instruction;
import backplane.cpu.x86.decode.Op;

/** Replaces a general instruction by a class of its own where there is one for its form. */
final class Specialist {
    private Specialist() {}

    /** The special form, or the general one. Addressing is not filled in yet. */
    static Insn of(General g, Instruction i, int mode) {
        Insn special = null;
        if (g instanceof Branches) {
            special = branch(g, mode);
        } else if (g instanceof Stack) {
            special = stack(g, mode);
        } else if (g instanceof X87) {
            special = X87Forms.of((X87) g);
        } else if (g.kind0 == Insn.REG32) {
            special = dword(g, i, mode);
        } else if (g.kind0 == Insn.REG8) {
            special = bytes(g);
        } else if (g.kind0 == Insn.MEM32 || g.kind0 == Insn.MEM8) {
            special = memory(g);
        }
        return special == null ? g : special;
    }

    private static boolean flatStack(int mode) {
        int needed = Core.FLAT_SS | Core.STACK32;
        return (mode & needed) == needed;
    }

    private static Insn branch(General g, int mode) {
        boolean near = g.kind0 == Insn.IMMEDIATE;
        switch (g.op) {
            case JMP:
                return near ? jump(new Jumps.Jmp(), g) : null;
            case JCC:
                return jcc(g, ((Branches) g).condition);
            case CALL:
                return near && g.size == 4 && flatStack(mode) ? stackForm(new StackForms.Call(), 8, g.x0) : null;
            case RET:
                return g.size == 4 && flatStack(mode) ? stackForm(new StackForms.Ret(), 8, g.x0) : null;
            default:
                return null;
        }
    }

    private static Jumps.Form jump(Jumps.Form form, General g) {
        form.to = g.x0;
        return form;
    }

    private static Insn jcc(General g, int condition) {
        boolean not = (condition & 1) != 0;
        if (condition >>> 1 == 2) {
            Jumps.Jz z = new Jumps.Jz();
            z.not = not;
            return jump(z, g);
        } else if (condition >>> 1 == 1) {
            Jumps.Jb b = new Jumps.Jb();
            b.not = not;
            return jump(b, g);
        }
        Jumps.Jcc any = new Jumps.Jcc();
        any.condition = (byte) condition;
        return jump(any, g);
    }

    private static Insn stackForm(StackForms.Form form, int x, int imm) {
        form.x = (byte) x;
        form.imm = imm;
        return form;
    }

    private static Insn stack(General g, int mode) {
        if (g.size != 4 || !flatStack(mode)) {
            return null;
        }
        switch (g.op) {
            case PUSH:
                return g.kind0 == Insn.REG32
                        ? stackForm(new StackForms.Push(), g.x0, 0)
                        : g.kind0 == Insn.IMMEDIATE
                                ? stackForm(new StackForms.Push(), 8, g.x0)
                                : new StackForms.PushMemory();
            case POP:
                return g.kind0 == Insn.REG32 ? stackForm(new StackForms.Pop(), g.x0, 0) : null;
            case LEAVE:
                return new StackForms.Leave();
            default:
                return null;
        }
    }

    private static Insn dword(General g, Instruction i, int mode) {
        if (g.kind1 == Insn.MEM32 && g.op != Op.LEA) {
            return load(g, i, mode);
        }
        if (g.kind1 == Insn.MEM8 || g.kind1 == Insn.MEM16) {
            return extendMemory(g);
        }
        if (g.kind1 == Insn.REG8 || g.kind1 == Insn.REG16) {
            return g.op == Op.MOVZX || g.op == Op.MOVSX ? extend(g) : null;
        }
        ToRegister.Form form = toRegister(g, i);
        if (form == null) {
            return null;
        }
        form.d = (byte) g.x0;
        if (g.kind1 == Insn.REG32) {
            form.s = (byte) g.x1;
        } else if (g.kind1 == Insn.IMMEDIATE) {
            form.imm = g.x1;
        }
        if (g.op == Op.IMUL && g.kind2 >= 0) {
            form.imm = g.x2;
        }
        return form;
    }

    private static ToRegister.Form toRegister(General g, Instruction i) {
        switch (g.op) {
            case ADD:
                return new ToRegister.Add();
            case SUB:
                return new ToRegister.Sub();
            case CMP:
                return new ToRegister.Cmp();
            case AND:
                return new ToRegister.And();
            case OR:
                return new ToRegister.Or();
            case XOR:
                return new ToRegister.Xor();
            case TEST:
                return new ToRegister.Test();
            case MOV:
                return new ToRegister.Mov();
            case LEA:
                boolean plain = i.index == Instruction.NONE && i.addressSize == 4;
                return plain ? new ToRegister.Sum() : new ToRegister.Lea();
            case INC:
                return new ToRegister.Inc();
            case DEC:
                return new ToRegister.Dec();
            case NEG:
                return new ToRegister.Neg();
            case NOT:
                return new ToRegister.Not();
            case IMUL:
                ToRegister.Imul m = new ToRegister.Imul();
                m.three = g.kind2 >= 0;
                return m;
            default:
                return shift(g);
        }
    }

    private static ToRegister.Form shift(General g) {
        if (g.kind1 != Insn.IMMEDIATE || (g.x1 & 31) == 0 || g.x1 > 31 || g.kind2 >= 0) {
            return null;
        }
        switch (g.op) {
            case SHL:
            case SAL:
                return new ToRegister.Shl();
            case SHR:
                return new ToRegister.Shr();
            case SAR:
                return new ToRegister.Sar();
            default:
                return null;
        }
    }

    private static Insn extend(General g) {
        ToRegister.Extend e = new ToRegister.Extend();
        boolean narrow = g.kind1 == Insn.REG8;
        e.d = (byte) g.x0;
        e.s = (byte) (narrow ? g.x1 & 3 : g.x1);
        e.imm = !narrow ? 16 : g.x1 < 4 ? 24 : 16;
        e.down = narrow ? 24 : 16;
        e.signed = g.op == Op.MOVSX;
        return e;
    }

    private static Insn extendMemory(General g) {
        FromMemory.Form form;
        boolean narrow = g.kind1 == Insn.MEM8;
        if (g.op == Op.MOVZX) {
            form = narrow ? new FromMemory.Movzx8() : new FromMemory.Movzx16();
        } else if (g.op == Op.MOVSX) {
            form = narrow ? new FromMemory.Movsx8() : new FromMemory.Movsx16();
        } else {
            return null;
        }
        form.d = (byte) g.x0;
        return form;
    }

    private static Insn load(General g, Instruction i, int mode) {
        FromMemory.Form form;
        switch (g.op) {
            case ADD:
                form = new FromMemory.Add();
                break;
            case SUB:
                form = new FromMemory.Sub();
                break;
            case CMP:
                form = new FromMemory.Cmp();
                break;
            case AND:
                form = new FromMemory.And();
                break;
            case OR:
                form = new FromMemory.Or();
                break;
            case XOR:
                form = new FromMemory.Xor();
                break;
            case MOV:
                boolean plain = i.index == Instruction.NONE && Binder.flat(i, mode);
                form = plain ? new FromMemory.MovPlain() : new FromMemory.Mov();
                break;
            case IMUL:
                if (g.kind2 >= 0) {
                    return null;
                }
                form = new FromMemory.Imul();
                break;
            default:
                return null;
        }
        form.d = (byte) g.x0;
        return form;
    }

    private static Insn bytes(General g) {
        if (g.kind1 == Insn.MEM8 && g.op == Op.MOV) {
            FromMemory.Mov8 m = new FromMemory.Mov8();
            m.d = (byte) (g.x0 & 3);
            m.shift = (byte) ((g.x0 & 4) << 1);
            return m;
        }
        if (g.kind1 != Insn.REG8 && g.kind1 != Insn.IMMEDIATE) {
            return null;
        }
        ToByteRegister.Form form = toByteRegister(g.op);
        if (form == null) {
            return null;
        }
        form.d = (byte) (g.x0 & 3);
        form.dShift = (byte) ((g.x0 & 4) << 1);
        if (g.kind1 == Insn.REG8) {
            form.s = (byte) (g.x1 & 3);
            form.sShift = (byte) ((g.x1 & 4) << 1);
        } else {
            form.imm = g.x1 << 24;
        }
        return form;
    }

    private static ToByteRegister.Form toByteRegister(Op op) {
        switch (op) {
            case ADD:
                return new ToByteRegister.Add();
            case SUB:
                return new ToByteRegister.Sub();
            case CMP:
                return new ToByteRegister.Cmp();
            case AND:
                return new ToByteRegister.And();
            case OR:
                return new ToByteRegister.Or();
            case XOR:
                return new ToByteRegister.Xor();
            case TEST:
                return new ToByteRegister.Test();
            case MOV:
                return new ToByteRegister.Mov();
            default:
                return null;
        }
    }

    private static Insn memory(General g) {
        boolean wide = g.kind0 == Insn.MEM32;
        int register = wide ? Insn.REG32 : Insn.REG8;
        if (g.kind1 != register && g.kind1 != Insn.IMMEDIATE || g.kind2 >= 0) {
            return null;
        }
        ToMemory.Form form = wide ? toMemory(g.op) : toMemory8(g.op);
        if (form == null) {
            return null;
        }
        if (g.kind1 == Insn.IMMEDIATE) {
            form.imm = g.x1;
        } else if (wide) {
            form.s = (byte) g.x1;
        } else {
            form.s = (byte) (g.x1 & 3);
            form.shift = (byte) ((g.x1 & 4) << 1);
        }
        return form;
    }

    private static ToMemory.Form toMemory(Op op) {
        switch (op) {
            case MOV:
                return new ToMemory.Mov();
            case CMP:
                return new ToMemory.Cmp();
            case TEST:
                return new ToMemory.Test();
            case ADD:
                return new ToMemory.Add();
            case SUB:
                return new ToMemory.Sub();
            case AND:
                return new ToMemory.And();
            case OR:
                return new ToMemory.Or();
            case XOR:
                return new ToMemory.Xor();
            default:
                return null;
        }
    }

    private static ToMemory.Form toMemory8(Op op) {
        switch (op) {
            case MOV:
                return new ToMemory.Mov8();
            case CMP:
                return new ToMemory.Cmp8();
            case TEST:
                return new ToMemory.Test8();
            default:
                return null;
        }
    }

    /** A comparison of registers and the conditional jump behind it as one, or null. */
    static Insn fuse(Insn compare, Insn jump) {
        int condition;
        if (jump instanceof Jumps.Jz) {
            condition = ((Jumps.Jz) jump).not ? 5 : 4;
        } else if (jump instanceof Jumps.Jb) {
            condition = ((Jumps.Jb) jump).not ? 3 : 2;
        } else if (jump instanceof Jumps.Jcc) {
            condition = ((Jumps.Jcc) jump).condition;
        } else {
            return null;
        }
        Jumps.Compare fused;
        if (compare instanceof ToRegister.Cmp || compare instanceof ToRegister.Test) {
            fused = compare instanceof ToRegister.Cmp ? compareJump(condition) : testJump(condition);
        } else if (compare instanceof ToByteRegister.Cmp || compare instanceof ToByteRegister.Test) {
            fused = byteJump(compare instanceof ToByteRegister.Cmp, condition);
        } else {
            return null;
        }
        if (fused == null) {
            return null;
        }
        fill(fused, compare);
        fused.not = (condition & 1) != 0;
        fused.to = ((Jumps.Form) jump).to;
        fused.eip = jump.eip;
        fused.length = jump.length;
        fused.before = jump.before;
        fused.after = jump.after;
        return fused;
    }

    private static void fill(Jumps.Compare fused, Insn compare) {
        if (compare instanceof ToRegister.Form) {
            ToRegister.Form f = (ToRegister.Form) compare;
            fused.d = f.d;
            fused.s = f.s;
            fused.imm = f.imm;
        } else {
            ToByteRegister.Form f = (ToByteRegister.Form) compare;
            fused.d = f.d;
            fused.s = f.s;
            fused.imm = f.imm;
            ((Jumps.CompareByte) fused).dShift = f.dShift;
            ((Jumps.CompareByte) fused).sShift = f.sShift;
        }
    }

    private static Jumps.Compare compareJump(int condition) {
        switch (condition >>> 1) {
            case 1:
                return new Jumps.CmpJb();
            case 2:
                return new Jumps.CmpJz();
            case 3:
                return new Jumps.CmpJbe();
            case 6:
                return new Jumps.CmpJl();
            case 7:
                return new Jumps.CmpJle();
            default:
                return null;
        }
    }

    private static Jumps.Compare testJump(int condition) {
        switch (condition >>> 1) {
            case 2:
                return new Jumps.TestJz();
            case 4:
            case 6:
                return new Jumps.TestJs();
            case 7:
                return new Jumps.TestJle();
            default:
                return null;
        }
    }

    private static Jumps.Compare byteJump(boolean compare, int condition) {
        switch (condition >>> 1) {
            case 1:
                return compare ? new Jumps.Cmp8Jb() : null;
            case 2:
                return compare ? new Jumps.Cmp8Jz() : new Jumps.Test8Jz();
            case 3:
                return compare ? new Jumps.Cmp8Jbe() : null;
            default:
                return null;
        }
    }
}

package backplane.cpu.x86.translate;

import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Plain bytecode, in the shortest form. */
class Bytecode {
    final MethodVisitor mv;

    Bytecode(MethodVisitor mv) {
        this.mv = mv;
    }

    final void push(int v) {
        if (v >= -1 && v <= 5) {
            mv.visitInsn(Opcodes.ICONST_0 + v);
        } else if (v == (byte) v) {
            mv.visitIntInsn(Opcodes.BIPUSH, v);
        } else if (v == (short) v) {
            mv.visitIntInsn(Opcodes.SIPUSH, v);
        } else {
            mv.visitLdcInsn(v);
        }
    }

    final void load(int local) {
        mv.visitVarInsn(Opcodes.ILOAD, local);
    }

    final void store(int local) {
        mv.visitVarInsn(Opcodes.ISTORE, local);
    }

    final void object(int local) {
        mv.visitVarInsn(Opcodes.ALOAD, local);
    }

    final void insn(int opcode) {
        mv.visitInsn(opcode);
    }

    final void jump(int opcode, Label to) {
        mv.visitJumpInsn(opcode, to);
    }

    final void call(String owner, String name, String descriptor) {
        mv.visitMethodInsn(Opcodes.INVOKESTATIC, owner, name, descriptor, false);
    }

    final void set(int local, int constant) {
        push(constant);
        store(local);
    }

    final void shiftLeft(int by) {
        if (by != 0) {
            push(by);
            insn(Opcodes.ISHL);
        }
    }

    final void shiftRight(int by) {
        if (by != 0) {
            push(by);
            insn(Opcodes.IUSHR);
        }
    }

    /** Sign-extends from the operand size. */
    final void signExtend(int size) {
        if (size == 1) {
            insn(Opcodes.I2B);
        } else if (size == 2) {
            insn(Opcodes.I2S);
        }
    }

    /** An int as an unsigned long. */
    final void unsignedLong() {
        insn(Opcodes.I2L);
        mv.visitLdcInsn(0xffffffffL);
        insn(Opcodes.LAND);
    }
}

package backplane.cpu.x86.translate;

import static backplane.cpu.x86.interpret.Insn.REG16;

import backplane.cpu.x86.decode.Op;
import backplane.cpu.x86.interpret.Core;

/** Emission of x87 instructions: calls of what the interpreter calls too. */
final class FloatingPoint extends Operation {
    private static final String CALLS = "backplane/cpu/x86/interpret/X87Calls";
    private static final String OF_CORE = "(L" + Emitter.CORE_TYPE + ";";

    FloatingPoint(Emitter e) {
        super(e);
    }

    @Override
    boolean emit() {
        if (d.op != Op.FPU) {
            return false;
        }
        if (d.modrm < 0xc0) {
            load();
            return true;
        }
        int opcode = d.opcode & 0xff;
        int digit = d.modrm >>> 3 & 7;
        boolean comparison = (digit & 6) == 2;
        e.mayThrow();
        e.object(Emitter.CORE);
        switch (opcode) {
            case 0xd8 -> operation(comparison ? "compare" : "toTop", comparison ? digit & 1 : digit);
            case 0xd9 -> between(digit == 0 ? "duplicate" : "exchange");
            case 0xdc -> operation("toRegister", digit);
            case 0xdd -> between("popTo");
            case 0xde -> operation(comparison ? "compare" : "toRegisterAndPop", comparison ? 2 : digit);
            default -> {
                e.call(CALLS, "status", OF_CORE + ")I");
                e.put(REG16, Core.EAX);
            }
        }
        return true;
    }

    private void load() {
        e.address(d, 4, false);
        e.readAt(4);
        e.store(Emitter.TA);
        e.offset(d, 0);
        e.store(Emitter.TB);
        e.mayThrow();
        e.object(Emitter.CORE);
        e.load(Emitter.TA);
        e.push(d.named);
        e.load(Emitter.TB);
        wordAndEip();
        e.call(CALLS, "loadSingle", OF_CORE + "IIIII)V");
    }

    private void operation(String name, int which) {
        e.push(which);
        registerWordAndEip();
        e.call(CALLS, name, OF_CORE + "IIII)V");
    }

    private void between(String name) {
        registerWordAndEip();
        e.call(CALLS, name, OF_CORE + "III)V");
    }

    private void registerWordAndEip() {
        e.push(d.modrm & 7);
        wordAndEip();
    }

    private void wordAndEip() {
        e.push((d.opcode & 0xff) << 8 | d.modrm);
        e.push(d.eip);
    }
}

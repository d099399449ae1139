package backplane.cpu.x86.interpret;

import backplane.cpu.x86.decode.Op;
import backplane.cpu.x86.semantics.Fault;

/** D8 to DF and WAIT. */
final class X87 extends General {
    int opcode;
    int modrm;

    @Override
    void run(Core c) {
        int off = op == Op.WAIT ? Core.CR0_MP | Core.CR0_TS : Core.CR0_EM | Core.CR0_TS;
        boolean unavailable = op == Op.WAIT ? (c.cr0 & off) == off : (c.cr0 & off) != 0;
        if (unavailable) {
            throw c.raise(Fault.NM);
        }
        if (op == Op.WAIT) {
            c.fpu.waiting();
        } else if (modrm >= 0xc0) {
            c.fpu.register(opcode, modrm, eip);
        } else {
            c.fpu.memory(opcode, modrm, named, offset(c), eip, size == 4);
        }
    }
}

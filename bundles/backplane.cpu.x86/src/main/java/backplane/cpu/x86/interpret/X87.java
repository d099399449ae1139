package backplane.cpu.x86.interpret;

import backplane.cpu.x86.decode.Op;
import backplane.cpu.x86.model.Feature;
import backplane.cpu.x86.semantics.Fault;

/** D8 to DF and WAIT. */
final class X87 extends General {
    int opcode;
    int modrm;

    /** What an x87 instruction needs beyond x87: FCMOVcc, FCOMI and their like came with the Pentium Pro, FISTTP with SSE3. */
    static Feature feature(int opcode, int modrm) {
        boolean moves = (opcode == 0xda || opcode == 0xdb) && modrm >= 0xc0 && modrm < 0xe0;
        boolean compares = (opcode == 0xdb || opcode == 0xdf) && modrm >= 0xe8 && modrm < 0xf8;
        if (moves || compares) {
            return Feature.CMOV;
        }
        boolean truncates = (opcode == 0xdb || opcode == 0xdd || opcode == 0xdf) && (modrm & 0x38) == 8;
        return truncates && modrm < 0xc0 ? Feature.SSE3 : null;
    }

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

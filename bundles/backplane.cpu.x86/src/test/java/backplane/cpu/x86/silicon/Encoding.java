package backplane.cpu.x86.silicon;

import backplane.cpu.x86.decode.Decoder;
import backplane.cpu.x86.decode.Instruction;
import java.util.HexFormat;

/**
 * The bytes of an instruction or of a sequence, and what is done with them.
 *
 * @param steps how many instructions or iterations are executed at most
 */
record Encoding(Kind kind, int steps, byte[] code) {
    /** Decodes the instruction at an offset of the code. */
    Instruction decode(Decoder decoder, int offset, Instruction to) {
        int n = code.length;
        decoder.decode(at -> offset + at < n ? code[offset + at] & 0xff : 0, kind.has(Kind.WIDE), to);
        return to;
    }

    String name() {
        String size = kind.has(Kind.FLAT) ? "flat " : kind.has(Kind.WIDE) ? "32-bit " : "16-bit ";
        return size + HexFormat.of().formatHex(code) + " kind " + Integer.toHexString(kind.bits());
    }
}

package backplane.cpu.x86.silicon;

/** What the x87 opcodes take. */
final class X87Formats {
    private X87Formats() {}

    /** What is in memory before an instruction. */
    static Kind.Format of(int opcode, int digit) {
        if (environment(opcode, digit)) {
            return digit == 4 ? Kind.Format.ENVIRONMENT : Kind.Format.BYTES;
        }
        return switch (opcode) {
            case 0xd8 -> Kind.Format.M32;
            case 0xd9 -> digit < 4 ? Kind.Format.M32 : Kind.Format.INTEGERS;
            case 0xdb -> digit == 5 ? Kind.Format.M80 : Kind.Format.INTEGERS;
            case 0xdc -> Kind.Format.M64;
            case 0xdd -> digit < 4 && digit != 1 ? Kind.Format.M64 : Kind.Format.INTEGERS;
            default -> Kind.Format.INTEGERS;
        };
    }

    /** FLDENV, FSTENV, FRSTOR, FSAVE. */
    static boolean environment(int opcode, int digit) {
        return opcode == 0xd9 && (digit == 4 || digit == 6) || opcode == 0xdd && (digit == 4 || digit == 6);
    }

    /** Those whose results are compared with a tolerance, elsewhere. */
    static boolean transcendental(int opcode, int modrm) {
        return opcode == 0xd9 && (modrm >= 0xf0 && modrm <= 0xf3 || modrm == 0xf9 || modrm == 0xfb || modrm >= 0xfe);
    }

    /** One operand and much to get wrong. */
    static boolean function(int opcode, int modrm) {
        return opcode == 0xd9 && modrm >= 0xe0;
    }
}

package backplane.cpu.x86.decode;

import backplane.cpu.x86.model.Feature;
import java.util.List;

/**
 * One form of one instruction: what the decoder, the engines, the disassembler, the coverage report and the test
 * generator know about it.
 *
 * @param opcode the opcode byte, plus 0x100 for the two-byte map, plus the mandatory prefix's number (0 none, 1 66, 2
 *     F3, 3 F2) shifted left by 9
 * @param extension ModRM's reg field where it selects the instruction, else -1
 * @param op the semantics
 * @param name the mnemonic in lower case
 * @param operands destination first
 * @param reads arithmetic flags and DF that decide the outcome
 * @param writes arithmetic flags and DF that change or become undefined
 * @param undefined those of {@code writes} whose value the manuals leave open
 * @param traits bits of {@link #LOCK} and so on, with the features of the processor that the row needs
 */
public record Row(
        int opcode,
        int extension,
        Op op,
        String name,
        List<Operand> operands,
        int reads,
        int writes,
        int undefined,
        int traits) {
    /** LOCK is allowed with a memory destination. */
    public static final int LOCK = 1;
    /** May fault or reach a device although it has no memory operand form. */
    public static final int FAULTS = 2;
    /** Ends a block. */
    public static final int ENDS = 4;
    /** Not a row that user-level code can be compared on: names its own test. */
    public static final int SYSTEM = 8;
    /** Repeats under F2 and F3. */
    public static final int REPEATS = 16;
    /** Needs CPL 0. */
    public static final int PRIVILEGED = 32;
    /** #UD in real mode. */
    public static final int PROTECTED = 64;
    /** ModRM must name a register. */
    public static final int REGISTER = 128;
    /** A memory operand of 16 bytes may lie anywhere. */
    public static final int UNALIGNED = 256;

    private static final int[] PREFIXES = {0, 0x66, 0xf3, 0xf2};

    private static final int FEATURE_SHIFT = 24;
    private static final Feature[] FEATURES = Feature.values();

    public Row {
        operands = List.copyOf(operands);
    }

    public boolean has(int trait) {
        return (traits & trait) != 0;
    }

    /** A trait: #UD on processors without this feature. */
    public static int needs(Feature feature) {
        return feature.ordinal() + 1 << FEATURE_SHIFT;
    }

    /** The feature that the instruction belongs to, or null when every processor has it. */
    public Feature feature() {
        int number = traits >>> FEATURE_SHIFT;
        return number == 0 ? null : FEATURES[number - 1];
    }

    /** The mandatory prefix: 0, 0x66, 0xf3 or 0xf2. */
    public int prefix() {
        return PREFIXES[opcode >>> 9];
    }

    /** Whether executing it may raise an exception or reach a device. */
    public boolean mayFault() {
        if (has(FAULTS) || has(PRIVILEGED) || op == Op.SIMD) {
            return true;
        }
        for (Operand o : operands) {
            switch (o.method) {
                case E:
                case M:
                case X87:
                case RVW:
                case O:
                case STRING:
                    return op != Op.LEA && op != Op.NOP;
                default:
                    break;
            }
        }
        return false;
    }

    /** {@code user} rows are compared with recorded silicon, {@code system} rows name their own test. */
    public String coverage() {
        return has(SYSTEM) || has(PRIVILEGED) ? "system" : "user";
    }

    /** Opcode and form, for example {@code 0f af imul Gv,Ev}: the row's name in reports. */
    public String title() {
        StringBuilder s = new StringBuilder();
        if (prefix() != 0) {
            s.append(String.format("%02x ", prefix()));
        }
        s.append(opcode > 0xff ? "0f " : "").append(String.format("%02x", opcode & 0xff));
        if (extension >= 0) {
            s.append('/').append(extension);
        }
        s.append(' ').append(name);
        String separator = " ";
        for (Operand o : operands) {
            s.append(separator).append(o);
            separator = ",";
        }
        return s.toString();
    }
}

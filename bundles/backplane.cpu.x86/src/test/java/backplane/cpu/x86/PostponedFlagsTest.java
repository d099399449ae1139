package backplane.cpu.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import backplane.core.CpuState;
import backplane.cpu.x86.semantics.Flags;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The flags of INC and DEC at a fault behind them, in a loop that replaces them a moment later. */
@ExtendWith(NoDefects.class)
class PostponedFlagsTest {
    /** Of 80000000h and 7FFFFFFFh. */
    private static final int INCREMENTED = Flags.OF | Flags.SF | Flags.AF | Flags.PF;

    private static final int DECREMENTED = Flags.OF | Flags.AF | Flags.PF;
    private static final int ZERO = Flags.ZF | Flags.PF;

    /** Each walks from 0x50000 to a page that is absent; ahead of it goes what turns paging on and touches the rest. */
    static Stream<Arguments> loops() {
        return Stream.of(
                Arguments.of(
                        "mov edx, 0x7ffffbff ; again: cmp esi, 0x60001 ; inc edx ; mov eax, [esi] ; xor edi, edi",
                        "bafffbff7f81fe01000600428b0631ff83c640ebf0",
                        INCREMENTED | Flags.CF,
                        0),
                Arguments.of(
                        "mov edx, 0x80000400 ; again: cmp esi, 0x100 ; dec edx ; mov eax, [esi] ; xor edi, edi",
                        "ba0004008081fe000100004a8b0631ff83c640ebf0",
                        DECREMENTED,
                        0),
                Arguments.of(
                        "mov edi, 1025 ; again: "
                                + "cmp esi, 0x60001 ; inc edx ; mov ebx, [0x50000] ; dec edi ; mov eax, [esi]"
                                + " ; xor ebp, ebp",
                        "bf0104000081fe01000600428b1d000005004f8b0631ed83c640ebe9",
                        ZERO | Flags.CF,
                        0),
                Arguments.of(
                        "mov edx, 0x7ffffbff ; again: "
                                + "cmp esi, 0x60001 ; inc edx ; mov ebx, edx ; mov edx, 1 ; mov eax, [esi]"
                                + " ; xor edi, edi ; mov edx, ebx",
                        "bafffbff7f81fe010006004289d3ba010000008b0631ff89da83c640ebe7",
                        INCREMENTED | Flags.CF,
                        0),
                Arguments.of(
                        "mov edx, 0x7ffffbff ; again: "
                                + "cmp esi, 0x60001 ; inc edx ; setb cl ; mov eax, [esi] ; xor edi, edi",
                        "bafffbff7f81fe01000600420f92c18b0631ff83c640ebed",
                        INCREMENTED | Flags.CF,
                        1),
                Arguments.of(
                        "mov edx, 0x7ffffbff ; again: "
                                + "cmp esi, 0x60000 ; inc edx ; setz cl ; mov eax, [esi] ; xor edi, edi",
                        "bafffbff7f81fe00000600420f94c18b0631ff83c640ebed",
                        INCREMENTED,
                        0));
    }

    @ParameterizedTest
    @MethodSource("loops")
    void areThoseOfTheLastCount(String text, String hex, int flags, int cl) {
        Bench b = Bench.flat(
                        "mov eax, 0x100000 ; mov cr3, eax ; mov eax, cr0 ; or eax, 0x80000000 ; mov cr0, eax"
                                + " ; xor ecx, ecx ; mov esi, 0x50000 ; touch: mov al, [esi] ; add esi, 0x1000"
                                + " ; cmp esi, 0x60000 ; jne touch"
                                + " ; mov esi, 0x50000 ; " + text + " ; add esi, 64 ; jmp again",
                        "b8000010000f22d80f20c00d000000800f22c031c9be000005008a0681c60010000081fe0000060075f0be00000500"
                                + hex)
                .pages();
        b.page(0x60000, 0);
        b.run();
        assertFalse(b.cpu.shutdown());
        assertEquals(14, b.vector());
        assertEquals(0x60000, b.cpu.state().control(2));
        assertEquals(flags, b.stack(3) & Flags.ARITHMETIC, () -> Integer.toHexString(b.stack(3)));
        assertEquals(cl, b.reg(CpuState.ECX));
    }
}

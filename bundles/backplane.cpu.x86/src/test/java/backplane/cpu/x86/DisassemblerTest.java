package backplane.cpu.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;

import backplane.cpu.x86.decode.Decoder;
import backplane.cpu.x86.decode.Disassembler;
import backplane.cpu.x86.decode.Instruction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bytes to text, Intel syntax. */
class DisassemblerTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "32 | 01d8 | add eax,ebx",
                "32 | 8b44b308 | mov eax,dword [ebx+esi*4+0x8]",
                "32 | 8b4424fc | mov eax,dword [esp-0x4]",
                "32 | 668b0d78563412 | mov cx,word [0x12345678]",
                "32 | c6430590 | mov byte [ebx+0x5],0x90",
                "32 | 0fb6c0 | movzx eax,al",
                "32 | 0f94c1 | setz cl",
                "32 | 75fe | jnz 0x1000",
                "32 | e8fbffffff | call 0x1000",
                "32 | f3a5 | rep movsd",
                "32 | f2ae | repnz scasb",
                "32 | f00fc10b | lock xadd dword [ebx],ecx",
                "32 | 83c0ff | add eax,-0x1",
                "32 | d1e0 | shl eax,1",
                "32 | d3e0 | shl eax,cl",
                "32 | 0f22c0 | mov cr0,eax",
                "32 | ea000000000800 | jmp 0x8:0x0",
                "32 | 64a100000000 | mov eax,[fs:0x0]",
                "32 | 0f0b | ud2",
                "32 | 0fff | (bad)",
                "16 | 8b4702 | mov ax,word [bx+0x2]",
                "16 | 8b42fe | mov ax,word [bp+si-0x2]",
                "16 | 67668b0424 | mov eax,dword [esp]",
                "16 | cd13 | int 0x13",
                "16 | 8ed8 | mov ds,ax",
                "16 | e70a | out 0xa,ax",
                "16 | 6698 | cwde",
                "16 | 0f3f0512 | trap 0x1205"
            })
    void text(int bits, String hex, String expected) {
        byte[] code = Bench.bytes(hex.strip());
        Instruction i = new Instruction();
        new Decoder().decode(offset -> code[offset] & 0xff, bits == 32, i);
        assertEquals(code.length, i.length);
        String text = Disassembler.text(i, 0x1000 + code.length);
        assertEquals(expected, text);
    }
}

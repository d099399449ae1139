/** The opcode table and what reads it first: decoder and disassembler. */
package backplane.cpu.x86.decode;

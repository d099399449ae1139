/**
 * The x86 processor: a 32-bit P6-class core without APIC, MTRRs, MMX and SSE. Opcode table, decoder and disassembler in
 * {@code decode}, pure semantics in {@code semantics}, page tables and look-up in {@code paging}, the engine in
 * {@code interpret}. Not modelled: virtual-8086 mode, task switches and breakpoints by debug register.
 *
 * @see <a href="https://www.intel.com/sdm">Intel 64 and IA-32 Architectures Software Developer's Manual</a>
 */
package backplane.cpu.x86;

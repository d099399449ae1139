/**
 * Comparison with real silicon: cases made from the opcode table, the vectors that src/test/silicon/record.c recorded
 * for them, and their replay on each engine.
 */
package backplane.cpu.x86.silicon;

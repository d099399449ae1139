/** The block-cached interpreter: state, pre-decoded instructions, blocks, faults and interrupts. */
package backplane.cpu.x86.interpret;

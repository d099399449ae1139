/** From linear addresses to the machine's memory: page tables, look-up tables, code grains. */
package backplane.cpu.x86.paging;

/**
 * Intel 8254 interval timer and system control port B (0x61).
 *
 * <p>Source: Intel 8254 data sheet (231164); Intel 82371SB (PIIX3) data sheet (290550), section 2.5.5. Counter 0 drives
 * IRQ 0, counter 1 only refreshes, counter 2 has its gate and output in port 0x61. Not modelled: a count of 1 in modes
 * 2 and 3, which the data sheet forbids (taken as 2), and digits above 9 in BCD counts.
 */
package backplane.chipset.pit8254;

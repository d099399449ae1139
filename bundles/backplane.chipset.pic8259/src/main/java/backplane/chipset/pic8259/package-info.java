/**
 * The two Intel 8259A interrupt controllers of a PC and the edge/level control registers beside them.
 *
 * <p>Source: Intel 8259A data sheet (231468); Intel 82371SB (PIIX3) data sheet (290550), sections 2.5.4 and 2.5.8.
 * Not modelled: MCS-80/85 call mode, buffered mode, and the LTIM bit, which the PIIX ignores in favour of ELCR.
 */
package backplane.chipset.pic8259;

/**
 * The two Intel 8237A DMA controllers of a PC and the page registers that give them 24 address bits.
 *
 * <p>Source: Intel 8237A data sheet (231466); Intel 82371SB (PIIX3) data sheet (290550), section 2.5.1. Not modelled:
 * memory-to-memory transfers and channel 0 address hold (the PIIX has neither), timing, DREQ and DACK polarity, and
 * cascading through channel 4 (a channel 5 to 7 works whether channel 4 is set up or not).
 */
package backplane.chipset.dma8237;

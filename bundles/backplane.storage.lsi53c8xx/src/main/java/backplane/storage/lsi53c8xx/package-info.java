/**
 * LSI Logic (Symbios) 53C895A and 53C810 PCI to SCSI controllers.
 *
 * <p>Sources: LSI53C895A technical manual (chapter 4 registers, chapter 5 SCSI SCRIPTS), SYM53C810A data manual, SCSI-2
 * and SPI-3 for phases, messages and negotiation. The engine's classes follow chapter 5: {@link
 * backplane.storage.lsi53c8xx.Scripts}, {@link backplane.storage.lsi53c8xx.BlockMove}.
 *
 * <p>Not modelled: parity, low-level bus control by SOCL and SODL (manual mode), target mode, 64-bit addressing,
 * the timing of synchronous and wide transfers (targets agree to them, and data moves as fast as the host can), the
 * serial EEPROM behind GPREG.
 */
package backplane.storage.lsi53c8xx;

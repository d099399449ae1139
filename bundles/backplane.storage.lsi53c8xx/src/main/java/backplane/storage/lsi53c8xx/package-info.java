/**
 * LSI Logic (Symbios) 53C895A and 53C810 PCI to SCSI controllers.
 *
 * <p>Sources: LSI53C895A technical manual (chapter 4 registers, chapter 5 SCSI SCRIPTS), SYM53C810A data manual, SCSI-2
 * and SPI-3 for phases and messages. The engine's classes follow chapter 5: {@link
 * backplane.storage.lsi53c8xx.Scripts}, {@link backplane.storage.lsi53c8xx.BlockMove}.
 *
 * <p>Not modelled: parity, low-level bus control by SOCL and SODL (manual mode), target mode, 64-bit addressing,
 * synchronous and wide timing (negotiation is answered MESSAGE REJECT, so drivers stay asynchronous and narrow, which
 * costs a guest nothing), the serial EEPROM behind GPREG.
 */
package backplane.storage.lsi53c8xx;

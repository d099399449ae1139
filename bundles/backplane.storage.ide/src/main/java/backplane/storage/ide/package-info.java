/**
 * The IDE function of the Intel 82371SB (PIIX3) and ATA hard disks.
 *
 * <p>Sources: Intel 82371FB/82371SB data sheet (290550) sections 2.2 and 4, ATA/ATAPI-6 (INCITS 361) chapters 7
 * (registers) and 8 (commands). Not modelled: DMA transfers (IDENTIFY claims none; the bus master registers are there),
 * the timing registers' effect, security, SMART, host protected area, packet devices.
 */
package backplane.storage.ide;

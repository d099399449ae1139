/**
 * The IDE function of the Intel 82371SB (PIIX3) and ATA hard disks.
 *
 * <p>Sources: Intel 82371FB/82371SB data sheet (290550) sections 2.2 and 4, ATA/ATAPI-6 (INCITS 361) chapters 7
 * (registers) and 8 (commands), SFF-8038i for the bus master. Not modelled: the timing registers' effect, queued
 * commands, security, SMART, host protected area, packet devices.
 */
package backplane.storage.ide;

/**
 * Motorola MC146818 real-time clock with 128 bytes of CMOS RAM.
 *
 * <p>Source: Motorola MC146818A data sheet; the meaning of the CMOS bytes from 0x0E on follows the IBM AT and what
 * SeaBIOS reads. Not modelled: daylight saving (DSE is stored), the square wave pin, time bases other than 32.768 kHz
 * (the clock stands still), and the NMI gate behind port 0x70 bit 7, since nothing raises NMI.
 */
package backplane.chipset.rtc146818;

/**
 * The high precision event timer of QEMU's PC: three timers on a 64-bit counter of 100 MHz.
 *
 * <p>Source: IA-PC HPET Specification 1.0a (Intel, 2004). Not modelled: FSB interrupt delivery, which the timers say they
 * lack.
 */
package backplane.chipset.hpet;

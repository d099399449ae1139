/**
 * Intel 82371SB PIIX3, function 0: the PCI-to-ISA bridge at 00:01.0.
 *
 * <p>Datasheet: Intel 290550, 82371FB (PIIX) and 82371SB (PIIX3). It routes the four PCI interrupts to ISA lines and has
 * the port 0x92 A20 gate and fast reset.
 *
 * <p>Elsewhere: function 1 (IDE) is a card of its own, function 2 (USB) is absent, function 3 (power management) is the
 * PIIX4's, with the APM ports. The interrupt controllers, timers, DMA and RTC inside the chip are cards too. Reset
 * control at 0xCF9 is answered by the host bridge.
 *
 * <p>Not modelled: X-bus chip selects, I/O recovery times, SMI sources, the APIC bus.
 */
package backplane.chipset.piix3;

/**
 * Intel 82371AB PIIX4, function 3: power management and SMBus, at 00:01.3.
 *
 * <p>Datasheet: Intel 290562, 82371AB (PIIX4), chapter 7; registers named as there. ACPI 1.0 names the same blocks PM1a
 * and PM timer. It has the PM timer, the system control interrupt (ISA line 9), soft-off, an SMBus with nobody on it, and
 * the APM ports, through which an operating system switches ACPI on (FADT: SMI_CMD 0xB2, ACPI_ENABLE 0xF1).
 *
 * <p>Not modelled: SMM. Byte 0x5B of configuration space is 0x02 after reset, which tells firmware that SMM is set up
 * already; what an SMI handler would do on the ACPI commands happens in the chip. Sleep states other than soft-off, device
 * activity monitors, processor clock control.
 */
package backplane.chipset.piix4pm;

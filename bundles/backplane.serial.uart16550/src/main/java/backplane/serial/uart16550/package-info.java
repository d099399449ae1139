/**
 * 16550A serial port.
 *
 * <p>Source: National Semiconductor PC16550D data sheet. Not modelled: the time a byte takes on the wire, except for the
 * character timeout (a byte written is sent at once, input is taken as fast as the guest reads it), parity and
 * framing errors, and DMA mode pins.
 */
package backplane.serial.uart16550;

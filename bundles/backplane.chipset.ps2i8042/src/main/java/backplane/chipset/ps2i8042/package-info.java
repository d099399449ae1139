/**
 * Intel 8042 keyboard controller with a PS/2 keyboard.
 *
 * <p>Source: IBM PS/2 Hardware Interface Technical Reference, "Keyboard and Auxiliary Device Controller"; the keyboard's
 * commands from the same book. The auxiliary port has nothing behind it. Not modelled: scan code set 3, the keyboard
 * lock, programmable scan code delays (typematic is the host's), and the 8042's own RAM beyond its 32 bytes.
 */
package backplane.chipset.ps2i8042;

/**
 * A VGA with the Bochs display interface (VBE DISPI), as QEMU's {@code -vga std}: PCI 1234:1111.
 *
 * <p>Registers: IBM PS/2 Hardware Interface Technical Reference, Video Subsystem; QEMU docs/specs/standard-vga. What is
 * on the screen goes to a {@code Display} as text cells or pixels, at most 30 times a second and only when it changed.
 *
 * <p>Memory is kept as QEMU keeps it: byte {@code 4 * offset + plane}, so that chain-4 modes and the linear frame buffer
 * see plain bytes. Text cells are taken as code page 437 whatever font the guest loads into plane 2.
 *
 * <p>Not modelled: panning by single pixels, split screen, the vertical interrupt, EDID.
 */
package backplane.video.vga;

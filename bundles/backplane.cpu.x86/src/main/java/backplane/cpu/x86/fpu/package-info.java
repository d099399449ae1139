/**
 * The x87 unit of the processor: 80-bit registers, exact arithmetic, exceptions and environment images as in the Intel
 * 64 and IA-32 Architectures Software Developer's Manual, volume 1 chapter 8.
 *
 * <p>Not there, and #UD: FSIN, FCOS, FSINCOS, FPTAN, FPATAN, F2XM1, FYL2X, FYL2XP1.
 */
package backplane.cpu.x86.fpu;

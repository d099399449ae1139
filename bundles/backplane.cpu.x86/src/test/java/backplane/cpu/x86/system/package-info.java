/** The system instructions against QEMU: the guest in {@code src/test/system} on both. */
package backplane.cpu.x86.system;

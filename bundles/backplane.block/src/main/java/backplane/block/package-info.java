/**
 * Disk images behind {@code api.block}: raw files, read-only or writable, and temporary overlays for
 * {@code snapshot=on}. An image is opened once per process, locked against other processes, and flushed for good when
 * the guest asks for it. Not here yet: other formats than raw, network images, hole punching on discard.
 */
package backplane.block;

/**
 * The system BIOS from a file: mapped at the top of 4 GiB, with its last 128 KiB again below 1 MiB, where PAM can put
 * RAM over it.
 *
 * <p>{@code bios-file} maps any image, {@code bios-seabios} finds the distribution's SeaBIOS, {@code option-rom} hands an
 * option ROM to the firmware. What option ROMs must look like is in {@code backplane.core.rom}.
 *
 * <p>Not modelled: flash commands, a BIOS that reaches below the last 512 KiB of 4 GiB.
 */
package backplane.firmware.roms;

/**
 * Intel 82441FX PCI and memory controller (PMC), the host bridge of the 440FX chipset, at 00:00.0.
 *
 * <p>Datasheet: Intel 290549, 440FX PCIset, 82441FX. It opens configuration mechanism 1 at 0xCF8 and 0xCFC, decides with
 * PAM0 to PAM6 whether ROM or RAM serves 0xC0000 to 0xFFFFF, and answers the reset control register at 0xCF9.
 *
 * <p>Not modelled: DRAM timing and row registers beyond storing them (firmware of this machine asks fw_cfg for the RAM
 * size), ECC, SMM: SMRAM keeps what is written, there is no SMI to use it.
 */
package backplane.chipset.pci440fx;

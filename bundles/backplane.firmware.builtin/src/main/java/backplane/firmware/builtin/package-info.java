/**
 * Backplane's own BIOS: each service a plain class behind a ROM stub that traps to it.
 *
 * <p>Sources: IBM PC AT Technical Reference (1984), Ralf Brown's interrupt list, BIOS Boot Specification 1.01, Plug and
 * Play BIOS 1.0a, BIOS Enhanced Disk Drive Specification 3.0, PCI BIOS 2.1. Not there: diskettes, El Torito, APM, the
 * PS/2 mouse services, PMM, ACPI and SMBIOS tables.
 */
package backplane.firmware.builtin;

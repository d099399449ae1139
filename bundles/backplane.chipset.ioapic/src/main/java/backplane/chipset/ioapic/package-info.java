/**
 * The Intel 82093AA I/O APIC as a PC with an 82440FX has it: beside the 8259A, on the same ISA interrupt lines.
 *
 * <p>Source: Intel 82093AA data sheet (290566). Not modelled: the serial APIC bus and its arbitration, SMI, and ExtINT on
 * pin 0 (the 8259A's INTR is at the processor's LINT0).
 */
package backplane.chipset.ioapic;

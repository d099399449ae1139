/**
 * The local APIC of the one processor.
 *
 * <p>Source: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 3A, chapter "Advanced Programmable
 * Interrupt Controller". Not modelled: x2APIC mode, the TSC deadline timer, other processors (start-up messages go
 * nowhere), SMI delivery, and the sources of the thermal and performance interrupts.
 */
package backplane.chipset.lapic;

package backplane.core;

import backplane.api.device.Claim;
import backplane.api.device.PlugException;
import backplane.api.device.Slot;
import backplane.api.memory.RamBlock;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** What the machine's slots offer to the project's own bundles: cast the {@link Slot}. Machine thread only. */
@ProviderType
public interface CoreSlot extends Slot {
    /** Plugs the processor. */
    Claim cpu(Cpu cpu) throws PlugException;

    /** Plugs the interrupt controller that owns ISA lines 0 to 15. */
    Claim interrupts(InterruptSource source) throws PlugException;

    /** Plugs the ISA DMA controller, which then serves {@link Slot#dma}. */
    Claim dma(DmaController controller) throws PlugException;

    /** The interrupt controller's INTR: at the CPU's pin, or at LINT0 of the local APIC when there is one. */
    void intr(boolean level);

    /** Plugs the processor's local APIC. */
    Claim localApic(LocalApic apic) throws PlugException;

    /** Plugs the I/O APIC. */
    Claim ioApic(IoApic apic) throws PlugException;

    /** Sends an interrupt message as {@link LocalApic#message}; false when nobody took it. */
    boolean apicMessage(int destination, boolean logical, int mode, int vector, boolean level);

    /** Claims a range of firmware trap numbers. */
    Claim traps(int first, int count, Trap trap) throws PlugException;

    /** Sends PCI interrupt PIRQ 0 to 3 (A to D) to an ISA line, or nowhere with -1. */
    void route(int pirq, int irq);

    /**
     * The host bridge's programmable attribute maps: which side serves 16 KiB segments from 0xC0000, and 0xF0000 as
     * segment 12.
     *
     * @param segment 0 to 12
     * @param readRam false: reads go to the ISA side, to ROM and cards
     * @param writeRam false: writes go to the ISA side, where ROM drops them
     */
    void pam(int segment, boolean readRam, boolean writeRam);

    /** Maps part of a block, offset and size multiples of 4096: the BIOS below 1 MiB is an alias of its top. */
    Claim ram(long base, RamBlock block, int offset, int size) throws PlugException;

    /** Configuration mechanism 1, for the host bridge: {@code address} as in CONFIG_ADDRESS, {@code reg} 0 to 255. */
    int configRead(int bus, int devfn, int reg, int width);

    void configWrite(int bus, int devfn, int reg, int width, int value);

    MachineView machine();

    /** The configuration of this card: the keys of {@code -device}. */
    Map<String, String> settings();
}

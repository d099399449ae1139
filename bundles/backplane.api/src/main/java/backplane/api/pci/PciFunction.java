package backplane.api.pci;

import backplane.api.device.Claim;
import backplane.api.irq.IrqLine;
import backplane.api.memory.GuestMemory;
import backplane.api.memory.MemoryDevice;
import backplane.api.memory.RamBlock;
import backplane.api.port.PortDevice;
import backplane.api.rom.OptionRom;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A function on the PCI bus. The slot owns configuration space: identification, COMMAND, BARs, interrupt line and pin
 * work by themselves and survive a hot-update of the card. Machine thread only.
 */
@ProviderType
public interface PciFunction extends Claim {
    PciAddress address();

    /** An I/O BAR, index 0 to 5, size a power of two from 4 to 256. */
    Bar io(int index, int size, PortDevice device);

    /** A 32-bit memory BAR for registers, size a power of two of at least 16. */
    Bar memory(int index, int size, MemoryDevice device);

    /** A 32-bit memory BAR that is plain RAM or ROM, at full CPU speed. */
    Bar ram(int index, RamBlock block);

    /** The expansion ROM BAR at 0x30. */
    void rom(OptionRom rom);

    /** This function's INTx pin, level-triggered, routed as slot and pin say. */
    IrqLine intx();

    /** Reads configuration space as the card keeps it. {@code width} 1, 2 or 4. */
    int config(int reg, int width);

    /** Stores into configuration space without any side effect; also how a card sets reset values. */
    void setConfig(int reg, int width, int value);

    /** Guest writes to {@code count} bytes from {@code reg} go to the handler. Other registers are read-only. */
    void onConfig(int reg, int count, PciConfigHandler handler);

    /** Memory as this bus master sees it: all ones and dropped writes while COMMAND.MASTER is 0. */
    GuestMemory bus();

    /** The index of this function's own memory BAR that holds {@code address}, or -1: decode those in the card. */
    int ownBar(long address);
}

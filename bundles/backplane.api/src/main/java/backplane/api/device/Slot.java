package backplane.api.device;

import backplane.api.block.BlockNode;
import backplane.api.block.BlockPort;
import backplane.api.block.Share;
import backplane.api.chardev.CharPort;
import backplane.api.chardev.Chardev;
import backplane.api.clock.Clock;
import backplane.api.dma.DmaChannel;
import backplane.api.dma.DmaDevice;
import backplane.api.irq.IrqLine;
import backplane.api.memory.GuestMemory;
import backplane.api.memory.MemoryDevice;
import backplane.api.memory.RamBlock;
import backplane.api.pci.PciFunction;
import backplane.api.pci.PciId;
import backplane.api.port.PortDevice;
import backplane.api.rom.OptionRom;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Where a card is plugged in, and the only way it reaches the machine. The slot remembers every claim and closes them
 * in reverse order at unplug, whether the card did so or not. All methods on the machine thread; those that claim may
 * be called during {@link Device#plug} and later.
 */
@ProviderType
public interface Slot {
    /** The card's id, unique in its machine, for example {@code scsi0}. */
    String id();

    /** Claims {@code count} ports from {@code first}. The conflict message names port, wanted-by and held-by. */
    Claim ports(int first, int count, PortDevice device) throws PlugException;

    /** Claims physical addresses for registers. {@code base} 0 to 0xffffffff, {@code size} in bytes. */
    Claim memory(long base, int size, MemoryDevice device) throws PlugException;

    /** Guest memory as an ISA card or the chipset sees it. */
    GuestMemory memory();

    /** Maps a block of RAM or ROM at {@code base}, a multiple of 4096, at full CPU speed. */
    Claim ram(long base, RamBlock block) throws PlugException;

    /** Hands an option ROM to the firmware; it runs at the next power-on or reset. */
    Claim rom(OptionRom rom) throws PlugException;

    /** This card's own end of ISA interrupt 0 to 15; several ends of one line are a wired OR. */
    IrqLine irq(int isa) throws PlugException;

    /** Claims ISA DMA channel 0 to 7. */
    DmaChannel dma(int channel, DmaDevice device) throws PlugException;

    /** Claims a PCI function: at the address that the user or {@code id} fixes, else the first free device. */
    PciFunction pci(PciId id) throws PlugException;

    Clock clock();

    /**
     * A named wire between chips, made on first use: {@code a20}, {@code reset}, {@code speaker}, {@code power},
     * {@code power-button}, {@code hpet-legacy} (the HPET drives interrupts 0 and 8 in place of PIT and RTC).
     */
    Signal signal(String name);

    /** Leases a disk image. One lease may write unless every further one says {@link Share#SHARED}. */
    BlockPort block(BlockNode node, Share share) throws PlugException;

    /** Leases the host end of a byte stream; it has one card at a time. */
    CharPort chardev(Chardev chardev) throws PlugException;

    /**
     * Offers a bus to child cards, named {@link #id()} plus {@code .0}.
     *
     * @param protocol {@code SCSI} or {@code ATA}, as EDD 3.0 names the interface
     * @param kind the type a child is attached as
     */
    <T> ChildBus<T> offer(String protocol, Class<T> kind, ChildBus.Listener<T> listener) throws PlugException;

    /**
     * Attaches this card to the bus of that name, or to the first one of that kind with the unit free when
     * {@code bus} is empty. The order in which bus and child are plugged does not matter.
     *
     * @param unit the SCSI id, or channel * 2 + drive on IDE; -1 for the first free one
     */
    <T> Claim attach(Class<T> kind, T child, String bus, int unit, int lun) throws PlugException;

    /**
     * Takes {@code units} from the budget of 10,000 that every activation of a bus master has. A bus access costs
     * 1 + n/64 by itself.
     *
     * @return false when it is used up: return, and go on from a timer
     */
    boolean spend(int units);

    /** Writes one line to this card's log. Rate limiting is the machine's. */
    void log(System.Logger.Level level, String text);
}

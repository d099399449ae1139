package backplane.core;

import backplane.api.block.BlockInfo;
import backplane.api.device.Device;
import backplane.api.device.Location;
import backplane.api.device.ResetKind;
import backplane.api.pci.PciAddress;
import backplane.api.rom.BootEntry;
import backplane.api.rom.OptionRom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A machine as the shell, firmware and debugger see it, and the OSGi service of one (properties {@code machine} and
 * {@code service.pid}). Methods that return lists are snapshots; all methods may be called on any thread.
 */
@ProviderType
public interface MachineView {
    /** Whether the guest runs. */
    enum State {
        /** Not powered on yet, or powered off. */
        OFF,
        RUNNING,
        PAUSED
    }

    /** What the machine thread is at. */
    enum Activity {
        /** It waits: the guest halts or is paused. */
        IDLE,
        /** In a card: a port or register access, a timer, a completion, a firmware trap. */
        DEVICE,
        INTERPRETER,
        /** In translated code. */
        REGION
    }

    /** The machine's name, {@code pc} by default. */
    String name();

    State state();

    /** The machine's options, from {@code -machine}, {@code -boot}, {@code -rtc} and so on, as {@code boot.menu}. */
    Map<String, String> options();

    /** Bytes of RAM. */
    long ramSize();

    /** Why the guest's run ended, several lines, when that was no wish of the guest or the user; else empty. */
    default String endReason() {
        return "";
    }

    /** Runs on the machine thread at the next safe point and waits, 3 s at most. */
    <T> T atSafePoint(Callable<T> action) throws TimeoutException;

    /** Runs on the machine thread at the next safe point. */
    void post(Runnable action);

    /** Powers on: reset, boot order, run. */
    void powerOn();

    /** Ends the guest's run with an exit status, 0 for a plain power-off. */
    void powerOff(int status);

    /** Presses the power button: a guest with ACPI shuts down, others do nothing. */
    void pressPowerButton();

    void pause();

    void resume();

    void reset(ResetKind kind);

    /** Instructions executed since power-on. */
    long instructions();

    /** Guest nanoseconds since power-on. */
    long now();

    /** What the machine thread is at now: costs nothing, so that a sampler may ask often. */
    default Activity activity() {
        return Activity.IDLE;
    }

    /** The processor, or null while none is plugged. Only touch it at a safe point. */
    Cpu cpu();

    /** Memory and ports, for the debugger. Only touch them at a safe point. */
    MemoryMap memory();

    PortMap ports();

    /** Plugged cards in the order they were plugged. */
    List<CardView> cards();

    /** Everything claimed, in order of address within each kind. */
    List<ClaimView> claims();

    List<PciView> pci();

    List<DriveView> drives();

    /** Option ROMs that cards handed over with Slot.rom, in slot order. PCI ROM BARs are not among them. */
    List<OptionRom> roms();

    /** Option ROMs that PCI functions hold in their ROM BARs, in order of PCI address. */
    default List<PciRomView> pciRoms() {
        return List.of();
    }

    /** Computed anew at each power-on and reset. */
    List<BootEntry> bootOrder();

    /** The latest lines that cards have logged, oldest first; of one card, or of all when {@code card} is empty. */
    List<String> log(String card);

    /**
     * A card.
     *
     * @param state {@code plugged}, {@code waiting} or {@code failed}
     * @param reason why it waits or failed, else empty
     * @param at the place, for lists, for example {@code pci 00:04.0}
     */
    record CardView(
            String id,
            String bundle,
            String state,
            String reason,
            String at,
            Device device,
            Map<String, String> settings) {}

    /**
     * A claim.
     *
     * @param kind {@code ports}, {@code memory}, {@code ram}, {@code irq}, {@code dma}, {@code trap} or {@code rom}
     * @param first the first port, address or line
     * @param last the last one, inclusive
     * @param owner the card's id
     */
    record ClaimView(String kind, long first, long last, String owner, String text) {}

    /** A PCI function and its BARs as the guest has set them. */
    record PciView(
            PciAddress address, String owner, int vendor, int device, int classCode, List<String> bars, int line) {}

    /** An option ROM in a ROM BAR. */
    record PciRomView(PciView function, OptionRom rom) {}

    /** A leased disk image. */
    record DriveView(BlockInfo info, String owner, Location location, boolean shared) {}
}

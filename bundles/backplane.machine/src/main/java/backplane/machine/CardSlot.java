package backplane.machine;

import backplane.api.block.BlockNode;
import backplane.api.block.BlockPort;
import backplane.api.block.Share;
import backplane.api.chardev.CharPort;
import backplane.api.chardev.Chardev;
import backplane.api.clock.Clock;
import backplane.api.clock.Timer;
import backplane.api.device.ChildBus;
import backplane.api.device.Claim;
import backplane.api.device.Device;
import backplane.api.device.PlugException;
import backplane.api.device.Signal;
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
import backplane.api.state.StateException;
import backplane.core.CoreSlot;
import backplane.core.Cpu;
import backplane.core.DmaController;
import backplane.core.InterruptSource;
import backplane.core.IoApic;
import backplane.core.LocalApic;
import backplane.core.MachineView;
import backplane.core.Trap;
import backplane.machine.Claims.ControllerClaim;
import backplane.machine.Claims.CpuClaim;
import backplane.machine.Claims.DmaClaim;
import backplane.machine.Claims.IrqClaim;
import backplane.machine.Claims.MemoryClaim;
import backplane.machine.Claims.PortClaim;
import backplane.machine.Claims.RomClaim;
import backplane.machine.Claims.TimerClaim;
import backplane.machine.Claims.TrapClaim;
import backplane.machine.Claims.WatchClaim;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * A slot with its card and everything the card holds. While a successor is plugged in, each thing it asks for is
 * taken over from its predecessor when the key is the same: interrupt levels, PCI configuration, deadlines and leases
 * stay as they are.
 */
final class CardSlot implements CoreSlot, Clock {
    private static final int BUDGET = 10_000;

    private final Machine machine;
    private final String id;
    private final Map<String, String> settings;
    private final List<SlotClaim> claims = new ArrayList<>();
    private final BusMemory memory;
    private Device device;
    private String bundle;
    private String failure = "";
    private boolean essential;

    private final List<SlotClaim> kept = new ArrayList<>();
    private List<SlotClaim> inherited = new ArrayList<>();
    private final Deque<Runnable> undo = new ArrayDeque<>();
    private boolean adopting;

    private long activation = -1;
    private int budget;

    CardSlot(Machine machine, String id, Device device, Map<String, String> settings, String bundle) {
        this.machine = machine;
        this.id = id;
        this.device = device;
        this.settings = Map.copyOf(settings);
        this.bundle = bundle;
        memory = new BusMemory(this, machine, null);
    }

    Device device() {
        return device;
    }

    String bundle() {
        return bundle;
    }

    String failure() {
        return failure;
    }

    boolean essential() {
        return essential;
    }

    List<SlotClaim> claimList() {
        return List.copyOf(claims);
    }

    /** An action of this card threw: the machine unplugs it. */
    void failed(RuntimeException reason) {
        if (failure.isEmpty()) {
            StackTraceElement[] trace = reason.getStackTrace();
            failure = reason + (trace.length > 0 ? " at " + trace[0] : "");
            machine.rack().cardFailed(this);
        }
    }

    void forget(SlotClaim claim) {
        claims.remove(claim);
    }

    /** Closes everything, last first. */
    void closeAll() {
        while (!claims.isEmpty()) {
            claims.get(claims.size() - 1).close();
        }
    }

    /** Puts a successor into the slot; on an exception everything is as before. */
    void succeed(Device next, String nextBundle, PlugAction plug) throws PlugException, StateException {
        inherited = new ArrayList<>(claims);
        claims.clear();
        adopting = true;
        for (SlotClaim claim : inherited) {
            if (claim instanceof PciCard pci) {
                undo.push(pci.handOver());
            }
        }
        try {
            plug.run(next);
            for (SlotClaim left : List.copyOf(inherited)) {
                left.close();
            }
            device = next;
            bundle = nextBundle;
        } catch (PlugException | StateException | RuntimeException e) {
            rollBack();
            throw e;
        } finally {
            inherited = new ArrayList<>();
            kept.clear();
            undo.clear();
            adopting = false;
        }
    }

    /** What puts a successor in. */
    @FunctionalInterface
    interface PlugAction {
        void run(Device next) throws PlugException, StateException;
    }

    private void rollBack() {
        List<SlotClaim> adopted = new ArrayList<>();
        for (SlotClaim claim : List.copyOf(claims)) {
            if (kept.contains(claim)) {
                adopted.add(claim);
            } else {
                claim.close();
            }
        }
        undo.forEach(Runnable::run);
        claims.clear();
        claims.addAll(adopted);
        claims.addAll(inherited);
        kept.clear();
    }

    private <C extends SlotClaim> C adopt(String key, Class<C> type) {
        if (!adopting) {
            return null;
        }
        for (SlotClaim claim : inherited) {
            if (claim.key().equals(key) && type.isInstance(claim)) {
                inherited.remove(claim);
                kept.add(claim);
                claims.add(claim);
                return type.cast(claim);
            }
        }
        return null;
    }

    /** Takes over a claim of that key and gives it the successor's object, or makes a new one. */
    private <T, C extends TargetClaim<T>> C take(String key, Class<C> type, T target, Maker<C> make)
            throws PlugException {
        C old = adopt(key, type);
        if (old != null) {
            T before = old.target();
            old.retarget(target);
            undo.push(() -> old.retarget(before));
            return old;
        }
        C made = make.make(key);
        claims.add(made);
        return made;
    }

    private interface Maker<C> {
        C make(String key) throws PlugException;
    }

    private <C extends SlotClaim> C keep(String key, Class<C> type, Supplier<C> make) {
        C old = adopt(key, type);
        if (old != null) {
            return old;
        }
        C made = make.get();
        claims.add(made);
        return made;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Map<String, String> settings() {
        return settings;
    }

    @Override
    public MachineView machine() {
        return machine;
    }

    @Override
    public Claim ports(int first, int count, PortDevice target) throws PlugException {
        Objects.requireNonNull(target);
        return take(
                String.format("ports 0x%04x-0x%04x", first, first + count - 1),
                PortClaim.class,
                target,
                key -> new PortClaim(this, machine.portSpace(), key, first, count, target));
    }

    @Override
    public Claim memory(long base, int size, MemoryDevice target) throws PlugException {
        Objects.requireNonNull(target);
        return take(
                String.format("memory 0x%08x-0x%08x", base, base + size - 1),
                MemoryClaim.class,
                target,
                key -> new MemoryClaim(this, machine.physical(), key, base, size, target, 0));
    }

    @Override
    public GuestMemory memory() {
        return memory;
    }

    @Override
    public Claim ram(long base, RamBlock block) throws PlugException {
        return ram(base, block, 0, block.size());
    }

    @Override
    public Claim ram(long base, RamBlock block, int offset, int size) throws PlugException {
        if (((base | offset | size) & 0xfff) != 0 || offset < 0 || offset + size > block.size()) {
            throw new PlugException(String.format("%s: block at 0x%08x is no whole number of 4 KiB pages", id, base));
        }
        return take(
                String.format("ram 0x%08x-0x%08x", base, base + size - 1),
                MemoryClaim.class,
                (Block) block,
                key -> new MemoryClaim(this, machine.physical(), key, base, size, (Block) block, offset));
    }

    @Override
    public Claim rom(OptionRom rom) {
        return keep("rom " + rom.name(), RomClaim.class, () -> new RomClaim(this, rom));
    }

    @Override
    public IrqLine irq(int isa) throws PlugException {
        if (isa < 0 || isa > 15) {
            throw new PlugException(id + ": irq=" + isa + " is no ISA interrupt; use 0 to 15");
        }
        return keep(
                        "irq " + isa,
                        IrqClaim.class,
                        () -> new IrqClaim(this, isa, machine.interrupts().isa(isa)))
                .line();
    }

    @Override
    public DmaChannel dma(int channel, DmaDevice target) throws PlugException {
        if (channel < 0 || channel > 7 || channel == 4) {
            throw new PlugException(id + ": dma=" + channel + " is no DMA channel for cards; use 0 to 3 or 5 to 7");
        }
        return take(
                "dma " + channel, DmaClaim.class, target, key -> DmaClaim.open(this, machine, key, channel, target));
    }

    @Override
    public PciFunction pci(PciId pciId) throws PlugException {
        PciCard old = adopt(PciCard.key(pciId), PciCard.class);
        if (old != null) {
            return old;
        }
        PciCard card =
                new PciCard(this, machine, machine.pciBus().place(id, settings.get("addr"), pciId.fixed()), pciId);
        machine.pciBus().add(card);
        claims.add(card);
        return card;
    }

    @Override
    public Clock clock() {
        return this;
    }

    @Override
    public long now() {
        return machine.clock().now();
    }

    @Override
    public void stir() {
        machine.clock().stir();
    }

    @Override
    public long epochSeconds() {
        return machine.epochSeconds();
    }

    @Override
    public Timer timer(String name, Runnable action) {
        try {
            return take(
                            "timer " + name,
                            TimerClaim.class,
                            action,
                            key -> new TimerClaim(this, key, machine.clock().timer(action)))
                    .timer();
        } catch (PlugException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Signal signal(String name) {
        Wire wire = machine.wire(name);
        return new Signal() {
            @Override
            public int get() {
                return wire.get();
            }

            @Override
            public void set(int value) {
                wire.set(value);
            }

            @Override
            public void watch(IntConsumer watcher) {
                try {
                    take(
                            "watch " + name,
                            WatchClaim.class,
                            watcher,
                            key -> new WatchClaim(CardSlot.this, key, wire, watcher));
                } catch (PlugException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }

    @Override
    public BlockPort block(BlockNode node, Share share) throws PlugException {
        BlockLease old = adopt(BlockLease.key(node), BlockLease.class);
        if (old != null) {
            return old;
        }
        if (share == Share.EXCLUSIVE) {
            for (BlockLease other : machine.rack().leases()) {
                if (other.node() == node && other.share() == Share.EXCLUSIVE) {
                    throw new PlugException(
                            "drive " + node.info().id(), id, other.slot().id());
                }
            }
        }
        BlockLease lease = new BlockLease(this, machine, node, share);
        machine.rack().leases().add(lease);
        claims.add(lease);
        return lease;
    }

    @Override
    public CharPort chardev(Chardev chardev) throws PlugException {
        CharLease old = adopt("chardev", CharLease.class);
        if (old != null) {
            return old;
        }
        CardSlot holder = machine.rack().chardevHolder(chardev);
        if (holder != null) {
            throw new PlugException("chardev", id, holder.id);
        }
        CharLease lease = new CharLease(this, machine, chardev);
        claims.add(lease);
        return lease;
    }

    @Override
    @SuppressWarnings("unchecked") // a bus of the same key and kind has the same type
    public <T> ChildBus<T> offer(String protocol, Class<T> kind, ChildBus.Listener<T> listener) throws PlugException {
        CardBus<T> old = adopt(CardBus.key(protocol), CardBus.class);
        if (old != null) {
            if (old.kind() != kind) {
                throw new PlugException(id + ": the successor's " + protocol + " bus takes another class of children");
            }
            ChildBus.Listener<T> before = old.target();
            old.retarget(listener);
            undo.push(() -> old.retarget(before));
            return old;
        }
        CardBus<T> bus = new CardBus<>(this, machine, protocol, kind, listener);
        claims.add(bus);
        machine.rack().busOffered(bus);
        return bus;
    }

    @Override
    @SuppressWarnings("unchecked") // the key names the kind
    public <T> Claim attach(Class<T> kind, T child, String bus, int unit, int lun) throws PlugException {
        return take(ChildClaim.key(kind, bus, unit, lun), ChildClaim.class, child, key -> {
            ChildClaim<T> claim = new ChildClaim<>(this, kind, child, bus, unit, lun);
            machine.rack().childWants(claim);
            return claim;
        });
    }

    @Override
    public boolean spend(int units) {
        long now = machine.clock().activation();
        if (now != activation) {
            activation = now;
            budget = BUDGET;
        }
        budget -= units;
        return budget > 0;
    }

    /** Accounts for a bus cycle; false is a master abort: the activation has used ten times its budget. */
    boolean busCycle(int bytes) {
        spend(1 + bytes / 64);
        return budget > -10 * BUDGET;
    }

    @Override
    public void log(System.Logger.Level level, String text) {
        machine.log(id, level, text);
    }

    @Override
    public Claim cpu(Cpu cpu) throws PlugException {
        essential = true;
        return take("cpu", CpuClaim.class, cpu, key -> new CpuClaim(this, machine, key, cpu));
    }

    @Override
    public Claim interrupts(InterruptSource source) throws PlugException {
        essential = true;
        return take(
                "interrupt controller",
                ControllerClaim.class,
                source,
                key -> new ControllerClaim(this, machine, key, source));
    }

    @Override
    public Claim dma(DmaController controller) throws PlugException {
        return take(
                "dma controller",
                Claims.DmaControllerClaim.class,
                controller,
                key -> new Claims.DmaControllerClaim(this, machine, key, controller));
    }

    @Override
    public void intr(boolean level) {
        machine.processor().intr8259(level);
    }

    @Override
    public Claim localApic(LocalApic apic) throws PlugException {
        essential = true;
        return take(
                "local APIC",
                Claims.LocalApicClaim.class,
                apic,
                key -> new Claims.LocalApicClaim(this, machine, key, apic));
    }

    @Override
    public Claim ioApic(IoApic apic) throws PlugException {
        essential = true;
        return take(
                "I/O APIC", Claims.IoApicClaim.class, apic, key -> new Claims.IoApicClaim(this, machine, key, apic));
    }

    @Override
    public boolean apicMessage(int destination, boolean logical, int mode, int vector, boolean level) {
        LocalApic apic = machine.processor().apic();
        return apic != null && apic.message(destination, logical, mode, vector, level);
    }

    @Override
    public Claim traps(int first, int count, Trap trap) throws PlugException {
        return take(
                "traps " + first + "-" + (first + count - 1),
                TrapClaim.class,
                trap,
                key -> new TrapClaim(this, machine, key, first, count, trap));
    }

    @Override
    public void route(int pirq, int irq) {
        essential = true;
        machine.interrupts().route(pirq & 3, irq < 0 || irq > 15 ? -1 : irq);
    }

    @Override
    public void pam(int segment, boolean readRam, boolean writeRam) {
        essential = true;
        machine.physical().pam(segment, readRam, writeRam);
    }

    @Override
    public int configRead(int bus, int devfn, int reg, int width) {
        return machine.pciBus().read(bus, devfn, reg, width);
    }

    @Override
    public void configWrite(int bus, int devfn, int reg, int width, int value) {
        machine.pciBus().write(bus, devfn, reg, width, value);
    }
}

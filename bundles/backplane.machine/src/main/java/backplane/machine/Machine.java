package backplane.machine;

import backplane.api.block.BlockNode;
import backplane.api.chardev.Chardev;
import backplane.api.device.Device;
import backplane.api.device.Location;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.rom.BootEntry;
import backplane.api.rom.OptionRom;
import backplane.api.state.StateException;
import backplane.core.Cpu;
import backplane.core.CpuState;
import backplane.core.DmaController;
import backplane.core.MachineView;
import backplane.core.MemoryMap;
import backplane.core.PortMap;
import backplane.core.Trap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * One machine: its parts, its cards and the loop that runs them. Everything but {@link #post}, {@link #atSafePoint}
 * and the snapshots happens on the machine thread; without a thread, as on a test bench, on the caller's.
 */
public final class Machine implements MachineView {
    /** Instructions between two looks at the host: about 50 µs. */
    private static final int SLICE = 8_192;

    private static final int RECENT_LINES = 1_000;
    private static final int EXTRA = 24 << 20;
    private static final int TRAPS = 0x10000;

    private final String name;
    private final Map<String, String> options;
    private final MachineLog log;
    private final ArrayDeque<String> recent = new ArrayDeque<>();
    private final GuestClock clock;
    private final PhysicalMemory memory;
    private final PortSpace ports;
    private final Interrupts interrupts = new Interrupts();
    private final PciBus pci = new PciBus();
    private final Map<String, Wire> wires = new HashMap<>();
    private final Map<String, CardSlot> slots = new LinkedHashMap<>();
    private final Map<String, CardSlot> failedCards = new LinkedHashMap<>();
    private final List<BlockLease> leases = new ArrayList<>();
    private final List<CardBus<?>> buses = new ArrayList<>();
    private final List<ChildClaim<?>> childClaims = new ArrayList<>();
    private final List<IntConsumer> endListeners = new ArrayList<>();
    private final Trap[] traps = new Trap[TRAPS];
    private final long epochSeconds;

    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final AtomicReference<BlockLease.Request> completions = new AtomicReference<>();
    private volatile Thread thread;
    private volatile Thread awaiting;
    private volatile boolean quit;

    private volatile State state = State.OFF;
    private boolean startPaused;
    private boolean running;
    private int endStatus = -1;
    private ResetKind pendingReset;
    private Cpu cpu;
    private boolean intr;
    private DmaController dmaController;
    private List<BootEntry> bootOrder = List.of();
    private long[] laterAddress = new long[16];
    private int[] laterValue = new int[16];
    private int laterCount;

    /**
     * @param options see {@link MachineView#options()}
     * @param ramMiB 1 to 2047
     * @param backing zeros to use as memory if large enough, or null
     */
    public Machine(
            String name, Map<String, String> options, int ramMiB, byte[] backing, boolean manual, MachineLog log) {
        this.name = name;
        this.options = Map.copyOf(options);
        this.log = log;
        String shift = options.get("icount.shift");
        GuestClock.Pace pace =
                manual ? GuestClock.Pace.MANUAL : shift == null ? GuestClock.Pace.REALTIME : GuestClock.Pace.ICOUNT;
        clock = new GuestClock(pace, shift == null || shift.equals("auto") ? 3 : Integer.parseInt(shift), this::failed);
        int ram = ramMiB << 20;
        byte[] array = backing != null && backing.length >= bytesFor(ramMiB) ? backing : new byte[bytesFor(ramMiB)];
        memory = new PhysicalMemory(array, ram, this::failed);
        ports = new PortSpace(this::failed);
        epochSeconds = RtcBase.epochSeconds(options.getOrDefault("rtc.base", ""), pace == GuestClock.Pace.REALTIME);
        clock.onEarlier(this::exitSlice);
        clock.counter(() -> running ? cpu.completed() : 0);
        wire("a20").preset(1);
        wire("a20").watch(v -> memory.a20(v != 0));
        wire("reset").watch(v -> requestReset(v == 2 ? ResetKind.SOFT : ResetKind.HARD));
        wire("power").watch(this::end);
    }

    /** How long the backing array of a machine with so much RAM is: RAM and room for the cards' blocks. */
    public static int bytesFor(int ramMiB) {
        return (int) Math.min((long) (ramMiB << 20) + EXTRA, Integer.MAX_VALUE - 8);
    }

    // ---- parts, for this package

    PhysicalMemory physical() {
        return memory;
    }

    PortSpace portSpace() {
        return ports;
    }

    Interrupts interrupts() {
        return interrupts;
    }

    PciBus pciBus() {
        return pci;
    }

    GuestClock clock() {
        return clock;
    }

    List<BlockLease> leases() {
        return leases;
    }

    long epochSeconds() {
        return epochSeconds;
    }

    Wire wire(String wireName) {
        return wires.computeIfAbsent(wireName, n -> new Wire());
    }

    DmaController dmaController() {
        return dmaController;
    }

    /** Cards that have a channel already move over to the new controller. */
    void dmaController(DmaController controller) {
        dmaController = controller;
        if (controller != null) {
            for (CardSlot slot : slots.values()) {
                for (SlotClaim claim : slot.claimList()) {
                    if (claim instanceof Claims.DmaClaim channel) {
                        channel.rejoin();
                    }
                }
            }
        }
    }

    void log(String card, System.Logger.Level level, String text) {
        synchronized (recent) {
            if (recent.size() == RECENT_LINES) {
                recent.remove();
            }
            recent.add(card + ": " + text);
        }
        log.log(name, card, level, text);
    }

    @Override
    public List<String> log(String card) {
        synchronized (recent) {
            return recent.stream()
                    .filter(line -> card.isEmpty() || line.startsWith(card + ":"))
                    .toList();
        }
    }

    // ---- the loop

    /** Starts the machine thread. */
    public void start() {
        Thread t = new Thread(this::loop, "machine-" + name);
        thread = t;
        t.start();
    }

    /** Ends the machine thread; the machine is of no more use. */
    public void stop() {
        quit = true;
        Thread t = thread;
        if (t != null) {
            LockSupport.unpark(t);
            try {
                t.join(3_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void loop() {
        while (!quit) {
            safePoint();
            if (state != State.RUNNING || cpu == null) {
                if (commands.isEmpty() && !quit) {
                    LockSupport.parkNanos(this, 1_000_000_000L);
                }
            } else if (cpu.halted() && clock.untilNext() != 0) {
                idle();
            } else {
                slice();
            }
        }
        closeSlots();
    }

    /** Serves everything that waits for an instruction boundary. */
    private void safePoint() {
        takeCompletions();
        for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
            command.run();
        }
        if (laterCount > 0) {
            writeDeferred();
        }
        if (pendingReset != null) {
            ResetKind kind = pendingReset;
            pendingReset = null;
            resetNow(kind);
        }
        if (state == State.RUNNING) {
            clock.fireDue();
        }
    }

    private void slice() {
        int limit = clock.slice(SLICE);
        running = true;
        int n;
        try {
            n = cpu.run(limit);
        } finally {
            running = false;
        }
        clock.executed(n);
        if (cpu.shutdown()) {
            tripleFault();
        }
    }

    private void tripleFault() {
        log(
                "cpu",
                System.Logger.Level.WARNING,
                "triple fault\n" + cpu.recorder() + cpu.state().dump());
        requestReset(ResetKind.HARD);
    }

    private void idle() {
        long wait = clock.untilNext();
        if (clock.pace() == GuestClock.Pace.ICOUNT && wait > 0) {
            clock.skip(wait);
        } else if (commands.isEmpty() && completions.get() == null && !quit) {
            LockSupport.parkNanos(this, wait < 0 ? 1_000_000_000L : wait);
            clock.executed(0);
        }
    }

    private void exitSlice() {
        if (running) {
            cpu.exit();
        }
    }

    /** Host threads hand over finished block requests here. */
    void completed(BlockLease.Request request) {
        BlockLease.Request head;
        do {
            head = completions.get();
            request.next = head;
        } while (!completions.compareAndSet(head, request));
        Thread t = awaiting != null ? awaiting : thread;
        if (t == Thread.currentThread()) {
            exitSlice();
        } else {
            LockSupport.unpark(t);
        }
    }

    /** Says that the calling thread waits for completions: the machine thread, or a test's. */
    void awaitCompletionsHere() {
        awaiting = Thread.currentThread();
    }

    /** Delivers finished block requests in the order in which they finished. */
    void takeCompletions() {
        if (completions.get() == null) {
            return;
        }
        BlockLease.Request list = null;
        for (BlockLease.Request r = completions.getAndSet(null); r != null; ) {
            BlockLease.Request after = r.next;
            r.next = list;
            list = r;
            r = after;
        }
        while (list != null) {
            BlockLease.Request after = list.next;
            list.next = null;
            list.taken();
            list = after;
        }
    }

    /** A bus master wrote to registers: done when its activation is over. */
    void writeLater(int address, int value, int width) {
        if (laterCount == laterValue.length) {
            laterAddress = Arrays.copyOf(laterAddress, laterCount * 2);
            laterValue = Arrays.copyOf(laterValue, laterCount * 2);
        }
        laterAddress[laterCount] = (long) width << 32 | address & 0xffffffffL;
        laterValue[laterCount++] = value;
        exitSlice();
    }

    private void writeDeferred() {
        int n = laterCount;
        for (int i = 0; i < n; i++) {
            int address = (int) laterAddress[i];
            switch ((int) (laterAddress[i] >>> 32)) {
                case 1 -> memory.busWrite8(address, laterValue[i]);
                case 2 -> memory.busWrite16(address, laterValue[i]);
                default -> memory.busWrite32(address, laterValue[i]);
            }
        }
        System.arraycopy(laterAddress, n, laterAddress, 0, laterCount - n);
        System.arraycopy(laterValue, n, laterValue, 0, laterCount - n);
        laterCount -= n;
    }

    // ---- the processor

    void cpu(Cpu next) {
        if (next != null) {
            next.connect(memory, ports, new Cpu.Wires() {
                @Override
                public int acknowledge() {
                    return interrupts.controller() == null
                            ? 0xff
                            : interrupts.controller().acknowledge();
                }

                @Override
                public long tsc() {
                    return clock.now();
                }

                @Override
                public void trap(CpuState c, int number) {
                    Trap trap = traps[number];
                    if (trap != null) {
                        try {
                            trap.trap(c, number);
                        } catch (RuntimeException e) {
                            failed(trap, e);
                        }
                    }
                }
            });
            next.intr(intr);
        }
        cpu = next;
    }

    void intr(boolean level) {
        intr = level;
        if (cpu != null) {
            cpu.intr(level);
        }
    }

    void traps(String owner, int first, int count, Trap trap) throws PlugException {
        for (int i = first; i < first + count; i++) {
            if (i < 0 || i >= TRAPS || traps[i] != null) {
                throw new PlugException(owner + ": firmware trap " + i + " is taken or outside 0 to 65535");
            }
        }
        setTraps(first, count, trap);
    }

    void setTraps(int first, int count, Trap trap) {
        Arrays.fill(traps, first, first + count, trap);
    }

    // ---- cards

    /** Plugs a card; on an exception nothing of it stays. Machine thread, or none. */
    public void plug(String id, Device device, Map<String, String> settings, String bundle) throws PlugException {
        if (slots.containsKey(id)) {
            throw new PlugException("id " + id, bundle, slots.get(id).bundle());
        }
        CardSlot slot = new CardSlot(this, id, device, settings, bundle);
        slots.put(id, slot);
        try {
            device.plug(slot);
            device.reset(ResetKind.POWER_ON);
        } catch (PlugException e) {
            drop(slot);
            throw e;
        } catch (RuntimeException e) {
            drop(slot);
            throw new PlugException(id + ": " + device.getClass().getSimpleName() + " could not be plugged: " + e);
        }
    }

    /** Unplugs a card; its claims become open bus. Nothing happens when there is none of that id. */
    public void unplug(String id) {
        CardSlot slot = slots.get(id);
        if (slot != null) {
            drop(slot);
        }
    }

    private void drop(CardSlot slot) {
        slot.closeAll();
        slots.remove(slot.id());
    }

    /** Whether a card of that id is plugged. */
    public boolean plugged(String id) {
        return slots.containsKey(id);
    }

    /** The card of that id, or null. */
    public Device device(String id) {
        CardSlot slot = slots.get(id);
        return slot == null ? null : slot.device();
    }

    /** Puts a successor in a card's place, with its state and claims; on an exception the old card goes on. */
    public StateRecord replace(String id, Device next, String bundle) throws PlugException, StateException {
        CardSlot slot = slots.get(id);
        if (slot == null) {
            throw new PlugException(id + ": no such card; see devices");
        }
        StateRecord saved = save(id);
        slot.succeed(next, bundle, d -> {
            d.plug(slot);
            d.restore(saved);
        });
        return saved;
    }

    /** The state of a card, after its block requests have come back. */
    public StateRecord save(String id) {
        CardSlot slot = slots.get(id);
        for (BlockLease lease : leases) {
            if (lease.slot() == slot) {
                lease.drain();
            }
        }
        StateRecord record = new StateRecord(id, 1);
        slot.device().save(record);
        return record;
    }

    private void failed(Object target, RuntimeException reason) {
        for (CardSlot slot : slots.values()) {
            for (SlotClaim claim : slot.claimList()) {
                if (claim.serves(target)) {
                    slot.failed(reason);
                    return;
                }
            }
        }
        log("machine", System.Logger.Level.ERROR, "an action of no card failed: " + reason);
    }

    void cardFailed(CardSlot slot) {
        commands.add(() -> {
            log(slot.id(), System.Logger.Level.ERROR, "unplugged: " + slot.failure());
            boolean stops = slot.essential();
            drop(slot);
            failedCards.put(slot.id(), slot);
            if (stops) {
                end(4);
            }
        });
        exitSlice();
    }

    private void closeSlots() {
        List<CardSlot> all = new ArrayList<>(slots.values());
        for (int i = all.size() - 1; i >= 0; i--) {
            drop(all.get(i));
        }
    }

    /** The card that holds a claim of that key, or null. */
    CardSlot holder(String key) {
        for (CardSlot slot : slots.values()) {
            for (SlotClaim claim : slot.claimList()) {
                if (claim.key().equals(key)) {
                    return slot;
                }
            }
        }
        return null;
    }

    CardSlot chardevHolder(Chardev chardev) {
        for (CardSlot slot : slots.values()) {
            for (SlotClaim claim : slot.claimList()) {
                if (claim instanceof CharLease lease && lease.chardev() == chardev) {
                    return slot;
                }
            }
        }
        return null;
    }

    // ---- buses that cards offer

    void busOffered(CardBus<?> bus) throws PlugException {
        buses.add(bus);
        for (ChildClaim<?> child : childClaims) {
            if (child.wants(bus)) {
                child.join(bus);
            }
        }
    }

    void busGone(CardBus<?> bus) {
        buses.remove(bus);
        for (ChildClaim<?> child : childClaims) {
            if (child.bus() == bus) {
                child.leave();
            }
        }
    }

    void childWants(ChildClaim<?> child) throws PlugException {
        childClaims.removeIf(SlotClaim::closed);
        for (CardBus<?> bus : buses) {
            if (child.wants(bus)) {
                child.join(bus);
                break;
            }
        }
        childClaims.add(child);
    }

    String childOwner(CardBus<?> bus, int unit, int lun) {
        for (ChildClaim<?> child : childClaims) {
            if (child.bus() == bus && child.unit() == unit && child.lun() == lun) {
                return child.slot().id();
            }
        }
        return "another card";
    }

    private Location location(CardSlot slot) {
        for (SlotClaim claim : slot.claimList()) {
            if (claim instanceof ChildClaim<?> child && child.bus() != null) {
                for (SlotClaim c : child.bus().slot().claimList()) {
                    if (c instanceof PciCard function) {
                        CardBus<?> bus = child.bus();
                        return new Location(function.address(), bus.protocol(), bus.name(), child.unit(), child.lun());
                    }
                }
            }
        }
        return null;
    }

    List<Location> locations(BlockNode node, BlockLease except) {
        List<Location> list = new ArrayList<>();
        for (BlockLease lease : leases) {
            Location at = lease == except || lease.node() != node ? null : location(lease.slot());
            if (at != null) {
                list.add(at);
            }
        }
        return list;
    }

    // ---- power

    /** Tells of the end of the guest's run; at once when it has ended already. */
    public void whenEnded(IntConsumer listener) {
        post(() -> {
            endListeners.add(listener);
            if (endStatus >= 0) {
                listener.accept(endStatus);
            }
        });
    }

    @Override
    public void powerOn() {
        post(() -> {
            if (state != State.OFF) {
                return;
            }
            endStatus = -1;
            clock.powerOn();
            resetNow(ResetKind.POWER_ON);
            go(startPaused ? State.PAUSED : State.RUNNING);
        });
    }

    private void go(State next) {
        state = next;
        clock.run(next == State.RUNNING);
    }

    @Override
    public void powerOff(int status) {
        post(() -> end(status));
    }

    private void end(int status) {
        if (state == State.OFF && endStatus >= 0) {
            return;
        }
        go(State.OFF);
        endStatus = status;
        exitSlice();
        commands.add(() -> endListeners.forEach(l -> l.accept(status)));
    }

    /** The status of a run that has ended, or -1. */
    public int endStatus() {
        return endStatus;
    }

    @Override
    public void pause() {
        post(() -> {
            startPaused = true;
            if (state == State.RUNNING) {
                go(State.PAUSED);
            }
        });
    }

    @Override
    public void resume() {
        post(() -> {
            startPaused = false;
            if (state == State.PAUSED) {
                go(State.RUNNING);
            }
        });
    }

    @Override
    public void reset(ResetKind kind) {
        post(() -> resetNow(kind));
    }

    private void requestReset(ResetKind kind) {
        if (kind == ResetKind.HARD && "on".equals(options.get("no-reboot")) && state == State.RUNNING) {
            end(0);
            return;
        }
        if (pendingReset != ResetKind.HARD) {
            pendingReset = kind;
        }
        exitSlice();
    }

    private void resetNow(ResetKind kind) {
        if (kind != ResetKind.SOFT) {
            bootOrder = BootOrder.of(slots.values(), this::location);
            for (BlockLease lease : List.copyOf(leases)) {
                lease.cancel();
            }
            laterCount = 0;
            pci.reset();
            for (CardSlot slot : List.copyOf(slots.values())) {
                try {
                    slot.device().reset(kind);
                } catch (RuntimeException e) {
                    slot.failed(e);
                }
            }
        }
        wire("a20").set(1);
        if (cpu != null) {
            cpu.reset(kind);
            cpu.intr(intr);
        }
    }

    // ---- MachineView

    @Override
    public String name() {
        return name;
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public Map<String, String> options() {
        return options;
    }

    @Override
    public long ramSize() {
        return memory.ramBytes();
    }

    @Override
    public <T> T atSafePoint(Callable<T> action) throws TimeoutException {
        CompletableFuture<T> result = new CompletableFuture<>();
        boolean here = thread == null || thread == Thread.currentThread();
        Runnable task = () -> {
            try {
                result.complete(action.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        };
        if (here) {
            task.run();
        } else {
            post(task);
        }
        try {
            return result.get(3, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TimeoutException("interrupted while waiting for machine " + name);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
        }
    }

    @Override
    public void post(Runnable action) {
        Thread t = thread;
        if (t == null || t == Thread.currentThread() && !running) {
            action.run();
        } else {
            commands.add(action);
            LockSupport.unpark(t);
        }
    }

    @Override
    public long instructions() {
        return clock.instructions();
    }

    @Override
    public long now() {
        return clock.now();
    }

    @Override
    public Cpu cpu() {
        return cpu;
    }

    @Override
    public MemoryMap memory() {
        return memory;
    }

    @Override
    public PortMap ports() {
        return ports;
    }

    private <T> List<T> snapshot(Callable<List<T>> action) {
        try {
            return atSafePoint(action);
        } catch (TimeoutException e) {
            return List.of();
        }
    }

    @Override
    public List<CardView> cards() {
        return snapshot(() -> Snapshots.cards(slots.values(), failedCards.values(), this::location));
    }

    @Override
    public List<ClaimView> claims() {
        return snapshot(() -> Snapshots.claims(slots.values()));
    }

    @Override
    public List<PciView> pci() {
        return snapshot(() -> Snapshots.pci(pci.functions()));
    }

    @Override
    public List<DriveView> drives() {
        return snapshot(() -> Snapshots.drives(leases, this::location));
    }

    @Override
    public List<OptionRom> roms() {
        return snapshot(() -> Snapshots.roms(slots.values()));
    }

    @Override
    public List<BootEntry> bootOrder() {
        return snapshot(() -> bootOrder);
    }

    // ---- a machine without a thread, for test benches

    /** Moves manual time to each event in turn and then to {@code ns} from now. */
    public void advance(long ns) {
        long end = clock.now() + ns;
        pump();
        while (clock.nextDeadline() <= end) {
            clock.skip(Math.max(0, clock.nextDeadline() - clock.now()));
            pump();
        }
        clock.skip(end - clock.now());
        pump();
    }

    /** Serves what waits for a safe point, and due timers. */
    public void pump() {
        takeCompletions();
        for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
            command.run();
        }
        if (laterCount > 0) {
            writeDeferred();
        }
        if (pendingReset != null) {
            ResetKind kind = pendingReset;
            pendingReset = null;
            resetNow(kind);
        }
        clock.fireDue();
    }

    /** Waits until no block request is in flight, delivering completions. */
    public void settle() {
        boolean idle;
        do {
            idle = true;
            for (BlockLease lease : List.copyOf(leases)) {
                if (!lease.idle()) {
                    idle = false;
                    lease.drain();
                }
            }
            pump();
        } while (!idle);
    }

    /** The level of an ISA interrupt line. */
    public boolean irq(int line) {
        return interrupts.level(line);
    }

    /** Watches ISA interrupt lines in place of a controller. */
    public void watchInterrupts(backplane.core.InterruptSource watcher) {
        interrupts.controller(watcher);
    }

    /** Drives and reads a named wire, as a card would. */
    public int signal(String wireName) {
        return wire(wireName).get();
    }

    public void signal(String wireName, int value) {
        wire(wireName).set(value);
    }

    public int configRead(int bus, int devfn, int reg, int width) {
        return pci.read(bus, devfn, reg, width);
    }

    public void configWrite(int bus, int devfn, int reg, int width, int value) {
        pci.write(bus, devfn, reg, width, value);
    }

    /** Runs at most {@code instructions} with events, for whole-machine tests without a thread. */
    public void run(long instructions) {
        awaitCompletionsHere();
        for (long left = instructions; left > 0 && state == State.RUNNING; ) {
            safePoint();
            if (state != State.RUNNING) {
                break;
            }
            if (cpu.halted() && clock.untilNext() != 0) {
                idle();
                left -= 1;
            } else {
                long before = clock.instructions();
                slice();
                left -= Math.max(1, clock.instructions() - before);
            }
        }
        safePoint();
    }
}

package backplane.machine;

import backplane.api.device.Device;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.rom.BootEntry;
import backplane.api.rom.OptionRom;
import backplane.api.state.StateException;
import backplane.core.Cpu;
import backplane.core.DmaController;
import backplane.core.MachineView;
import backplane.core.MemoryMap;
import backplane.core.PortMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * One machine: its parts, its cards and the loop that runs them. Everything but {@link #post}, {@link #atSafePoint}
 * and the snapshots happens on the machine thread; without a thread, as on a test bench, on the caller's.
 */
public final class Machine implements MachineView {
    /** Instructions between two looks at the host: about 50 µs. */
    private static final int SLICE = 65_536;

    private static final int EXTRA = 24 << 20;

    private final String name;
    private final Map<String, String> options;
    private final MachineLog log;
    private final RecentLog recent = new RecentLog();
    private final GuestClock clock;
    private final Meter meter = new Meter();
    private final PhysicalMemory memory;
    private final PortSpace ports;
    private final Interrupts interrupts = new Interrupts();
    private final PciBus pci = new PciBus();
    private final Map<String, Wire> wires = new HashMap<>();
    private final CardRack rack = new CardRack(this);
    private final Processor processor = new Processor(this);
    private final Power power;
    private final long epochSeconds;

    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final Completions completions = new Completions(this::exitSlice);
    private final LaterWrites laterWrites;
    private volatile Thread thread;
    private volatile boolean quit;
    private boolean running;
    private DmaController dmaController;

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
        memory = new PhysicalMemory(array, ram, this::failed, meter);
        laterWrites = new LaterWrites(memory);
        power = new Power(this, !"on".equals(options.get("no-reboot")));
        ports = new PortSpace(this::failed, meter);
        epochSeconds = RtcBase.epochSeconds(options.getOrDefault("rtc.base", ""), pace == GuestClock.Pace.REALTIME);
        clock.onEarlier(this::exitSlice);
        clock.counter(() -> running ? processor.cpu().completed() : 0);
        wire("a20").preset(1);
        wire("a20").watch(v -> memory.a20(v != 0));
        wire("reset").watch(v -> power.request(v == 2 ? ResetKind.SOFT : ResetKind.HARD));
        wire("power").watch(power::end);
        processor.watch();
    }

    /** How long the backing array of a machine with so much RAM is: RAM and room for the cards' blocks. */
    public static int bytesFor(int ramMiB) {
        return (int) Math.min((long) (ramMiB << 20) + EXTRA, Integer.MAX_VALUE - 8);
    }

    // ---- parts, for this package

    Meter meter() {
        return meter;
    }

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
            for (CardSlot slot : rack.slots()) {
                for (SlotClaim claim : slot.claimList()) {
                    if (claim instanceof Claims.DmaClaim channel) {
                        channel.rejoin();
                    }
                }
            }
        }
    }

    void log(String card, System.Logger.Level level, String text) {
        recent.add(card, text);
        log.log(name, card, level, text);
    }

    @Override
    public List<String> log(String card) {
        return recent.of(card);
    }

    // ---- the loop

    /** Starts the machine thread. */
    public void start() {
        Thread t = new Thread(this::loop, "machine-" + name);
        thread = t;
        completions.deliverTo(t);
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

    /** Whether {@link #stop} was called: nothing is worth waiting for any more. */
    boolean isEnding() {
        return quit;
    }

    private void loop() {
        meter.enter(Meter.DEVICE);
        while (!quit) {
            safePoint();
            Cpu cpu = processor.cpu();
            if (state() != State.RUNNING || cpu == null) {
                if (commands.isEmpty() && !quit) {
                    meter.sleep(this, 1_000_000_000L);
                }
            } else if (cpu.halted() && clock.untilNext() != 0) {
                idle();
            } else {
                slice(SLICE);
            }
        }
        rack.closeAll();
    }

    /** Serves everything that waits for an instruction boundary. */
    void safePoint() {
        if (completions.take() || !commands.isEmpty()) {
            clock.stir();
        }
        for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
            command.run();
        }
        laterWrites.deliver();
        power.serve();
        if (state() == State.RUNNING || clock.pace() == GuestClock.Pace.MANUAL) {
            clock.fireDue();
        }
    }

    private void slice(long most) {
        Cpu cpu = processor.cpu();
        int limit = clock.slice((int) Math.min(SLICE, most));
        running = true;
        int before = meter.enter(Meter.CPU);
        int n;
        try {
            n = clock.exact() ? cpu.run(limit) : cpu.runAbout(limit);
        } finally {
            meter.leave(before);
            running = false;
        }
        clock.executed(n);
        if (cpu.shutdown()) {
            power.tripleFault();
        }
    }

    private void idle() {
        long wait = clock.untilNext();
        if (clock.pace() == GuestClock.Pace.ICOUNT && wait > 0) {
            clock.skip(wait);
        } else if (commands.isEmpty() && completions.isEmpty() && !quit) {
            long rest = clock.rest();
            if (rest > 0) {
                meter.sleep(this, rest);
            }
            clock.rested();
        }
    }

    void exitSlice() {
        if (running) {
            processor.cpu().exit();
        }
    }

    LaterWrites laterWrites() {
        return laterWrites;
    }

    Completions completions() {
        return completions;
    }

    /** A bus master wrote to registers: done when its activation is over. */
    void writeLater(int address, int value, int width) {
        laterWrites.add(address, value, width);
        exitSlice();
    }

    // ---- the processor

    Processor processor() {
        return processor;
    }

    // ---- cards

    CardRack rack() {
        return rack;
    }

    /** Plugs a card; on an exception nothing of it stays. Machine thread, or none. */
    public void plug(String id, Device device, Map<String, String> settings, String bundle) throws PlugException {
        rack.plug(id, device, settings, bundle);
    }

    /** Unplugs a card; its claims become open bus. Nothing happens when there is none of that id. */
    public void unplug(String id) {
        rack.unplug(id);
    }

    /** Unplugs a card whose provider takes it back, and forgets one that has failed. */
    public void withdraw(String id, Device device) {
        rack.withdraw(id, device);
    }

    /** Whether a card of that id is plugged. */
    public boolean plugged(String id) {
        return rack.plugged(id);
    }

    /** The card of that id, or null. */
    public Device device(String id) {
        return rack.device(id);
    }

    /** Puts a successor in a card's place, with its state and claims; on an exception the old card goes on. */
    public StateRecord replace(String id, Device next, String bundle) throws PlugException, StateException {
        return rack.replace(id, next, bundle);
    }

    /** The state of a card, after its block requests have come back. */
    public StateRecord save(String id) {
        return rack.save(id);
    }

    private void failed(Object target, RuntimeException reason) {
        rack.failed(target, reason);
    }

    /** Runs {@code action} on the machine thread at the next instruction boundary. */
    void atNextSafePoint(Runnable action) {
        commands.add(action);
        exitSlice();
    }

    // ---- power

    /** Tells of the end of the guest's run; at once when it has ended already. */
    public void whenEnded(IntConsumer listener) {
        post(() -> power.whenEnded(listener));
    }

    @Override
    public void powerOn() {
        post(power::on);
    }

    @Override
    public void powerOff(int status) {
        post(() -> power.end(status));
    }

    @Override
    public void pressPowerButton() {
        post(() -> {
            wire("power-button").set(1);
            wire("power-button").set(0);
        });
    }

    void end(int status) {
        power.end(status);
    }

    /** The status of a run that has ended, or -1. */
    public int endStatus() {
        return power.endStatus();
    }

    @Override
    public String endReason() {
        return power.endReason();
    }

    @Override
    public void pause() {
        post(power::pause);
    }

    @Override
    public void resume() {
        post(power::resume);
    }

    @Override
    public void reset(ResetKind kind) {
        post(() -> power.reset(kind));
    }

    // ---- MachineView

    @Override
    public String name() {
        return name;
    }

    @Override
    public State state() {
        return power.state();
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
        } catch (TimeoutException e) {
            throw new TimeoutException("nothing within 3 s; the host is busy or a card does not return");
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
    public Activity activity() {
        return meter.activity(processor.cpu());
    }

    @Override
    public Cpu cpu() {
        return processor.cpu();
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
        return snapshot(() -> Snapshots.cards(rack.slots(), rack.failedCards(), rack::location));
    }

    @Override
    public List<ClaimView> claims() {
        return snapshot(() -> Snapshots.claims(rack.slots()));
    }

    @Override
    public List<PciView> pci() {
        return snapshot(() -> Snapshots.pci(pci.functions()));
    }

    @Override
    public List<DriveView> drives() {
        return snapshot(() -> Snapshots.drives(rack.leases(), rack::location));
    }

    @Override
    public List<OptionRom> roms() {
        return snapshot(() -> Snapshots.roms(rack.slots()));
    }

    @Override
    public List<PciRomView> pciRoms() {
        return snapshot(() -> Snapshots.pciRoms(pci.functions()));
    }

    @Override
    public List<BootEntry> bootOrder() {
        return snapshot(power::bootOrder);
    }

    // ---- a machine without a thread

    /** Runs at most {@code instructions} with events, for whole-machine tests without a thread. */
    public void run(long instructions) {
        completions.deliverTo(Thread.currentThread());
        for (long left = instructions; left > 0 && state() == State.RUNNING; ) {
            safePoint();
            if (state() != State.RUNNING) {
                break;
            }
            if (cpu().halted() && clock.untilNext() != 0) {
                idle();
                left -= 1;
            } else {
                long before = clock.instructions();
                slice(left);
                left -= Math.max(1, clock.instructions() - before);
            }
        }
        safePoint();
    }
}

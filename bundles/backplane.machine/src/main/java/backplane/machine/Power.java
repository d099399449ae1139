package backplane.machine;

import backplane.api.device.ResetKind;
import backplane.api.rom.BootEntry;
import backplane.core.MachineView.State;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Power and reset, and how the guest's run ended. {@link #state} and {@link #endReason} are for every thread, all else is for
 * the machine's.
 */
final class Power {
    /** Lines of the flight recorder in a report about a triple fault. */
    private static final int REPORTED = 32;

    private final Machine machine;
    private final boolean reboots;
    private final List<IntConsumer> endListeners = new ArrayList<>();
    private volatile State state = State.OFF;
    private boolean startPaused;
    private int endStatus = -1;
    private volatile String endReason = "";
    private ResetKind pendingReset;
    private List<BootEntry> bootOrder = List.of();

    /** @param reboots whether the guest may reset itself; else that ends its run */
    Power(Machine machine, boolean reboots) {
        this.machine = machine;
        this.reboots = reboots;
    }

    State state() {
        return state;
    }

    private void go(State next) {
        state = next;
        machine.clock().run(next == State.RUNNING);
    }

    void on() {
        if (state == State.OFF) {
            endStatus = -1;
            endReason = "";
            machine.clock().powerOn();
            reset(ResetKind.POWER_ON);
            go(startPaused ? State.PAUSED : State.RUNNING);
        }
    }

    void pause() {
        startPaused = true;
        if (state == State.RUNNING) {
            go(State.PAUSED);
        }
    }

    void resume() {
        startPaused = false;
        if (state == State.PAUSED) {
            go(State.RUNNING);
        }
    }

    // ---- the end

    /** Tells of the end of the guest's run; at once when it has ended already. */
    void whenEnded(IntConsumer listener) {
        endListeners.add(listener);
        if (endStatus >= 0) {
            listener.accept(endStatus);
        }
    }

    void end(int status) {
        if (state == State.OFF && endStatus >= 0) {
            return;
        }
        go(State.OFF);
        endStatus = status;
        machine.atNextSafePoint(() -> endListeners.forEach(l -> l.accept(status)));
    }

    /** The status of a run that has ended, or -1. */
    int endStatus() {
        return endStatus;
    }

    String endReason() {
        return endReason;
    }

    // ---- resets

    /** The guest asks for a reset: at the next safe point. */
    void request(ResetKind kind) {
        if (kind == ResetKind.HARD && !reboots && state == State.RUNNING) {
            end(0);
            return;
        }
        if (pendingReset != ResetKind.HARD) {
            pendingReset = kind;
        }
        machine.exitSlice();
    }

    /** What the guest has asked for. */
    void serve() {
        if (pendingReset != null) {
            ResetKind kind = pendingReset;
            pendingReset = null;
            reset(kind);
        }
    }

    void reset(ResetKind kind) {
        if (kind != ResetKind.SOFT) {
            CardRack rack = machine.rack();
            bootOrder = BootOrder.of(rack.slots(), rack::location);
            for (BlockLease lease : List.copyOf(rack.leases())) {
                lease.cancel();
            }
            machine.laterWrites().clear();
            machine.pciBus().reset();
            for (CardSlot slot : List.copyOf(rack.slots())) {
                try {
                    slot.device().reset(kind);
                } catch (RuntimeException e) {
                    slot.failed(e);
                }
            }
        }
        machine.wire("a20").set(1);
        machine.processor().reset(kind);
    }

    /** As the last power-on or reset found it. */
    List<BootEntry> bootOrder() {
        return bootOrder;
    }

    /** The processor is shut down: a reset, or the end of the run, with a report. */
    void tripleFault() {
        String report = "the processor is " + machine.cpu().doing() + "\nflight recorder, latest last:\n"
                + latest(machine.cpu().recorder())
                + machine.cpu().state().dump().stripTrailing();
        machine.log("cpu", System.Logger.Level.WARNING, report);
        request(ResetKind.HARD);
        if (endStatus >= 0) {
            endReason = report;
        }
    }

    /** The last lines of a report. */
    private static String latest(String lines) {
        List<String> all = lines.lines().toList();
        return String.join("\n", all.subList(Math.max(0, all.size() - REPORTED), all.size())) + "\n";
    }
}

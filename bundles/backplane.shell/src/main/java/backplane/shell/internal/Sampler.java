package backplane.shell.internal;

import backplane.core.Cpu;
import backplane.core.EngineView;
import backplane.core.EngineView.Counters;
import backplane.core.MachineView;
import backplane.core.MachineView.Activity;
import backplane.shell.PerfReport.Interval;
import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Watches a machine for a while, from the shell's thread. */
final class Sampler {
    /** Off the round figure, so that a guest's timers and the samples do not march in step. */
    private static final long STEP = 970_000L;

    private final MachineView machine;
    private final Map<Activity, Integer> samples = new EnumMap<>(Activity.class);

    Sampler(MachineView machine) {
        this.machine = machine;
    }

    /** Measures for some seconds, or until the thread is interrupted. */
    Interval measure(int seconds) throws TimeoutException, IOException {
        CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        try (Deoptimizations deopts = deoptimizations()) {
            Counters before = machine.atSafePoint(() -> counters(machine.cpu()));
            long first = machine.instructions();
            long compiled = compiled(compiler);
            long start = System.nanoTime();
            long end = start + seconds * 1_000_000_000L;
            while (System.nanoTime() < end && !Thread.currentThread().isInterrupted()) {
                LockSupport.parkNanos(STEP);
                samples.merge(machine.activity(), 1, Integer::sum);
            }
            long nanos = System.nanoTime() - start;
            long instructions = machine.instructions() - first;
            Counters after = machine.atSafePoint(() -> counters(machine.cpu()));
            long compiling = compiler == null ? -1 : (compiled(compiler) - compiled) * 1_000_000;
            Map<String, Integer> lost = deopts == null ? null : deopts.count();
            return new Interval(nanos, instructions, samples, before, after, compiling, lost);
        }
    }

    private static long compiled(CompilationMXBean compiler) {
        return compiler == null || !compiler.isCompilationTimeMonitoringSupported()
                ? 0
                : compiler.getTotalCompilationTime();
    }

    /** Null where the virtual machine was built without a flight recorder. */
    private static Deoptimizations deoptimizations() {
        try {
            return new Deoptimizations();
        } catch (NoClassDefFoundError | IllegalStateException e) {
            return null;
        }
    }

    static Counters counters(Cpu cpu) {
        return engine(cpu).counters();
    }

    /** The processor's own account of itself. */
    static EngineView engine(Cpu cpu) {
        EngineView engine = cpu == null ? null : cpu.engine();
        if (engine == null) {
            throw new IllegalStateException("this machine's processor keeps no statistics");
        }
        return engine;
    }
}

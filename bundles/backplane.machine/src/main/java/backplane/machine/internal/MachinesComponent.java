package backplane.machine.internal;

import backplane.api.device.Device;
import backplane.api.device.PlugException;
import backplane.api.state.StateException;
import backplane.core.MachineView;
import backplane.core.Machines;
import backplane.core.PlanException;
import backplane.machine.Machine;
import backplane.machine.MachineLog;
import backplane.machine.StateRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Makes machines and brings {@link Device} services to them: those of a plan when the plan is committed, one without
 * a {@code plan.id} as soon as it appears. A second Device for a plugged id waits for {@link #replace}.
 */
@Component(service = Machines.class, immediate = true)
public final class MachinesComponent implements Machines {
    private final BundleContext context;
    private final Map<String, Machine> machines = new HashMap<>();
    private final Map<String, ServiceRegistration<MachineView>> services = new HashMap<>();
    private final List<Card> cards = new ArrayList<>();

    private record Card(
            Device device, String machine, String id, String plan, Bundle bundle, Map<String, String> keys) {
        String bundleName() {
            return bundle.getSymbolicName() + " " + bundle.getVersion().getMajor() + "."
                    + bundle.getVersion().getMinor();
        }
    }

    @Activate
    public MachinesComponent(BundleContext context) {
        this.context = context;
    }

    @Deactivate
    void deactivate() {
        List<Machine> all;
        synchronized (this) {
            all = List.copyOf(machines.values());
            machines.clear();
        }
        all.forEach(Machine::stop);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindDevice(Device device, ServiceReference<Device> reference) {
        Map<String, String> keys = new HashMap<>();
        for (String key : reference.getPropertyKeys()) {
            keys.put(key, String.valueOf(reference.getProperty(key)));
        }
        Card card = new Card(
                device,
                keys.getOrDefault("machine", "pc"),
                keys.getOrDefault("id", device.info().type()),
                keys.getOrDefault("plan.id", ""),
                reference.getBundle(),
                keys);
        Machine machine;
        synchronized (this) {
            cards.add(card);
            notifyAll();
            machine = machines.get(card.machine);
        }
        if (card.plan.isEmpty() && machine != null) {
            machine.post(() -> plugAlone(machine, card));
        }
    }

    void unbindDevice(Device device) {
        Card card;
        Machine machine;
        synchronized (this) {
            card = cards.stream().filter(c -> c.device == device).findFirst().orElse(null);
            cards.remove(card);
            machine = card == null ? null : machines.get(card.machine);
        }
        if (machine != null) {
            try {
                machine.atSafePoint(() -> {
                    machine.withdraw(card.id, device);
                    return null;
                });
            } catch (TimeoutException e) {
                log(card.machine, card.id, System.Logger.Level.ERROR, "not unplugged in time: " + e.getMessage());
            }
        }
    }

    private static void plugAlone(Machine machine, Card card) {
        if (machine.plugged(card.id)) {
            return;
        }
        try {
            machine.plug(card.id, card.device, card.keys, card.bundleName());
        } catch (PlugException e) {
            log(machine.name(), card.id, System.Logger.Level.ERROR, e.getMessage());
        }
    }

    private static void log(String machine, String card, System.Logger.Level level, String text) {
        System.getLogger("backplane." + machine).log(level, "{0}: {1}", card, text);
    }

    @Override
    public MachineView create(String name, Map<String, String> options, int ramMiB, Future<byte[]> memory) {
        MachineLog log = MachinesComponent::log;
        Machine machine = new Machine(name, options, ramMiB, backing(memory), false, log);
        synchronized (this) {
            if (machines.putIfAbsent(name, machine) != null) {
                throw new IllegalArgumentException("machine " + name + " exists already; give another -name");
            }
        }
        machine.start();
        Hashtable<String, Object> properties = new Hashtable<>(Map.of("machine", name));
        services.put(name, context.registerService(MachineView.class, machine, properties));
        return machine;
    }

    private static byte[] backing(Future<byte[]> memory) {
        if (memory == null) {
            return null;
        }
        try {
            return memory.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "cannot allocate guest memory: " + e.getCause().getMessage() + "; use a smaller -m", e.getCause());
        }
    }

    @Override
    public void commit(MachineView view, String planId, List<String> ids, long timeoutMillis) throws PlanException {
        Machine machine = (Machine) view;
        List<Card> plan = awaitCards(view.name(), planId, ids, timeoutMillis);
        atSafePoint(machine, () -> {
            List<String> done = new ArrayList<>();
            for (Card card : plan) {
                try {
                    machine.plug(card.id, card.device, card.keys, card.bundleName());
                    done.add(card.id);
                } catch (PlugException e) {
                    for (int i = done.size() - 1; i >= 0; i--) {
                        machine.unplug(done.get(i));
                    }
                    throw e;
                }
            }
            return null;
        });
    }

    private synchronized List<Card> awaitCards(String machine, String planId, List<String> ids, long timeoutMillis)
            throws PlanException {
        long end = System.nanoTime() + timeoutMillis * 1_000_000;
        while (true) {
            List<Card> found = new ArrayList<>();
            List<String> missing = new ArrayList<>();
            for (String id : ids) {
                cards.stream()
                        .filter(c -> c.machine.equals(machine) && c.id.equals(id) && c.plan.equals(planId))
                        .findFirst()
                        .ifPresentOrElse(found::add, () -> missing.add(id));
            }
            if (missing.isEmpty()) {
                return found;
            }
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new PlanException("no card appeared for " + String.join(", ", missing), missing);
            }
            pauseFor(left);
        }
    }

    private void pauseFor(long millis) throws PlanException {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlanException("interrupted while waiting for cards");
        }
    }

    @Override
    public Swap replace(MachineView view, String id, long bundleId, long timeoutMillis) throws PlanException {
        Machine machine = (Machine) view;
        Card next = awaitSuccessor(view.name(), id, bundleId, timeoutMillis);
        return atSafePoint(machine, () -> {
            long start = System.nanoTime();
            StateRecord state = machine.replace(id, next.device, next.bundleName());
            return new Swap(state.fields(), state.bytes(), System.nanoTime() - start);
        });
    }

    private synchronized Card awaitSuccessor(String machine, String id, long bundleId, long timeoutMillis)
            throws PlanException {
        long end = System.nanoTime() + timeoutMillis * 1_000_000;
        while (true) {
            for (Card card : cards) {
                if (card.machine.equals(machine) && card.id.equals(id) && card.bundle.getBundleId() == bundleId) {
                    return card;
                }
            }
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new PlanException("no card appeared for " + id, List.of(id));
            }
            pauseFor(left);
        }
    }

    /** What runs at a safe point here. */
    private interface Step<T> {
        T run() throws PlugException, StateException;
    }

    private static <T> T atSafePoint(Machine machine, Step<T> step) throws PlanException {
        Object[] result = new Object[1];
        Exception[] failure = new Exception[1];
        try {
            machine.atSafePoint(() -> {
                try {
                    result[0] = step.run();
                } catch (PlugException | StateException | RuntimeException e) {
                    failure[0] = e;
                }
                return null;
            });
        } catch (TimeoutException e) {
            throw new PlanException("machine " + machine.name() + " did not reach a safe point: " + e.getMessage());
        }
        if (failure[0] != null) {
            throw new PlanException(failure[0].getMessage());
        }
        @SuppressWarnings("unchecked") // the step's own result
        T value = (T) result[0];
        return value;
    }

    @Override
    public void whenEnded(MachineView machine, IntConsumer status) {
        ((Machine) machine).whenEnded(status);
    }

    @Override
    public void remove(MachineView view) {
        ServiceRegistration<MachineView> service;
        synchronized (this) {
            machines.remove(view.name());
            service = services.remove(view.name());
        }
        if (service != null) {
            service.unregister();
        }
        ((Machine) view).stop();
    }
}

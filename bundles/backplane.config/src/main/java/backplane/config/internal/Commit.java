package backplane.config.internal;

import backplane.config.Plan;
import backplane.core.MachineView;
import backplane.core.Machines;
import backplane.core.PlanException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/** Applies plans: starts bundles, writes configurations, has the machine plug what appears. */
final class Commit {
    private static final long TIMEOUT_NANOS = 5_000_000_000L;
    /** Between two looks for cards that have failed: those need not be waited for. */
    private static final long LOOK_MILLIS = 250;

    private final BundleContext context;
    private final Machines machines;
    private final Configurations configurations;
    private final Explainer explainer;

    Commit(BundleContext context, Machines machines, Configurations configurations, Explainer explainer) {
        this.context = context;
        this.machines = machines;
        this.configurations = configurations;
        this.explainer = explainer;
    }

    /** All of the plan, or nothing of it and the reason. */
    void apply(MachineView machine, Plan plan) throws PlanException {
        startBundles(plan);
        List<String> ids = plan.cards().stream().map(Plan.Card::id).toList();
        try {
            configurations.write(plan);
            plug(machine, plan, ids);
        } catch (PlanException e) {
            PlanException explained = explain(plan, e);
            configurations.drop(plan.id());
            throw explained;
        }
    }

    /** Before anything is written: where a bundle does not start, nothing needs to be waited for. */
    private void startBundles(Plan plan) throws PlanException {
        Set<Long> numbers = new LinkedHashSet<>();
        for (Plan.Card card : plan.cards()) {
            long number = card.type().origin().bundle();
            Bundle bundle = context.getBundle(number);
            try {
                if (numbers.add(number) && bundle != null && bundle.getState() != Bundle.ACTIVE) {
                    bundle.start(Bundle.START_TRANSIENT);
                }
            } catch (BundleException e) {
                String reason = e.getMessage().lines().findFirst().orElse("");
                Explainer.Cause cause = explainer.card(plan, card, Map.of(number, reason));
                throw new PlanException(cause.cause() + ": " + cause.root(), List.of(card.id()));
            }
        }
    }

    /**
     * A failure counts when it is seen twice: a card may fail once for a resource that is just coming. The time limit
     * starts anew with each card that has come, so that a busy host is not taken for one that hangs.
     */
    private void plug(MachineView machine, Plan plan, List<String> ids) throws PlanException {
        long end = System.nanoTime() + TIMEOUT_NANOS;
        int missing = ids.size();
        boolean failed = false;
        while (true) {
            try {
                machines.commit(machine, plan.id(), ids, LOOK_MILLIS);
                return;
            } catch (PlanException e) {
                boolean before = failed;
                failed = explainer.failed(plan, e.missing()) != null;
                if (e.missing().size() < missing) {
                    missing = e.missing().size();
                    end = System.nanoTime() + TIMEOUT_NANOS;
                }
                if (e.missing().isEmpty() || before && failed || System.nanoTime() > end) {
                    throw e;
                }
            }
        }
    }

    private PlanException explain(Plan plan, PlanException e) {
        if (e.missing().isEmpty()) {
            return conflict(plan, e);
        }
        Plan.Card failed = explainer.failed(plan, e.missing());
        Plan.Card card =
                failed != null ? failed : Explainer.card(plan, e.missing().get(0));
        Explainer.Cause cause = explainer.card(plan, card, Map.of());
        return new PlanException(cause.cause() + ": " + cause.root(), e.missing());
    }

    private static PlanException conflict(Plan plan, PlanException e) {
        for (Plan.Card card : plan.cards()) {
            if (e.getMessage().contains("wanted by " + card.id() + " ")) {
                return new PlanException(card.cause() + ": " + e.getMessage() + "; choose another or drop one of them");
            }
        }
        return e;
    }
}

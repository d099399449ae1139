package backplane.config.internal;

import backplane.config.Plan;
import backplane.core.MachineView;
import backplane.core.Machines;
import backplane.core.PlanException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/** Applies plans: starts bundles, writes configurations, has the machine plug what appears. */
final class Commit {
    private static final long TIMEOUT_MILLIS = 5_000;
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
        Map<Long, String> failures = startBundles(plan);
        List<String> ids = plan.cards().stream().map(Plan.Card::id).toList();
        try {
            configurations.write(plan);
            machines.commit(machine, plan.id(), ids, failures.isEmpty() ? TIMEOUT_MILLIS : 1);
        } catch (PlanException e) {
            PlanException explained = explain(plan, e, failures);
            configurations.drop(plan.id());
            throw explained;
        }
    }

    private Map<Long, String> startBundles(Plan plan) {
        Set<Long> numbers = new LinkedHashSet<>();
        plan.cards().forEach(c -> numbers.add(c.type().origin().bundle()));
        Map<Long, String> failures = new HashMap<>();
        for (long number : numbers) {
            Bundle bundle = context.getBundle(number);
            try {
                if (bundle != null && bundle.getState() != Bundle.ACTIVE) {
                    bundle.start(Bundle.START_TRANSIENT);
                }
            } catch (BundleException e) {
                failures.put(number, e.getMessage().lines().findFirst().orElse(""));
            }
        }
        return failures;
    }

    private PlanException explain(Plan plan, PlanException e, Map<Long, String> failures) {
        for (String id : e.missing()) {
            for (Plan.Card card : plan.cards()) {
                if (card.id().equals(id)) {
                    Explainer.Cause cause = explainer.card(plan, card, failures);
                    return new PlanException(cause.cause() + ": " + cause.root(), e.missing());
                }
            }
        }
        return e;
    }
}

package backplane.config.internal;

import backplane.config.CardType;
import backplane.config.Plan;
import backplane.config.PlanText;
import backplane.core.MachineView;
import backplane.core.PlanException;
import backplane.core.Plans;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** The plan of a committed machine, and what has been plugged since. */
final class RunningPlan implements Plans {
    private final BundleContext context;
    private final MachineView machine;
    private final Commit commit;
    private final Configurations configurations;
    private final Explainer explainer;
    private final BundleCatalogue catalogue;
    private final PlanText text;
    private final List<Plan> plans = new ArrayList<>();
    private final Map<String, Long> bundles = new LinkedHashMap<>();
    private int changes;

    RunningPlan(
            BundleContext context,
            MachineView machine,
            Commit commit,
            Configurations configurations,
            Explainer explainer,
            BundleCatalogue catalogue,
            PlanText text,
            Plan plan) {
        this.context = context;
        this.machine = machine;
        this.commit = commit;
        this.configurations = configurations;
        this.explainer = explainer;
        this.catalogue = catalogue;
        this.text = text;
        add(plan);
    }

    private synchronized void add(Plan plan) {
        plans.add(plan);
        plan.cards().forEach(c -> bundles.put(c.id(), c.type().origin().bundle()));
    }

    @Override
    public MachineView machine() {
        return machine;
    }

    @Override
    public synchronized List<String> table() {
        List<Plan.Row> rows = new ArrayList<>();
        plans.forEach(p -> rows.addAll(p.rows()));
        return PlanText.table(rows);
    }

    @Override
    public synchronized List<String> wiring() {
        List<Plan.Card> cards = new ArrayList<>();
        for (Plan plan : plans) {
            for (Plan.Card card : plan.cards()) {
                if (bundles.containsKey(card.id())) {
                    cards.add(now(card));
                }
            }
        }
        return PlanText.wiring(cards);
    }

    /** The card with the bundle whose code it runs now. */
    private Plan.Card now(Plan.Card card) {
        Bundle bundle = context.getBundle(bundles.get(card.id()));
        CardType old = card.type();
        if (bundle == null || bundle.getBundleId() == old.origin().bundle()) {
            return card;
        }
        for (CardType type : catalogue.types(bundle)) {
            if (type.type().equals(old.type())) {
                return new Plan.Card(card.id(), type, card.cause(), card.settings());
            }
        }
        return card;
    }

    @Override
    public List<String> explain(String id) {
        for (MachineView.CardView card : machine.cards()) {
            if (card.id().equals(id)) {
                return List.of(id + " is " + card.state() + (card.reason().isEmpty() ? "" : ": " + card.reason())
                        + (card.at().isEmpty() ? "" : " at " + card.at()) + ", from " + card.bundle() + "; "
                        + cause(id));
            }
        }
        synchronized (this) {
            for (Plan plan : plans) {
                for (Plan.Card card : plan.cards()) {
                    if (card.id().equals(id)) {
                        return explainer.card(plan, card, Map.of()).steps();
                    }
                }
            }
        }
        return List.of(text.missing(id, catalogue.read()));
    }

    @Override
    public synchronized String explain(String id, long bundle) {
        return explainer.successor(plans, id, context.getBundle(bundle));
    }

    private synchronized String cause(String id) {
        for (Plan plan : plans) {
            for (Plan.Card card : plan.cards()) {
                if (card.id().equals(id)) {
                    return "asked for by " + card.cause();
                }
            }
        }
        return "not asked for by a plan";
    }

    @Override
    public synchronized Map<String, Long> bundles() {
        return new LinkedHashMap<>(bundles);
    }

    @Override
    public String plug(String type, Map<String, String> settings) throws PlanException {
        Plan plan = text.plug(nextId(), type, settings, catalogue.read(), taken());
        commit.apply(machine, plan);
        add(plan);
        return plan.cards().get(0).id();
    }

    private synchronized String nextId() {
        return plans.get(0).id() + "-" + ++changes;
    }

    /** Ids in use, so that a new card gets another. */
    private List<String> taken() {
        return machine.cards().stream().map(MachineView.CardView::id).toList();
    }

    @Override
    public List<String> plugAutomatic(long number) throws PlanException {
        Bundle bundle = context.getBundle(number);
        List<String> added = new ArrayList<>();
        for (CardType type : catalogue.types(bundle)) {
            if (type.auto() && !has(type.type())) {
                added.add(plug(type.type(), new TreeMap<>()));
            }
        }
        return added;
    }

    private synchronized boolean has(String type) {
        for (Plan plan : plans) {
            for (Plan.Card card : plan.cards()) {
                if (card.type().type().equals(type) && bundles.containsKey(card.id())) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public synchronized void moved(String id, long bundle) {
        bundles.put(id, bundle);
    }

    @Override
    public void unplug(String id) throws PlanException {
        configurations.dropCard(id);
        synchronized (this) {
            bundles.remove(id);
            // The card stays in its plan's rows, as what was asked for; plans made for it alone go.
            plans.removeIf(p -> p != plans.get(0) && p.cards().stream().allMatch(c -> c.id().equals(id)));
        }
    }
}

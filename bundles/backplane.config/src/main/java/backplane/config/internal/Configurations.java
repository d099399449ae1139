package backplane.config.internal;

import backplane.config.Plan;
import backplane.core.PlanException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** The factory configurations that plans have made. */
final class Configurations {
    private final ConfigurationAdmin admin;
    private final String machine;
    private final Map<String, List<Configuration>> byPlan = new LinkedHashMap<>();
    private final Map<String, Configuration> cards = new LinkedHashMap<>();

    Configurations(ConfigurationAdmin admin, String machine) {
        this.admin = admin;
        this.machine = machine;
    }

    /** Writes the plan: resources first, for cards wait for them. */
    synchronized void write(Plan plan) throws PlanException {
        for (Plan.Resource resource : plan.resources()) {
            write(plan.id(), resource.pid(), resource.id(), resource.settings());
        }
        for (Plan.Card card : plan.cards()) {
            cards.put(card.id(), write(plan.id(), card.type().pid(), card.id(), card.settings()));
        }
    }

    private Configuration write(String planId, String pid, String id, Map<String, String> settings)
            throws PlanException {
        Hashtable<String, Object> values = new Hashtable<>(settings);
        values.put("id", id);
        values.put("machine", machine);
        values.put("plan.id", planId);
        try {
            // "?": a new version of the bundle gets the same configuration while the old one still runs.
            Configuration configuration = admin.getFactoryConfiguration(pid, id, "?");
            configuration.update(values);
            byPlan.computeIfAbsent(planId, p -> new ArrayList<>()).add(configuration);
            return configuration;
        } catch (IOException e) {
            throw new PlanException("the configuration of " + id + " could not be written: " + e.getMessage());
        }
    }

    /** Deletes what a plan made. */
    synchronized void drop(String planId) {
        List<Configuration> made = byPlan.remove(planId);
        if (made == null) {
            return;
        }
        cards.values().removeAll(made);
        for (int i = made.size() - 1; i >= 0; i--) {
            delete(made.get(i));
        }
    }

    /** Deletes one card's configuration; the card's service goes with it. */
    synchronized void dropCard(String id) throws PlanException {
        Configuration configuration = cards.remove(id);
        if (configuration == null) {
            throw new PlanException(id + ": no card of this id was plugged by a plan; `bp:devices` lists them");
        }
        byPlan.values().forEach(made -> made.remove(configuration));
        delete(configuration);
    }

    private static void delete(Configuration configuration) {
        try {
            configuration.delete();
        } catch (IOException | IllegalStateException e) {
            // In memory and ours alone: it can only be gone already.
            System.getLogger(Configurations.class.getName()).log(System.Logger.Level.DEBUG, "not deleted", e);
        }
    }
}

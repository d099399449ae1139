package backplane.config.internal;

import backplane.config.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** Walks from a card that is not there to the reason. */
final class Explainer {
    private static final Pattern ID = Pattern.compile("\\(id=([^)]*)\\)");
    private final BundleContext context;
    private final ServiceComponentRuntime runtime;

    /** The last of {@code steps} is the root. */
    record Cause(List<String> steps, String cause) {
        String root() {
            return steps.isEmpty() ? "" : steps.get(steps.size() - 1);
        }
    }

    Explainer(BundleContext context, ServiceComponentRuntime runtime) {
        this.context = context;
        this.runtime = runtime;
    }

    Cause card(Plan plan, Plan.Card card, Map<Long, String> startFailures) {
        List<String> steps = new ArrayList<>();
        long number = card.type().origin().bundle();
        Bundle bundle = context.getBundle(number);
        if (bundle == null || bundle.getState() != Bundle.ACTIVE) {
            steps.add(card.id() + ": bundle " + card.type().origin() + " is not started"
                    + (startFailures.containsKey(number) ? ": " + startFailures.get(number) : ""));
            return new Cause(steps, card.cause());
        }
        String cause = component(plan, card.type().pid(), card.id(), "card " + card.id(), card.cause(), steps);
        return new Cause(steps, cause);
    }

    static Plan.Card card(Plan plan, String id) {
        return plan.cards().stream()
                .filter(card -> card.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** The first of these cards that failed, or whose resource did, or null. */
    Plan.Card failed(Plan plan, List<String> ids) {
        for (String id : ids) {
            Plan.Card card = card(plan, id);
            ComponentDescriptionDTO description = description(card.type().pid());
            if (description != null
                    && runtime.getComponentConfigurationDTOs(description).stream()
                            .anyMatch(c -> id.equals(c.properties.get("id")) && failed(plan, c))) {
                return card;
            }
        }
        return null;
    }

    private boolean failed(Plan plan, ComponentConfigurationDTO card) {
        return card.state == ComponentConfigurationDTO.FAILED_ACTIVATION
                || card.state != ComponentConfigurationDTO.ACTIVE
                        && failedReference(plan, card, new ArrayList<>()) != null;
    }

    /** Why a bundle has no card of that id, though a plan's card is configured for it. */
    String successor(List<Plan> plans, String id, Bundle bundle) {
        for (Plan plan : plans) {
            for (Plan.Card card : plan.cards()) {
                if (card.id().equals(id)) {
                    return successor(plan, card, bundle);
                }
            }
        }
        return id + ": no plan asked for it";
    }

    private String successor(Plan plan, Plan.Card card, Bundle bundle) {
        String what = "card " + card.id();
        for (ComponentDescriptionDTO description : runtime.getComponentDescriptionDTOs(bundle)) {
            for (ComponentConfigurationDTO configuration : runtime.getComponentConfigurationDTOs(description)) {
                if (card.id().equals(configuration.properties.get("id"))) {
                    List<String> steps = new ArrayList<>();
                    configuration(plan, configuration, what, card.cause(), steps);
                    return steps.get(steps.size() - 1);
                }
            }
        }
        return what + ": " + bundle.getSymbolicName() + " " + bundle.getVersion() + " has no component for "
                + card.type().pid();
    }

    private String component(Plan plan, String pid, String id, String what, String cause, List<String> steps) {
        ComponentDescriptionDTO description = description(pid);
        if (description == null) {
            steps.add(what + ": no started bundle has a component for " + pid);
            return cause;
        }
        for (ComponentConfigurationDTO configuration : runtime.getComponentConfigurationDTOs(description)) {
            if (id.equals(configuration.properties.get("id"))) {
                return configuration(plan, configuration, what, cause, steps);
            }
        }
        steps.add(what + ": its configuration has not reached the component " + description.name);
        return cause;
    }

    private String configuration(
            Plan plan, ComponentConfigurationDTO configuration, String what, String cause, List<String> steps) {
        String component = configuration.description.name;
        switch (configuration.state) {
            case ComponentConfigurationDTO.FAILED_ACTIVATION -> {
                String failed = failedReference(plan, configuration, steps);
                if (failed != null) {
                    return failed;
                }
                steps.add(what + ": " + firstLine(configuration.failure));
            }
            case ComponentConfigurationDTO.UNSATISFIED_REFERENCE -> {
                for (UnsatisfiedReferenceDTO reference : configuration.unsatisfiedReferences) {
                    steps.add(what + ": reference " + reference.name + " is not satisfied: no service"
                            + (reference.target == null ? "" : " with " + reference.target));
                    return resource(plan, reference.target, cause, steps);
                }
            }
            case ComponentConfigurationDTO.SATISFIED, ComponentConfigurationDTO.ACTIVE -> {
                String failed = failedReference(plan, configuration, steps);
                if (failed != null) {
                    return failed;
                }
                steps.add("activate of " + component + " in bundle " + configuration.description.bundle.symbolicName
                        + " has not returned, or gave nothing");
            }
            default -> steps.add(what + ": its configuration is not complete");
        }
        return cause;
    }

    /** A card whose image or stream could not be opened when it was asked for. */
    private String failedReference(Plan plan, ComponentConfigurationDTO configuration, List<String> steps) {
        for (Map.Entry<String, Object> entry : configuration.properties.entrySet()) {
            if (!entry.getKey().endsWith(".target")) {
                continue;
            }
            int before = steps.size();
            String cause = resource(plan, String.valueOf(entry.getValue()), "", steps);
            if (!cause.isEmpty() && steps.size() > before) {
                return cause;
            }
        }
        return null;
    }

    private String resource(Plan plan, String target, String cause, List<String> steps) {
        Matcher matcher = ID.matcher(target == null ? "" : target);
        String id = matcher.find() ? matcher.group(1) : "";
        for (Plan.Resource resource : plan.resources()) {
            if (!resource.id().equals(id)) {
                continue;
            }
            ComponentDescriptionDTO description = description(resource.pid());
            if (description == null) {
                steps.add(id + ": no started bundle has a component for " + resource.pid());
                return resource.cause();
            }
            for (ComponentConfigurationDTO configuration : runtime.getComponentConfigurationDTOs(description)) {
                if (id.equals(configuration.properties.get("id")) && configuration.failure != null) {
                    steps.add(firstLine(configuration.failure));
                    return resource.cause();
                }
            }
        }
        return cause;
    }

    /** Whether an activation of this plan has failed, so that waiting is of no use. */
    boolean failed(Plan plan) {
        for (ComponentDescriptionDTO description : runtime.getComponentDescriptionDTOs()) {
            for (ComponentConfigurationDTO configuration : runtime.getComponentConfigurationDTOs(description)) {
                if (configuration.failure != null && plan.id().equals(configuration.properties.get("plan.id"))) {
                    return true;
                }
            }
        }
        return false;
    }

    private ComponentDescriptionDTO description(String pid) {
        for (ComponentDescriptionDTO description : runtime.getComponentDescriptionDTOs()) {
            if (List.of(description.configurationPid).contains(pid)) {
                return description;
            }
        }
        return null;
    }

    /** What the card's constructor threw: the first cause of the reflective call's exception. */
    static String firstLine(String trace) {
        String text =
                trace == null ? "activation failed" : trace.lines().findFirst().orElse("activation failed");
        for (String line : trace == null ? List.<String>of() : trace.lines().toList()) {
            if (line.startsWith("Caused by: ")) {
                text = line.substring("Caused by: ".length());
                break;
            }
        }
        int colon = text.indexOf(": ");
        return colon > 0 && text.substring(0, colon).matches("[\\w.$]+") ? text.substring(colon + 2) : text;
    }
}

package backplane.config;

import backplane.core.PlanException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Every card type there is, one bundle for each: installed before repository, then the highest version. Two vendors
 * for one type are an error as soon as the type is asked for.
 */
public final class Catalogue {
    private final SortedMap<String, List<CardType>> types = new TreeMap<>();
    private final Function<CardType, CardKeys> keys;
    private final String repository;

    /**
     * Makes a catalogue.
     *
     * @param repository the repository's folder, for messages
     * @param keys reads what a type's component takes; called for types that a plan uses
     */
    public Catalogue(Collection<CardType> all, String repository, Function<CardType, CardKeys> keys) {
        this.keys = keys;
        this.repository = repository;
        for (CardType type : all) {
            types.computeIfAbsent(type.type(), t -> new ArrayList<>()).add(type);
        }
        for (List<CardType> providers : types.values()) {
            providers.sort(Catalogue::better);
        }
    }

    private static int better(CardType a, CardType b) {
        int from = a.origin().from().compareTo(b.origin().from());
        return from != 0 ? from : version(b).compareTo(version(a));
    }

    private static org.osgi.framework.Version version(CardType type) {
        return org.osgi.framework.Version.parseVersion(type.origin().version());
    }

    /** The bundle to use for a type. */
    public Optional<CardType> type(String name) throws PlanException {
        List<CardType> providers = types.get(name);
        if (providers == null) {
            return Optional.empty();
        }
        CardType first = providers.get(0);
        for (CardType other : providers) {
            if (!other.origin().name().equals(first.origin().name())
                    && other.origin().from().equals(first.origin().from())) {
                throw new PlanException("type " + name + " is provided by both " + first.origin() + " and "
                        + other.origin() + "; remove one of the two bundles");
            }
        }
        return Optional.of(first);
    }

    /** One type that satisfies a requirement, the first by name. */
    Optional<CardType> find(Predicate<CardType> requirement) throws PlanException {
        List<CardType> found = all(requirement);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(0));
    }

    /** All types that satisfy a requirement, by name; installed ones come first. */
    List<CardType> all(Predicate<CardType> requirement) throws PlanException {
        List<CardType> installed = new ArrayList<>();
        List<CardType> available = new ArrayList<>();
        for (String name : types.keySet()) {
            CardType type = type(name).orElseThrow();
            if (requirement.test(type)) {
                (type.origin().from().equals("installed") ? installed : available).add(type);
            }
        }
        installed.addAll(available);
        return installed;
    }

    CardKeys keys(CardType type) {
        return keys.apply(type);
    }

    Collection<String> names() {
        return types.keySet();
    }

    /** The values that {@code if=} can have. */
    Collection<String> driveIfs() {
        Collection<String> all = new TreeSet<>(List.of("none"));
        types.values().forEach(providers -> all.addAll(providers.get(0).driveIf()));
        return all;
    }

    /** The end of a message about something that nobody provides. */
    String provided() {
        return "is provided by no installed bundle and none in " + repository;
    }
}

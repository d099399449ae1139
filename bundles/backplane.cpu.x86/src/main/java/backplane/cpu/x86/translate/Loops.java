package backplane.cpu.x86.translate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the loops of a hot region, and for each entry in the midst of one the way there. HotSpot's best compiler knows a
 * loop, and keeps its values in registers, only when all ways in lead through one head. So an entry goes by the heads of
 * the loops around it, the outermost first, each of which sends it on.
 */
final class Loops {
    private final Map<Piece, List<Piece>> heads = new HashMap<>();

    private Loops() {}

    /** Sets {@link Piece#way} of entries and {@link Piece#sends} of heads. */
    static void analyse(Plan plan) {
        Loops loops = new Loops();
        loops.find(new LinkedHashSet<>(plan.pieces), plan.pieces);
        for (Piece entry : plan.entryPieces()) {
            for (Piece head : loops.heads.getOrDefault(entry, List.of())) {
                if (head != entry) {
                    entry.way.add(head);
                    head.sends.add(entry);
                }
            }
        }
    }

    /** The loops among some pieces, and those within. */
    private void find(Set<Piece> among, Collection<Piece> all) {
        for (Set<Piece> loop : new Components(among).found) {
            Piece head = head(loop, all);
            if (head != null) {
                for (Piece p : loop) {
                    heads.computeIfAbsent(p, k -> new ArrayList<>()).add(head);
                }
                Set<Piece> rest = new LinkedHashSet<>(loop);
                rest.remove(head);
                find(rest, loop);
            }
        }
    }

    /** Where the guest comes into a loop: null when there are several places. The first piece when it begins inside. */
    private static Piece head(Set<Piece> loop, Collection<Piece> all) {
        Set<Piece> into = new HashSet<>();
        for (Piece p : all) {
            if (!loop.contains(p)) {
                for (Piece to : p.to) {
                    if (loop.contains(to)) {
                        into.add(to);
                    }
                }
            }
        }
        if (into.size() > 1) {
            return null;
        }
        return into.isEmpty() ? loop.iterator().next() : into.iterator().next();
    }

    /** Sets of pieces that all reach each other, by Tarjan's algorithm. */
    private static final class Components {
        private final Set<Piece> among;
        private final Map<Piece, Integer> number = new HashMap<>();
        private final Map<Piece, Integer> lowest = new HashMap<>();
        private final Deque<Piece> open = new ArrayDeque<>();
        private final Set<Piece> isOpen = new HashSet<>();
        /** Each in the order of the plan. */
        final List<Set<Piece>> found = new ArrayList<>();

        Components(Set<Piece> among) {
            this.among = among;
            for (Piece p : among) {
                if (!number.containsKey(p)) {
                    visit(p);
                }
            }
        }

        private void visit(Piece p) {
            int own = number.size();
            number.put(p, own);
            lowest.put(p, own);
            open.push(p);
            isOpen.add(p);
            for (Piece to : p.to) {
                if (!among.contains(to)) {
                    continue;
                }
                if (!number.containsKey(to)) {
                    visit(to);
                    lowest.merge(p, lowest.get(to), Math::min);
                } else if (isOpen.contains(to)) {
                    lowest.merge(p, number.get(to), Math::min);
                }
            }
            if (lowest.get(p) == own) {
                close(p);
            }
        }

        private void close(Piece first) {
            Set<Piece> component = new HashSet<>();
            Piece p;
            do {
                p = open.pop();
                isOpen.remove(p);
                component.add(p);
            } while (p != first);
            if (component.size() > 1 || first.to.contains(first)) {
                Set<Piece> ordered = new LinkedHashSet<>(among);
                ordered.retainAll(component);
                found.add(ordered);
            }
        }
    }
}

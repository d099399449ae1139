package backplane.config;

import backplane.core.PlanException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the host lends to cards: images, byte streams, screens. A card's key {@code drive=ID}, {@code chardev=ID} or
 * {@code display=ID} becomes the target of its reference of that name. The ids {@code null}, {@code keyboard} and
 * {@code screen} are always there.
 */
final class HostResources {
    static final String DRIVE = "drive";
    private static final String CHARDEV = "chardev";
    private static final String DISPLAY = "display";
    private static final String NULL = "null";
    private static final String KEYBOARD = "keyboard";
    private static final String SCREEN = "screen";

    private final Options options;
    private final Map<String, Plan.Resource> drives = new LinkedHashMap<>();
    private final Map<String, Plan.Resource> streams = new LinkedHashMap<>();
    private final Map<String, Plan.Resource> all = new LinkedHashMap<>();
    private final Map<String, String> streamUsers = new TreeMap<>();
    private boolean stdioInput;
    private String stdioUser = "";

    HostResources(Options options) {
        this.options = options;
    }

    /** Takes up {@code -chardev}. */
    void declare() throws PlanException {
        for (KeyValues spec : options.streams()) {
            spec.only(List.of("backend", "id", "path", "signal", "mux", "append", "input"));
            String backend = spec.get("backend", "");
            if (!List.of("stdio", NULL, "file").contains(backend)) {
                throw spec.error("'" + backend + "' is not a valid char driver name"
                        + Nearest.hint(backend, List.of("stdio", NULL, "file"), "", "use stdio, null or file"));
            }
            if (!spec.has("id")) {
                throw spec.error("chardev: no id specified; add id=NAME");
            }
            String id = Names.id(spec, spec.get("id", ""));
            if (streams.containsKey(id)) {
                throw spec.error("Duplicate ID '" + id + "' for chardev; give each its own id=");
            }
            if (backend.equals("file") && !spec.has("path")) {
                throw spec.error("chardev: file: no filename given; add path=FILE");
            }
            if (backend.equals("stdio")) {
                claimStdio(spec.toString(), true);
            }
            streams.put(id, stream(id, spec.toString(), backend, spec.get("path", ""), true));
        }
    }

    private void claimStdio(String cause, boolean input) throws PlanException {
        if (!stdioUser.isEmpty()) {
            throw new PlanException(cause + ": cannot use stdio by multiple character devices (first: " + stdioUser
                    + "); send one to file:PATH");
        }
        stdioUser = cause;
        stdioInput |= input;
    }

    private static Plan.Resource stream(String id, String cause, String backend, String path, boolean input) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("id", id);
        settings.put("backend", backend);
        settings.put("path", path);
        settings.put("input", input ? "on" : "off");
        return new Plan.Resource(id, "backplane.chardev", cause, settings);
    }

    /** The stream that {@code where} of {@code -serial} and {@code -debugcon} stands for: its id. */
    String stream(String cause, String where, boolean input) throws PlanException {
        if (where.equals(NULL)) {
            return NULL;
        }
        if (where.startsWith("chardev:")) {
            return where.substring("chardev:".length());
        }
        String backend = where.startsWith("file:") ? "file" : where.equals("mon:stdio") ? "stdio" : where;
        if (!List.of("stdio", "file").contains(backend)) {
            throw new PlanException(cause + ": no bundle provides it yet; use stdio, null, none or file:PATH");
        }
        String path = backend.equals("file") ? where.substring("file:".length()) : "";
        if (backend.equals("file") && path.isEmpty()) {
            throw new PlanException(cause + ": it names no file; write file:PATH");
        }
        if (backend.equals("stdio")) {
            claimStdio(cause, input);
        }
        String id = "stream" + streams.size();
        streams.put(id, stream(id, cause, backend, path, input));
        return id;
    }

    /** A drive that has been checked. */
    void drive(Drive drive) {
        Map<String, String> settings = new TreeMap<>(drive.settings());
        settings.put("id", drive.id());
        drives.put(
                drive.id(),
                new Plan.Resource(drive.id(), "backplane.drive", drive.spec().toString(), settings));
        all.put(DRIVE + drive.id(), drives.get(drive.id()));
    }

    Iterable<String> driveIds() {
        return drives.keySet();
    }

    boolean hasDrive(String id) {
        return drives.containsKey(id);
    }

    /** Points a card's reference at the resource it names, or at the usual one. */
    void bind(CardDraft card, String reference, String ownTarget) throws PlanException {
        switch (reference) {
            case DRIVE -> {
                if (card.get(DRIVE).isEmpty()) {
                    throw new PlanException(card.cause() + ": drive property not set; add drive=ID of a -drive");
                }
                target(card, DRIVE, card.get(DRIVE));
            }
            case CHARDEV -> bindStream(card, ownTarget);
            case DISPLAY -> {
                String backend = options.display().equals("none") ? "none" : "terminal";
                all.putIfAbsent(
                        DISPLAY,
                        new Plan.Resource(
                                SCREEN,
                                "backplane.display",
                                "-display " + options.display(),
                                Map.of("id", SCREEN, "backend", backend)));
                target(card, DISPLAY, SCREEN);
            }
            default -> {
                // A reference of the card's own: none of our business.
            }
        }
    }

    private void bindStream(CardDraft card, String ownTarget) throws PlanException {
        if (card.get(CHARDEV).isEmpty() && ownTarget.contains("(id=" + KEYBOARD + ")")) {
            String backend = options.display().equals("none") || stdioInput ? NULL : KEYBOARD;
            all.putIfAbsent(CHARDEV + KEYBOARD, stream(KEYBOARD, card.cause(), backend, "", true));
            return;
        }
        String id = card.get(CHARDEV).isEmpty() ? NULL : card.get(CHARDEV);
        if (id.equals(NULL)) {
            // One each: a stream has one card at a time.
            String own = NULL + "-" + card.id();
            all.put(CHARDEV + own, stream(own, card.cause(), NULL, "", false));
            target(card, CHARDEV, own);
            return;
        }
        Plan.Resource resource = streams.get(id);
        if (resource == null) {
            throw new PlanException(card.cause() + ": Property '" + card.type().type() + ".chardev' can't find value '"
                    + id + "'" + Nearest.hint(id, streams.keySet(), "", "add -chardev stdio,id=" + id));
        }
        String other = streamUsers.putIfAbsent(id, card.cause());
        if (other != null) {
            throw new PlanException(
                    card.cause() + ": chardev " + id + " is in use by " + other + "; give each card its own");
        }
        all.put(CHARDEV + id, resource);
        target(card, CHARDEV, id);
    }

    private static void target(CardDraft card, String reference, String id) {
        card.set(reference, id);
        card.set(reference + ".target", "(id=" + id + ")");
    }

    List<Plan.Resource> used() {
        return new ArrayList<>(all.values());
    }
}

package backplane.config;

import backplane.core.PlanException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A drive as the user asked for it; every value has been checked as far as that goes without files and bundles.
 *
 * @param spec the option, for messages
 * @param id unique among drives
 * @param file the image
 * @param kind {@code if=}, {@code none} when a {@code -device} shall use it
 * @param media {@code disk} or {@code cdrom}
 * @param bus which adapter, -1 for any
 * @param unit which place on it, -1 for any
 * @param index a place counted over all adapters, -1 for none
 * @param boot {@code boot=on}
 * @param readOnly {@code readonly=on}
 * @param snapshot {@code snapshot=on}: writes go to an overlay that is dropped at the end
 * @param settings the keys of the block node
 */
record Drive(
        KeyValues spec,
        String id,
        String file,
        String kind,
        String media,
        int bus,
        int unit,
        int index,
        boolean boot,
        boolean readOnly,
        boolean snapshot,
        Map<String, String> settings) {
    static final Map<String, String> KEYS = keys();
    private static final List<String> CACHES = List.of("writeback", "none", "writethrough", "directsync", "unsafe");
    private static final List<String> ERRORS = List.of("report", "ignore", "stop", "enospc");

    Drive {
        settings = Map.copyOf(settings);
    }

    /** Checks a {@code -drive}. */
    static Drive of(KeyValues spec, String defaultId, boolean snapshotAll) throws PlanException {
        spec.only(KEYS.keySet());
        String file = spec.get("file", "");
        if (file.isEmpty()) {
            throw spec.error("it names no image; add file=PATH");
        }
        oneOf(spec, "media", List.of("disk", "cdrom"));
        oneOf(spec, "cache", CACHES);
        oneOf(spec, "werror", ERRORS);
        oneOf(spec, "rerror", ERRORS);
        if (!spec.get("format", "raw").equals("raw")) {
            throw spec.error("no bundle reads format=" + spec.get("format", "")
                    + " yet; make a raw image with qemu-img convert -O raw and give format=raw");
        }
        boolean snapshot = snapshotAll || spec.flag("snapshot");
        boolean readOnly = spec.has("read-only") ? spec.flag("read-only") : spec.flag("readonly");
        Map<String, String> settings = new TreeMap<>();
        for (String key : List.of("cyls", "heads", "secs", "serial", "cache", "werror", "rerror")) {
            if (spec.has(key)) {
                settings.put(key, spec.get(key, ""));
            }
        }
        geometry(spec);
        settings.put("file", file);
        settings.put("format", "raw");
        settings.put("readonly", readOnly ? "on" : "off");
        settings.put("snapshot", snapshot ? "on" : "off");
        int index = spec.number("index");
        if (index >= 0 && (spec.has("bus") || spec.has("unit"))) {
            throw spec.error("index cannot be used with bus and unit; drop index=");
        }
        return new Drive(
                spec,
                Names.id(spec, spec.get("id", defaultId)),
                file,
                spec.get("if", "ide"),
                spec.get("media", "disk"),
                spec.number("bus"),
                spec.number("unit"),
                index,
                spec.flag("boot"),
                readOnly,
                snapshot,
                settings);
    }

    private static void oneOf(KeyValues spec, String key, List<String> allowed) throws PlanException {
        String value = spec.get(key, allowed.get(0));
        if (!allowed.contains(value)) {
            throw spec.error("unknown " + key + "=" + value
                    + Nearest.hint(value, allowed, key + "=", "it takes " + String.join(", ", allowed)));
        }
    }

    private static void geometry(KeyValues spec) throws PlanException {
        int given = 0;
        int[] most = {16383, 255, 63};
        List<String> keys = List.of("cyls", "heads", "secs");
        for (int i = 0; i < most.length; i++) {
            int value = spec.number(keys.get(i));
            given += value < 0 ? 0 : 1;
            if (value == 0 || value > most[i]) {
                throw spec.error(keys.get(i) + "=" + value + " is out of range; use 1 to " + most[i]);
            }
        }
        if (given != 0 && given != most.length) {
            throw spec.error("cyls=, heads= and secs= go together; give all three or none");
        }
    }

    private static Map<String, String> keys() {
        Map<String, String> keys = new TreeMap<>();
        keys.put("file", "the image");
        keys.put("if", "what kind of disk, or none for one that a -device uses (default ide)");
        keys.put("bus", "which adapter, from 0");
        keys.put("unit", "which place on it: the SCSI id, or 0 and 1 for master and slave");
        keys.put("index", "the place counted over all adapters");
        keys.put("id", "a name (default drive0, drive1, …)");
        keys.put("media", "disk (default) or cdrom");
        keys.put("format", "raw");
        keys.put("readonly", "on: the guest cannot write (also read-only)");
        keys.put("read-only", "as readonly");
        keys.put("snapshot", "on: what the guest writes is dropped at the end");
        keys.put("serial", "the serial number that the guest sees");
        keys.put("cyls", "cylinders, with heads and secs");
        keys.put("heads", "heads, 1 to 255");
        keys.put("secs", "sectors per track, 1 to 63");
        keys.put("boot", "on: boot from this drive, whatever it hangs on");
        keys.put("cache", "writeback (default), none, writethrough, directsync, unsafe");
        keys.put("werror", "when a write fails: report, ignore, stop, enospc");
        keys.put("rerror", "when a read fails: report, ignore, stop");
        keys.put("aio", "taken and ignored");
        keys.put("discard", "taken and ignored");
        return keys;
    }
}

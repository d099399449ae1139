package backplane.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A catalogue like that of the PC's bundles. */
final class Types {
    private Types() {}

    static Catalogue pc() {
        return of(all());
    }

    static Catalogue of(List<CardType> types) {
        return new Catalogue(types, "./repository", Types::keys);
    }

    static List<CardType> all() {
        List<CardType> types = new ArrayList<>();
        types.add(type("x86-cpu", "system", Map.of("plug", "auto")));
        types.add(type("i440FX", "pci", Map.of("plug", "auto")));
        types.add(type("i8042", "system", Map.of("plug", "auto")));
        types.add(type("hpet", "system", Map.of("plug", "auto")));
        types.add(type("VGA", "pci", Map.of()));
        types.add(type("mc146818rtc", "system", Map.of("plug", "auto")));
        types.add(type("bios-builtin", "system", Map.of()));
        types.add(type("bios-file", "system", Map.of()));
        types.add(type("isa-serial", "isa", Map.of()));
        types.add(type("isa-debugcon", "isa", Map.of()));
        types.add(type("lsi53c895a", "pci", Map.of("drive.if", List.of("scsi"), "offers", "scsi", "units", 7)));
        types.add(type("lsi53c810", "pci", Map.of("offers", "scsi", "units", 7)));
        types.add(type("scsi-hd", "scsi", Map.of("media", "disk")));
        types.add(type(
                "piix3-ide", "pci", Map.of("plug", "auto", "drive.if", List.of("ide"), "offers", "ide", "units", 4)));
        types.add(type("ide-hd", "ide", Map.of("media", "disk")));
        types.add(type("extboot", "isa", Map.of("boot.route", "extboot")));
        return types;
    }

    static CardType type(String type, String bus, Map<String, ?> more) {
        Map<String, Object> attributes = new HashMap<>(more);
        attributes.put("type", type);
        attributes.put("bus", bus);
        return CardType.of(attributes, new CardType.Origin("bundle." + type, "1.0.0", "installed", type.hashCode()));
    }

    private static CardKeys keys(CardType type) {
        return switch (type.type()) {
            case "scsi-hd", "ide-hd" -> new CardKeys(Map.of("bus", "", "unit", "-1", "lun", "0"), Map.of("drive", ""));
            case "x86-cpu" ->
                new CardKeys(
                        Map.of("model", "486", "model.values", "386  Old;486  New", "model.flags", "fpu tsc"),
                        Map.of());
            case "extboot" -> new CardKeys(Map.of("bootindex", ""), Map.of("drive", ""));
            case "isa-serial" -> new CardKeys(Map.of("index", "0", "iobase", ""), Map.of("chardev", ""));
            case "isa-debugcon" -> new CardKeys(Map.of("iobase", "0xe9", "readback", "0xe9"), Map.of("chardev", ""));
            case "i8042" -> new CardKeys(Map.of(), Map.of("chardev", "(id=keyboard)"));
            case "VGA" -> new CardKeys(Map.of("L", ""), Map.of("display", ""));
            case "mc146818rtc" -> new CardKeys(Map.of("boot.order", "cad"), Map.of());
            default -> new CardKeys(Map.of(), Map.of());
        };
    }
}

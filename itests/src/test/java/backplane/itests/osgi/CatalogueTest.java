package backplane.itests.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.api.block.BlockNode;
import backplane.api.chardev.Chardev;
import backplane.api.display.Display;
import backplane.core.MachineView;
import backplane.core.Machines;
import backplane.itests.Distribution;
import backplane.itests.SeaBios;
import backplane.testkit.MemoryChardev;
import backplane.testkit.MemoryDisk;
import backplane.testkit.MemoryDisplay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;

/** Capability, component, PID and defaults of each card of the distribution agree: it activates and plugs. */
class CatalogueTest {
    private static final Pattern TYPE = Pattern.compile("backplane\\.device;[^,]*?type=\"?([\\w-]+)");

    private static final Map<String, byte[]> ROMS = Map.of("bios-file", new byte[0x20000], "option-rom", optionRom());

    @RegisterExtension
    static final LiveFelix FELIX = new LiveFelix();

    /** A card of the distribution. */
    record Card(String type, String bundle) {
        @Override
        public String toString() {
            return type + " of " + bundle;
        }
    }

    static Stream<Card> cards() {
        List<Card> cards = new ArrayList<>();
        for (Distribution.Entry entry : Distribution.bundles()) {
            var headers = Distribution.manifest(entry.jar()).getMainAttributes();
            String capabilities = headers.getValue("Provide-Capability");
            Matcher matcher = TYPE.matcher(capabilities == null ? "" : capabilities);
            while (matcher.find()) {
                cards.add(new Card(matcher.group(1), headers.getValue("Bundle-SymbolicName")));
            }
        }
        return cards.stream();
    }

    @ParameterizedTest
    @MethodSource("cards")
    void activatesAndPlugsWithItsDefaults(Card card) throws Exception {
        if (card.type().equals("bios-seabios")) {
            SeaBios.assume();
        }
        FELIX.startBundle(card.bundle());
        ComponentDescriptionDTO component = component(card);
        Machines machines = FELIX.service(Machines.class);
        MachineView machine = machines.create("m-" + card.type(), Map.of(), 1, null);
        Configuration configuration = FELIX.service(ConfigurationAdmin.class)
                .getFactoryConfiguration("backplane.device." + card.type(), "m-" + card.type(), "?");
        configuration.update(settings(card, component, machine));
        machines.commit(machine, "catalogue", List.of("card"), 20_000);
        MachineView.CardView plugged = machine.cards().get(0);
        assertEquals("plugged", plugged.state(), plugged.reason());
        assertFalse(plugged.device().info().type().isEmpty());
        configuration.delete();
        Await.until("the card to be unplugged", () -> machine.cards().isEmpty());
        assertEquals(List.of(), machine.claims());
        machines.remove(machine);
    }

    @Test
    void holdsEveryCardThatThePcNeeds() {
        List<String> types = cards().map(Card::type).toList();
        for (String type : List.of("x86-cpu", "i440FX", "lsi53c895a", "scsi-hd", "ide-hd", "extboot", "VGA")) {
            assertTrue(types.contains(type), () -> type + " is not in " + types);
        }
        assertEquals(types.size(), types.stream().distinct().count(), () -> "a type twice in " + types);
    }

    /** The card's component: exactly one, with the type's PID and nothing else. */
    private static ComponentDescriptionDTO component(Card card) {
        String pid = "backplane.device." + card.type();
        List<ComponentDescriptionDTO> components = FELIX
                .service(ServiceComponentRuntime.class)
                .getComponentDescriptionDTOs(FELIX.bundles(card.bundle()).get(0))
                .stream()
                .filter(c -> Arrays.asList(c.configurationPid).contains(pid))
                .toList();
        assertEquals(1, components.size(), () -> "components for " + pid);
        ComponentDescriptionDTO component = components.get(0);
        assertEquals("require", component.configurationPolicy);
        assertEquals(1, component.configurationPid.length);
        assertTrue(Arrays.asList(component.serviceInterfaces).contains("backplane.api.device.Device"));
        return component;
    }

    private static Hashtable<String, Object> settings(Card card, ComponentDescriptionDTO component, MachineView machine)
            throws IOException {
        Hashtable<String, Object> settings = new Hashtable<>();
        settings.put("id", "card");
        settings.put("machine", machine.name());
        settings.put("plan.id", "catalogue");
        for (ReferenceDTO reference : component.references) {
            String own = card.type() + "-" + reference.name;
            if (reference.target != null && reference.target.contains("(id=keyboard)")) {
                register("chardev", "keyboard");
            } else if (register(reference.name, own)) {
                settings.put(reference.name, own);
                settings.put(reference.name + ".target", "(id=" + own + ")");
            }
        }
        // What no default can know: which image to burn into the ROM.
        if (ROMS.containsKey(card.type())) {
            Path image = FELIX.scratch().resolve(card.type());
            settings.put("file", Files.write(image, ROMS.get(card.type())).toString());
        }
        if (component.properties.containsKey("unit")) {
            settings.put("unit", "0");
        }
        return settings;
    }

    /** Signature, 512 bytes, a return, and a byte that makes the sum zero. */
    private static byte[] optionRom() {
        byte[] rom = new byte[512];
        System.arraycopy(new byte[] {0x55, (byte) 0xaa, 1, (byte) 0xcb}, 0, rom, 0, 4);
        rom[511] = (byte) -(0x55 + 0xaa + 1 + 0xcb);
        return rom;
    }

    private static boolean register(String kind, String id) {
        switch (kind) {
            case "drive" -> FELIX.register(BlockNode.class, MemoryDisk.ofSectors(2048), Map.of("id", id));
            case "chardev" -> FELIX.register(Chardev.class, new MemoryChardev(), Map.of("id", id));
            case "display" -> FELIX.register(Display.class, new MemoryDisplay(), Map.of("id", id));
            default -> {
                return false;
            }
        }
        assertNotNull(id);
        return true;
    }
}

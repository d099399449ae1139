package backplane.itests.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.core.MachineView;
import backplane.core.Machines;
import backplane.core.PlanException;
import backplane.core.Plans;
import backplane.itests.BootSector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** A drive spec becomes configurations, components, plugged cards and a guest that runs. */
class PlanCommitTest {
    @RegisterExtension
    final LiveFelix felix = new LiveFelix();

    @Test
    void aDriveSpecBootsItsGuestWhichPowersOff() throws Exception {
        TestLaunch launch = launch(BootSector.marker());
        assertEquals(new TestLaunch.End(0, ""), launch.awaitEnd());
        assertEquals("OK", launch.guest());
        Map<String, Configuration> made = configurations("(machine=pc)");
        for (String id : List.of("drive0", "disk0", "scsi0", "extboot0", "isa-pic0", "x86-cpu0")) {
            Configuration configuration = made.get(id);
            assertNotNull(configuration, () -> id + " is not in " + made.keySet());
            assertEquals("plan1", configuration.getProperties().get("plan.id"), id);
        }
        assertEquals("backplane.device.lsi53c895a", made.get("scsi0").getFactoryPid());
        Plans plans = felix.service(Plans.class);
        List<String> plugged =
                plans.machine().cards().stream().map(MachineView.CardView::id).toList();
        assertEquals(plans.bundles().keySet(), new LinkedHashSet<>(plugged));
    }

    @Test
    void everyCardIsPluggedBeforeTheFirstInstruction() throws Exception {
        Path disk = BootSector.image(felix.scratch().resolve("disk.img"), BootSector.sleeper());
        TestLaunch launch = felix.launch("run", "-S", "-drive", "file=" + disk + ",if=scsi,boot=on", "-m", "16");
        Plans plans = felix.service(Plans.class);
        MachineView machine = plans.machine();
        Await.until("a paused machine", () -> machine.state() == MachineView.State.PAUSED);
        assertEquals(0, machine.instructions());
        assertTrue(machine.cards().stream().allMatch(card -> card.state().equals("plugged")));
        assertEquals(plans.bundles().size(), machine.cards().size());
        assertEquals("", launch.guest());
    }

    @Test
    void aSecondMachineRunsBesideTheFirst() throws Exception {
        TestLaunch first = launch(BootSector.sleeper());
        first.awaitGuest("OK");
        Machines machines = felix.service(Machines.class);
        MachineView second = machines.create("second", Map.of(), 16, null);
        List<String> ids = copyPlan("pc", "second");
        machines.commit(second, "plan-second", ids, 10_000);
        CompletableFuture<Integer> end = new CompletableFuture<>();
        machines.whenEnded(second, end::complete);
        second.powerOn();
        MachineView pc = felix.service(MachineView.class, "(machine=pc)");
        assertEquals(ids.size(), second.cards().size());
        Await.until("instructions of the second machine", () -> second.instructions() > 1_000);
        second.powerOff(7);
        Await.until("the second machine's end", end::isDone);
        assertEquals(7, end.get());
        assertEquals(MachineView.State.RUNNING, pc.state());
        machines.remove(second);
        assertNull(felix.reference(MachineView.class, "(machine=second)"));
        assertEquals(MachineView.State.RUNNING, pc.state());
    }

    @Test
    void twoMachinesOfOneNameAreRefused() {
        Machines machines = felix.service(Machines.class);
        MachineView machine = machines.create("twin", Map.of(), 1, null);
        var e = assertThrows(IllegalArgumentException.class, () -> machines.create("twin", Map.of(), 1, null));
        assertTrue(e.getMessage().contains("twin"), e.getMessage());
        machines.remove(machine);
        machines.remove(machines.create("twin", Map.of(), 1, null));
    }

    @Test
    void aConflictPlugsNothing() throws Exception {
        Machines machines = felix.service(Machines.class);
        MachineView machine = machines.create("lab", Map.of(), 1, null);
        felix.startBundle("backplane.chipset.pit8254");
        configure("isa-pit", Map.of("id", "a", "machine", "lab", "plan.id", "p"));
        configure("isa-pit", Map.of("id", "b", "machine", "lab", "plan.id", "p"));
        PlanException e =
                assertThrows(PlanException.class, () -> machines.commit(machine, "p", List.of("a", "b"), 10_000));
        assertTrue(e.getMessage().contains("port 0x0040 wanted by b is held by a"), e.getMessage());
        assertEquals(List.of(), machine.cards());
        assertEquals(List.of(), machine.claims());
    }

    private TestLaunch launch(byte[] sector) throws Exception {
        Path disk = BootSector.image(felix.scratch().resolve("disk.img"), sector);
        return felix.launch(
                "run",
                "-m",
                "16",
                "-display",
                "none",
                "-debugcon",
                "stdio",
                "-drive",
                "file=" + disk + ",if=scsi,boot=on");
    }

    private Configuration configure(String type, Map<String, String> values) throws Exception {
        Configuration configuration = felix.service(ConfigurationAdmin.class)
                .getFactoryConfiguration(
                        "backplane.device." + type, values.get("machine") + "-" + values.get("id"), "?");
        configuration.update(new Hashtable<>(values));
        return configuration;
    }

    /** Configures for another machine the cards that one has and that need nothing of the host. */
    private List<String> copyPlan(String from, String to) throws Exception {
        List<String> ids = new ArrayList<>();
        Plans plans = felix.service(Plans.class);
        Map<String, Configuration> made = configurations("(machine=" + from + ")");
        for (String id : plans.bundles().keySet()) {
            Configuration configuration = made.get(id);
            String type = configuration.getFactoryPid().replace("backplane.device.", "");
            if (List.of("scsi-hd", "extboot", "isa-debugcon", "VGA").contains(type)) {
                continue;
            }
            Map<String, String> values = new HashMap<>();
            configuration
                    .getProperties()
                    .keys()
                    .asIterator()
                    .forEachRemaining(key -> values.put(
                            key, String.valueOf(configuration.getProperties().get(key))));
            values.keySet().removeIf(key -> key.startsWith("service."));
            values.put("machine", to);
            values.put("plan.id", "plan-" + to);
            configure(type, values);
            ids.add(id);
        }
        return ids;
    }

    private Map<String, Configuration> configurations(String filter) throws Exception {
        Map<String, Configuration> byId = new TreeMap<>();
        Configuration[] all = felix.service(ConfigurationAdmin.class).listConfigurations(filter);
        for (Configuration configuration : all == null ? new Configuration[0] : all) {
            byId.put(String.valueOf(configuration.getProperties().get("id")), configuration);
        }
        return byId;
    }
}

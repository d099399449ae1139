package backplane.itests.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.core.MachineView;
import backplane.core.Plans;
import backplane.itests.BootSector;
import backplane.itests.cards.PlainCard;
import backplane.itests.cards.ThrowingPort;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.FrameworkWiring;

/** A card that throws or goes away takes nothing with it: the guest runs on and reads open bus. */
class CardFailureTest {
    @RegisterExtension
    final LiveFelix felix = new LiveFelix();

    @Test
    void aCardThatThrowsIsUnplugged() throws Exception {
        TestLaunch launch = launch(ThrowingPort.class);
        launch.awaitGuest("R\0R\u00ff");
        MachineView machine = felix.service(Plans.class).machine();
        MachineView.CardView card = machine.cards().stream()
                .filter(c -> c.id().equals("fuse0"))
                .findFirst()
                .orElseThrow();
        assertEquals("failed", card.state());
        assertTrue(card.reason().contains("the fuse has blown"), card.reason());
        assertTrue(machine.claims().stream().noneMatch(claim -> claim.owner().equals("fuse0")));
        assertEquals(MachineView.State.RUNNING, machine.state());
        assertTrue(machine.log("fuse0").stream().anyMatch(line -> line.contains("the fuse has blown")));
        assertTrue(felix.service(Plans.class).explain("fuse0").toString().contains("the fuse has blown"));
    }

    @Test
    void aFailedCardLeavesNoClassLoaderBehindItsBundle() throws Exception {
        launch(ThrowingPort.class).awaitGuest("R\0R\u00ff");
        WeakReference<ClassLoader> loader = failedLoader();
        felix.service(Plans.class).unplug("fuse0");
        Bundle bundle = felix.bundles("acme.fuse").get(0);
        bundle.uninstall();
        felix.context().getBundle(0).adapt(FrameworkWiring.class).refreshBundles(List.of(bundle));
        Await.until("the class loader to be collected", () -> {
            System.gc();
            return loader.get() == null;
        });
    }

    private WeakReference<ClassLoader> failedLoader() {
        return new WeakReference<>(felix.service(Plans.class).machine().cards().stream()
                .filter(c -> c.id().equals("fuse0"))
                .findFirst()
                .orElseThrow()
                .device()
                .getClass()
                .getClassLoader());
    }

    @Test
    void aCardWhoseBundleStopsIsUnplugged() throws Exception {
        TestLaunch launch = launch(PlainCard.class);
        launch.awaitGuest("R3");
        Bundle bundle = felix.bundles("acme.fuse").get(0);
        bundle.stop();
        // It is unplugged when stop returns: no instruction finds half a card.
        MachineView machine = felix.service(Plans.class).machine();
        assertTrue(machine.cards().stream().noneMatch(c -> c.id().equals("fuse0")));
        launch.awaitGuest("R3R\u00ff");
        assertEquals(MachineView.State.RUNNING, machine.state());
    }

    private TestLaunch launch(Class<?> card) throws Exception {
        felix.install(BundleJar.of("acme.fuse", "1.0.0")
                .card("fuse", "manual", card, "")
                .write(felix.scratch().resolve("fuse.jar")));
        Path disk = BootSector.image(felix.scratch().resolve("disk.img"), BootSector.poll(0xe6, 7));
        List<String> options = List.of(
                "-m",
                "16",
                "-display",
                "none",
                "-vga",
                "none",
                "-debugcon",
                "stdio",
                "-device",
                "fuse",
                "-drive",
                "file=" + disk + ",if=scsi,boot=on");
        return felix.launch("run", options.toArray(String[]::new));
    }
}

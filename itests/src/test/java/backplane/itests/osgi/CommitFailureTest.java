package backplane.itests.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.core.MachineView;
import backplane.core.Plans;
import backplane.itests.cards.HangingActivate;
import backplane.itests.cards.NeedsRunnable;
import backplane.itests.cards.ThrowingActivate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osgi.service.cm.ConfigurationAdmin;

/** A card that does not come fails the whole plan, with one line that names the root of it, and nothing stays. */
class CommitFailureTest {
    @RegisterExtension
    final LiveFelix felix = new LiveFelix();

    @Test
    void namesTheReferenceThatNobodySatisfies() throws Exception {
        String message = fails(
                NeedsRunnable.class,
                "<reference name=\"engine\" interface=\"java.lang.Runnable\" parameter=\"0\" target=\"(id=x)\"/>");
        assertEquals(
                "-device faulty: card faulty0: reference engine is not satisfied: no service with (id=x)", message);
    }

    @Test
    void quotesTheActivationThatThrows() throws Exception {
        String message = fails(ThrowingActivate.class, "");
        assertEquals("-device faulty: card faulty0: the antenna is missing; screw it on", message);
    }

    @Test
    void namesTheActivationThatHangs() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        felix.register(CountDownLatch.class, gate, Map.of());
        try {
            String message = fails(
                    HangingActivate.class,
                    "<reference name=\"gate\" interface=\"java.util.concurrent.CountDownLatch\" parameter=\"0\"/>");
            assertTrue(message.startsWith("-device faulty: activate of "), message);
            assertTrue(message.contains("HangingActivate in bundle acme.faulty has not returned"), message);
        } finally {
            gate.countDown();
        }
    }

    @Test
    void namesTheBundleThatDoesNotStart() throws Exception {
        felix.install(BundleJar.of("acme.faulty", "1.0.0")
                .card("faulty", "manual", ThrowingActivate.class, "")
                .header("Require-Capability", "acme.flux;filter:=\"(strength=7)\"")
                .write(felix.scratch().resolve("faulty.jar")));
        String message = launchFails();
        assertTrue(message.startsWith("-device faulty: faulty0: bundle acme.faulty 1.0 is not started: "), message);
        assertTrue(message.contains("acme.flux"), message);
    }

    private String fails(Class<?> card, String references) throws Exception {
        felix.install(BundleJar.of("acme.faulty", "1.0.0")
                .card("faulty", "manual", card, references)
                .write(felix.scratch().resolve("faulty.jar")));
        return launchFails();
    }

    private String launchFails() throws Exception {
        TestLaunch launch = felix.launch("run", "-m", "16", "-device", "faulty");
        TestLaunch.End end = launch.awaitEnd();
        assertEquals(2, end.status(), end.message());
        assertEquals(1, end.message().lines().count(), end.message());
        assertNull(felix.service(ConfigurationAdmin.class).listConfigurations(null));
        MachineView machine = felix.service(MachineView.class);
        assertEquals(List.of(), machine.cards());
        assertEquals(List.of(), machine.claims());
        assertEquals(MachineView.State.OFF, machine.state());
        assertNull(felix.reference(Plans.class, null));
        return end.message();
    }
}

package backplane.itests.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.core.Deployer;
import backplane.core.MachineView;
import backplane.core.PlanException;
import backplane.core.Plans;
import backplane.example.debugport.DebugPort;
import backplane.itests.BootSector;
import backplane.itests.Distribution;
import backplane.itests.cards.GreedySuccessor;
import backplane.itests.cards.PlainCard;
import backplane.itests.cards.StubbornSuccessor;
import backplane.itests.cards.ThrowingActivate;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osgi.framework.Version;
import org.osgi.service.cm.ConfigurationAdmin;

/** Cards come, change and go under a running guest, which polls their port and reports each change. */
class HotInstallTest {
    private static final String OPEN_BUS = "R\u00ff";
    private static final String DEBUGPORT = "backplane.example.debugport";
    private static final int DEBUG_PORT = 0xe5;
    private static final int PLAIN_PORT = 0xe6;

    @RegisterExtension
    final LiveFelix felix = new LiveFelix();

    @Test
    void aCardInTheFolderIsPluggedReplacedAndUnplugged() throws Exception {
        Path folder = Files.createDirectory(felix.scratch().resolve("deploy"));
        TestLaunch launch = launch(DEBUG_PORT, "-deploy", folder.toString());
        launch.awaitGuest(OPEN_BUS);

        Path first = drop(debugport(), folder.resolve("debugport-1.0.0.jar"));
        launch.awaitGuest(OPEN_BUS + "R\0RB");
        WeakReference<ClassLoader> old = loader("debugport0");

        Path next = BundleJar.reversioned(debugport(), "1.1.0", felix.scratch().resolve("next"));
        Path second = drop(next, folder.resolve("debugport-1.1.0.jar"));
        Await.until("version 1.1.0 alone", () -> versions(DEBUGPORT).equals(List.of(new Version("1.1.0"))));
        assertEquals("backplane.example.debugport 1.1", card("debugport0").bundle());
        awaitCollected(old);
        Files.delete(first);

        // Something else to wait for shows that the old file's removal has been looked at.
        drop(plain("1.0.0", PlainCard.class), folder.resolve("plain.jar"));
        Await.until("the other card", () -> card("plain0") != null);
        assertEquals(OPEN_BUS + "R\0RB", launch.guest(), "the guest saw a change though the state was kept");

        WeakReference<ClassLoader> last = loader("debugport0");
        Files.delete(second);
        launch.awaitGuest(OPEN_BUS + "R\0RB" + OPEN_BUS);
        Await.until("no bundle any more", () -> versions(DEBUGPORT).isEmpty());
        awaitCollected(last);
        assertNull(card("debugport0"));
    }

    @Test
    void aTruncatedJarWaitsUntilItIsWhole() throws Exception {
        Path folder = Files.createDirectory(felix.scratch().resolve("deploy"));
        TestLaunch launch = launch(DEBUG_PORT, "-deploy", folder.toString());
        launch.awaitGuest(OPEN_BUS);
        byte[] jar = Files.readAllBytes(debugport());
        Path file = Files.write(folder.resolve("a.jar"), Arrays.copyOf(jar, jar.length / 2));
        drop(plain("1.0.0", PlainCard.class), folder.resolve("b.jar"));
        Await.until("the whole card beside it", () -> card("plain0") != null);
        assertEquals(List.of(), versions(DEBUGPORT));
        Files.write(file, jar);
        launch.awaitGuest(OPEN_BUS + "R\0RB");
    }

    @Test
    void aSuccessorThatFailsLeavesTheOldOneRunning() throws Exception {
        TestLaunch launch = launch(PLAIN_PORT, "-deploy", felix.scratch().toString());
        Deployer deployer = felix.service(Deployer.class);
        String line = deployer.install(plain("1.0.0", PlainCard.class));
        assertTrue(line.startsWith("plain0 plugged: port 0x00e6"), line);
        launch.awaitGuest("R3");
        Object device = card("plain0").device();
        failure(deployer, StubbornSuccessor.class, "the record is of another card", device);
        failure(deployer, GreedySuccessor.class, "port 0x0070", device);
        failure(deployer, ThrowingActivate.class, "the antenna is missing; screw it on", device);
        assertTrue(launch.guest().endsWith("R3"), launch.guest());
        String taken = deployer.update("plain0", plain("3.0.0", PlainCard.class));
        assertTrue(taken.startsWith("plain0 1.0.0 -> 3.0.0, state kept ("), taken);
    }

    private void failure(Deployer deployer, Class<?> successor, String reason, Object device) throws Exception {
        String message = assertThrows(PlanException.class, () -> deployer.install(plain("2.0.0", successor)))
                .getMessage();
        assertTrue(message.startsWith("acme.plain 2.0.0 was not taken, 1.0.0 goes on: "), message);
        assertTrue(message.contains(reason), message);
        assertEquals(List.of(new Version("1.0.0")), versions("acme.plain"), message);
        assertEquals(device, card("plain0").device(), message);
        assertEquals("plugged", card("plain0").state(), message);
    }

    @Test
    void aCardThatCannotBePluggedLeavesNothing() throws Exception {
        TestLaunch launch = launch(PLAIN_PORT, "-deploy", felix.scratch().toString());
        launch.awaitGuest(OPEN_BUS); // the firmware, which claims ports of its own, is done
        Deployer deployer = felix.service(Deployer.class);
        ConfigurationAdmin admin = felix.service(ConfigurationAdmin.class);
        int configurations = admin.listConfigurations(null).length;
        List<MachineView.ClaimView> claims = claims();
        String message = assertThrows(
                        PlanException.class, () -> deployer.install(plain("2.0.0", GreedySuccessor.class)))
                .getMessage();
        assertTrue(message.contains("0x0070") && message.contains("mc146818rtc0"), message);
        assertEquals(List.of(), versions("acme.plain"));
        assertEquals(configurations, admin.listConfigurations(null).length);
        assertEquals(claims, claims());
    }

    @Test
    void whatOthersAreWiredToIsNotReplaced() throws Exception {
        launch(PLAIN_PORT, "-deploy", felix.scratch().toString());
        Deployer deployer = felix.service(Deployer.class);
        Path library = BundleJar.of("acme.library", "1.0.0")
                .header("Export-Package", "acme.library;version=1.0.0")
                .write(felix.scratch().resolve("library.bin"));
        Path user = BundleJar.of("acme.user", "1.0.0")
                .header("Import-Package", "acme.library")
                .write(felix.scratch().resolve("user.bin"));
        deployer.install(library);
        deployer.install(user);
        for (String message : List.of(
                assertThrows(PlanException.class, () -> deployer.install(library))
                        .getMessage(),
                assertThrows(PlanException.class, () -> deployer.uninstall("acme.library"))
                        .getMessage())) {
            assertEquals(
                    "acme.library has bundles wired to it that would restart with it: acme.user; end the machine first",
                    message);
        }
        assertEquals(1, versions("acme.library").size());
        String machine = assertThrows(
                        PlanException.class, () -> deployer.install(Distribution.jar("backplane.machine")))
                .getMessage();
        assertTrue(machine.contains("can only change at the next start"), machine);
        assertEquals(MachineView.State.RUNNING, machine().state());
    }

    private TestLaunch launch(int port, String... more) throws Exception {
        Path disk = BootSector.image(felix.scratch().resolve("disk.img"), BootSector.poll(port, 'B'));
        String[] all = Arrays.copyOf(
                new String[] {
                    "-m",
                    "16",
                    "-display",
                    "none",
                    "-vga",
                    "none",
                    "-debugcon",
                    "stdio",
                    "-drive",
                    "file=" + disk + ",if=scsi,boot=on"
                },
                10 + more.length);
        System.arraycopy(more, 0, all, 10, more.length);
        return felix.launch("run", all);
    }

    private static Path debugport() throws URISyntaxException {
        return Path.of(DebugPort.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }

    private Path plain(String version, Class<?> card) throws IOException {
        return BundleJar.of("acme.plain", version)
                .card("plain", "auto", card, "")
                .write(felix.scratch().resolve("plain-" + version + ".bin"));
    }

    /** Puts a whole file into a folder at once. */
    private static Path drop(Path jar, Path target) throws IOException {
        Path temporary = Files.copy(jar, target.resolveSibling(target.getFileName() + ".part"));
        return Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private MachineView machine() {
        return felix.service(Plans.class).machine();
    }

    /** The claims, without the level that a line has at the moment. */
    private List<MachineView.ClaimView> claims() {
        return machine().claims().stream()
                .map(claim -> claim.kind().equals("irq")
                        ? new MachineView.ClaimView("irq", claim.first(), claim.last(), claim.owner(), "")
                        : claim)
                .toList();
    }

    private MachineView.CardView card(String id) {
        return machine().cards().stream()
                .filter(card -> card.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    private List<Version> versions(String bundle) {
        return felix.bundles(bundle).stream().map(b -> b.getVersion()).toList();
    }

    private WeakReference<ClassLoader> loader(String id) {
        ClassLoader loader = card(id).device().getClass().getClassLoader();
        assertTrue(loader != getClass().getClassLoader(), "the card is not of the bundle");
        return new WeakReference<>(loader);
    }

    private static void awaitCollected(WeakReference<ClassLoader> loader) {
        Await.until("the old class loader to be collected", () -> {
            System.gc();
            return loader.get() == null;
        });
    }
}

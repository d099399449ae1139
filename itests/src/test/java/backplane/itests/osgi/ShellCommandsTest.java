package backplane.itests.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.core.MachineView;
import backplane.core.Plans;
import backplane.itests.BootSector;
import backplane.itests.cards.PlainCard;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The commands of scope bp through Gogo, on a machine whose guest has booted. */
class ShellCommandsTest {
    @RegisterExtension
    static final LiveFelix FELIX = new LiveFelix();

    private static TestLaunch launch;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private CommandSession session;

    @BeforeEach
    void open() throws Exception {
        if (launch == null) {
            Path disk = BootSector.image(FELIX.scratch().resolve("disk.img"), BootSector.sleeper());
            launch = FELIX.launch(
                    "run",
                    "-m",
                    "16",
                    "-display",
                    "none",
                    "-debugcon",
                    "stdio",
                    "-deploy",
                    FELIX.scratch().toString(),
                    "-drive",
                    "file=" + disk + ",if=scsi,boot=on");
            launch.awaitGuest("OK");
            Await.until("the commands", () -> {
                try {
                    return FELIX.context().getAllServiceReferences(null, "(osgi.command.scope=bp)") != null;
                } catch (org.osgi.framework.InvalidSyntaxException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
        session = FELIX.service(CommandProcessor.class).createSession(InputStream.nullInputStream(), output, output);
    }

    @AfterEach
    void close() {
        session.close();
    }

    private List<String> run(String command) throws Exception {
        output.reset();
        Object result = session.execute(command);
        session.getConsole().flush();
        String text = output.toString(StandardCharsets.UTF_8);
        return (result == null ? text : text + result).lines().toList();
    }

    private static void line(List<String> lines, String pattern) {
        assertTrue(
                lines.stream().anyMatch(Pattern.compile(pattern).asPredicate()),
                () -> pattern + " is in no line of\n" + String.join("\n", lines));
    }

    private static MachineView machine() {
        return FELIX.service(Plans.class).machine();
    }

    @Test
    void helpListsEveryCommandOnce() throws Exception {
        List<String> lines = run("bp:help");
        for (String command : List.of(
                "help",
                "devices",
                "drives",
                "plan",
                "wiring",
                "explain",
                "ports",
                "memmap",
                "irqs",
                "pci",
                "cpu",
                "regs",
                "x",
                "disassemble",
                "perf",
                "jit",
                "log",
                "stop",
                "cont",
                "reset",
                "power",
                "plug",
                "unplug",
                "install",
                "update")) {
            assertEquals(
                    1,
                    lines.stream()
                            .filter(l -> l.strip().split(" ")[0].equals(command))
                            .count(),
                    () -> command + " in\n" + String.join("\n", lines));
        }
    }

    @Test
    void devicesShowsCardBundlePlaceAndState() throws Exception {
        List<String> lines = run("bp:devices");
        line(lines, "^ID +TYPE +BUNDLE +AT +STATE$");
        line(lines, "^scsi0 +.*backplane\\.storage\\.lsi53c8xx 1\\.0 +.*00:04\\.0 +plugged$");
        line(lines, "^disk0 .*backplane\\.scsi 1\\.0 .*scsi0\\.0.* plugged$");
        line(lines, "^extboot0 .*backplane\\.extboot 1\\.0 .*ports 0x0404-0x0406 +plugged$");
        assertEquals(machine().cards().size() + 1, lines.size());
    }

    @Test
    void drivesShowsTheImageOnceForEachCard() throws Exception {
        List<String> lines = run("bp:drives");
        line(lines, "^drive0 +1 MiB +disk0 .*disk\\.img");
        line(lines, "^drive0 +1 MiB +extboot0 .*\\(shared\\)");
    }

    @Test
    void planShowsWhatTheDriveAskedFor() throws Exception {
        List<String> lines = run("bp:plan");
        line(lines, "^drive0: drive\\.if=scsi +backplane\\.storage\\.lsi53c8xx 1\\.0 +installed$");
        line(lines, "^boot=on: boot\\.route=extboot +backplane\\.extboot 1\\.0 +installed$");
    }

    @Test
    void wiringJoinsDiskImageAndAdapter() throws Exception {
        List<String> lines = run("bp:wiring");
        assertTrue(lines.size() > 3, lines::toString);
        line(lines, "disk0.*drive0|drive0.*disk0");
    }

    @Test
    void explainNamesTheCause() throws Exception {
        line(
                run("bp:explain scsi0"),
                "^scsi0 is plugged at .*00:04\\.0, from backplane\\.storage\\.lsi53c8xx 1\\.0; asked");
        line(run("bp:explain nosuch"), "nosuch");
    }

    @Test
    void portsMemoryAndInterruptsShowTheirOwners() throws Exception {
        List<String> ports = run("bp:ports");
        line(ports, "^0020 +0021 +ports +isa-pic0$");
        line(ports, "^0404 +0406 +ports +extboot0$");
        List<String> memory = run("bp:memmap");
        line(memory, "rom +extboot0$|extboot\\.bin");
        line(memory, "^000f0000|^000e0000|^fff[0-9a-f]0000");
        List<String> irqs = run("bp:irqs");
        line(irqs, "^0 +0 +irq +isa-pit0$");
        line(irqs, "^8 +8 +irq +mc146818rtc0$");
    }

    @Test
    void pciShowsIdsAndBars() throws Exception {
        List<String> lines = run("bp:pci");
        line(lines, "00:00\\.0 +8086:1237 +060000 ");
        line(lines, "00:01\\.0 +8086:7000 ");
        line(lines, "00:01\\.3 +8086:7113 ");
        line(lines, "00:04\\.0 +1000:0012 +010000 +scsi0 +\\d+ +.*c000");
    }

    @Test
    void regsAndMemoryAreThoseOfTheGuest() throws Exception {
        List<String> regs = run("bp:regs");
        line(regs, "(?i)eax");
        line(regs, "(?i)cr0");
        List<String> memory = run("bp:x 7c00 32");
        assertEquals(2, memory.size());
        line(memory, "^00007c00  b0 4f e6 e9 b0 4b e6 e9 ");
        line(memory, "\\.O");
        line(run("bp:x 0000:7dfe 2"), "^00007dfe  55 aa");
    }

    @Test
    void perfAccountsForAnIdleGuest() throws Exception {
        List<String> lines = run("bp:perf 1");
        line(lines, "^1\\.\\d\\d s with (interp|jit): [0-9,]+ instructions, ");
        line(lines, "^idle +\\d+\\.\\d %$");
        line(lines, "^HotSpot: .* \\d+ deopts?");
    }

    @Test
    void jitSaysWhatTheTranslatorHasDone() throws Exception {
        line(run("bp:jit"), "^(interp|jit): \\d+ regions live, ");
        line(run("bp:jit flush"), "^\\d+ regions discarded$");
        assertThrows(IllegalArgumentException.class, () -> run("bp:jit all"));
    }

    @Test
    void disassemblesTheBootSector() throws Exception {
        List<String> lines = run("bp:disassemble 7c00 4");
        assertEquals(4, lines.size(), lines::toString);
        line(lines, "(?i)b04f .*mov +al, ?0?x?4f");
        line(lines, "(?i)e6e9 .*out +0?x?e9h?, ?al");
        assertEquals(10, run("bp:disassemble").size());
    }

    @Test
    void logShowsOneCardOrAll() throws Exception {
        line(run("bp:log"), "^bios0: .*7c00");
        List<String> bios = run("bp:log bios0");
        assertTrue(!bios.isEmpty() && bios.stream().allMatch(l -> l.startsWith("bios0:")), bios::toString);
    }

    @Test
    void stopsAndContinues() throws Exception {
        run("bp:stop");
        Await.until("a stopped guest", () -> machine().state() == MachineView.State.PAUSED);
        long before = machine().instructions();
        line(run("bp:status"), "machine pc is paused: 16 MiB");
        assertEquals(before, machine().instructions());
        run("bp:cont");
        Await.until("a guest that goes on", () -> machine().state() == MachineView.State.RUNNING);
    }

    @Test
    void resetsBootsAgain() throws Exception {
        int before = launch.guest().length();
        run("bp:reset");
        Await.until("the boot sector again", () -> launch.guest().length() == before + 2);
    }

    @Test
    void powersOffAndOn() throws Exception {
        int before = launch.guest().length();
        run("bp:power off");
        Await.until("no power", () -> machine().state() == MachineView.State.OFF);
        run("bp:power on");
        Await.until("the boot sector again", () -> launch.guest().length() == before + 2);
        assertTrue(assertThrows(Exception.class, () -> run("bp:power sideways"))
                .getMessage()
                .contains("power sideways: use on, off or button"));
    }

    @Test
    void plugsAndUnplugsAndDeploys() throws Exception {
        line(run("bp:plug isa-debug-exit iobase=0x901"), "isa-debug-exit0 plugged");
        line(run("bp:ports"), "^0901 +.*isa-debug-exit0$");
        line(run("bp:unplug isa-debug-exit0"), "isa-debug-exit0 unplugged");
        Await.until(
                "the port to be free",
                () -> machine().claims().stream()
                        .noneMatch(claim -> claim.owner().equals("isa-debug-exit0")));
        Path first = jar("1.0.0");
        line(run("bp:install " + first), "plain0 plugged: port 0x00e6");
        line(run("bp:update plain0 " + jar("1.1.0")), "plain0 1\\.0\\.0 -> 1\\.1\\.0, state kept");
        line(run("bp:uninstall plain0"), "acme\\.plain 1\\.1\\.0 removed; plain0 unplugged");
        assertEquals(List.of(), FELIX.bundles("acme.plain"));
    }

    private static Path jar(String version) throws Exception {
        return BundleJar.of("acme.plain", version)
                .card("plain", "auto", PlainCard.class, "")
                .write(FELIX.scratch().resolve("plain-" + version + ".bin"));
    }

    @Test
    void saysWhatWasWrong() {
        assertTrue(assertThrows(Exception.class, () -> run("bp:plug isa-debug-exitt"))
                .getMessage()
                .contains("did you mean isa-debug-exit?"));
        assertTrue(assertThrows(Exception.class, () -> run("bp:install /nonexistent.jar"))
                .getMessage()
                .contains("there is no such file"));
    }
}

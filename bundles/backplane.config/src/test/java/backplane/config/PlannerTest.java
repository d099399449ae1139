package backplane.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.core.PlanException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlannerTest {
    @Test
    void modelsAreListedInQemusForm() throws Exception {
        assertEquals(
                List.of(
                        "Available CPUs:",
                        "x86 386                   Old",
                        "x86 486                   New (default)",
                        "",
                        "Recognized CPUID flags:",
                        "  fpu tsc"),
                PlanText.read("run", List.of("-cpu", "help")).lists(Types.pc()));
    }

    @Test
    void oneProcessorMayBeAskedFor() throws Exception {
        PlanText.read("run", List.of("-smp", "1,maxcpus=1"));
    }

    @Test
    void aScsiDriveBringsItsAdapterAndItsDisk() throws PlanException {
        Plan plan = plan("-drive file=a.img,if=scsi,serial=S1");
        assertEquals("4", card(plan, "scsi0").settings().get("addr"));
        Plan.Card disk = card(plan, "disk0");
        assertEquals("scsi-hd", disk.type().type());
        assertEquals("scsi0.0", disk.settings().get("bus"));
        assertEquals("0", disk.settings().get("unit"));
        assertEquals("(id=drive0)", disk.settings().get("drive.target"));
        Plan.Resource drive = resource(plan, "drive0");
        assertEquals("backplane.drive", drive.pid());
        assertEquals("a.img", drive.settings().get("file"));
        assertEquals("S1", drive.settings().get("serial"));
        assertTrue(find(plan, "extboot0").isEmpty(), "boot=on brings the route, nothing else does");
    }

    @Test
    void bootOnBringsTheRouteAndPutsItFirst() throws PlanException {
        Plan plan = plan("-drive file=a.img,if=scsi,boot=on,snapshot=on,readonly=on");
        assertEquals("drive0", card(plan, "extboot0").settings().get("drive"));
        assertEquals("0", card(plan, "extboot0").settings().get("bootindex"));
        assertEquals("on", resource(plan, "drive0").settings().get("snapshot"));
        assertEquals("on", resource(plan, "drive0").settings().get("readonly"));
    }

    @Test
    void theFirmwareRouteIsTheDisksOwnPlaceInTheOrder() throws PlanException {
        Plan plan = plan("-machine boot-route=firmware -drive file=a.img,if=scsi,boot=on");
        assertTrue(find(plan, "extboot0").isEmpty());
        assertEquals("0", card(plan, "disk0").settings().get("bootindex"));
    }

    @Test
    void theEighthDriveGetsASecondAdapter() throws PlanException {
        Plan plan = plan("-drive file=i,if=scsi ".repeat(8).strip());
        assertEquals("5", card(plan, "scsi1").settings().get("addr"));
        assertEquals("scsi0.0", card(plan, "disk6").settings().get("bus"));
        assertEquals("6", card(plan, "disk6").settings().get("unit"));
        assertEquals("scsi1.0", card(plan, "disk7").settings().get("bus"));
        assertEquals("0", card(plan, "disk7").settings().get("unit"));
    }

    @Test
    void indexCountsOverAllAdapters() throws PlanException {
        Plan plan = plan("-drive file=i,if=scsi,index=8");
        assertEquals("scsi1.0", card(plan, "disk0").settings().get("bus"));
        assertEquals("1", card(plan, "disk0").settings().get("unit"));
    }

    @Test
    void ideDrivesCountChannelsAsQemuDoes() throws PlanException {
        Plan plan = plan("-hda i -drive file=j,if=ide,bus=1,unit=1");
        assertEquals("0", card(plan, "disk0").settings().get("unit"));
        assertEquals("3", card(plan, "disk1").settings().get("unit"));
        assertEquals("ide0.0", card(plan, "disk1").settings().get("bus"));
    }

    @Test
    void aQemuLineWithDevicesWorksAsItIs() throws PlanException {
        Plan plan = plan("-drive file=i,if=none,id=d0 -device lsi53c895a,id=hba -device scsi-hd,drive=d0,bootindex=1"
                + " -drive file=j,if=none,id=d1 -device scsi-hd,drive=d1,bus=hba.0,scsi-id=5");
        assertEquals("hba.0", card(plan, "disk0", "scsi-hd0").settings().get("bus"));
        assertEquals("1", card(plan, "scsi-hd0").settings().get("bootindex"));
        assertEquals("5", card(plan, "scsi-hd1").settings().get("unit"));
    }

    @Test
    void anAdapterOfTheUsersIsUsedBeforeANewOne() throws PlanException {
        Plan plan = plan("-device lsi53c895a,id=mine -drive file=i,if=scsi");
        assertEquals("mine.0", card(plan, "disk0").settings().get("bus"));
        assertTrue(find(plan, "scsi0").isEmpty());
    }

    @Test
    void stdioBelongsToTheSerialPortAndSilencesTheKeyboard() throws PlanException {
        Plan plan = plan("-display none -serial stdio");
        Plan.Resource stream = resource(plan, card(plan, "serial0").settings().get("chardev"));
        assertEquals("stdio", stream.settings().get("backend"));
        assertEquals("null", resource(plan, "keyboard").settings().get("backend"));
        assertEquals("none", resource(plan, "screen").settings().get("backend"));
    }

    @Test
    void aDebugConsoleOnTheTerminalLeavesTheKeysToTheKeyboard() throws PlanException {
        Plan plan = plan("-debugcon stdio");
        assertEquals("keyboard", resource(plan, "keyboard").settings().get("backend"));
        Plan.Resource stream = resource(plan, card(plan, "debugcon0").settings().get("chardev"));
        assertEquals("off", stream.settings().get("input"));
    }

    @Test
    void streamsAreSharedByNobody() throws PlanException {
        Plan plan = plan("-serial null -device isa-debugcon,iobase=0x402,chardev=log -chardev file,id=log,path=x");
        assertEquals("null-serial0", card(plan, "serial0").settings().get("chardev"));
        assertEquals("x", resource(plan, "log").settings().get("path"));
    }

    @Test
    void machineOptionsReachCardsThatDeclareThem() throws PlanException {
        Plan plan = plan("-boot order=dc -L /roms");
        assertEquals("dc", card(plan, "mc146818rtc0").settings().get("boot.order"));
        assertEquals("/roms", card(plan, "vga0").settings().get("L"));
        assertNull(card(plan, "i440FX0").settings().get("L"));
    }

    @Test
    void firmwareIsATypeOrAFile() throws PlanException {
        assertEquals("bios-builtin", card(plan(""), "bios0").type().type());
        Plan.Card file = card(plan("-bios /x/bios.bin"), "bios0");
        assertEquals("bios-file", file.type().type());
        assertEquals("/x/bios.bin", file.settings().get("file"));
    }

    @Test
    void vgaNoneLeavesTheCardOut() throws PlanException {
        assertTrue(find(plan("-vga none"), "vga0").isEmpty());
    }

    @Test
    void machineKeysLeaveCardsOut() throws PlanException {
        assertEquals("hpet", card(plan(""), "hpet0").type().type());
        assertEquals("machine pc: hpet", row(plan("-machine acpi=off"), "hpet").requirement());
        assertEquals(
                "-machine hpet=on: type=hpet",
                row(plan("-machine pc,hpet=yes"), "hpet").requirement());
        for (String off : List.of("-machine pc,hpet=off", "-machine hpet=on -machine hpet=no")) {
            Plan plan = plan(off);
            assertTrue(find(plan, "hpet0").isEmpty(), off);
            assertEquals(new Plan.Row("-machine hpet=off: type=hpet", "left out", "-"), row(plan, "hpet"));
            assertEquals("hpet0 is not there: -machine hpet=off leaves it out", missing(off, "hpet0"));
        }
    }

    @Test
    void whatIsNotThereIsExplained() throws PlanException {
        assertEquals(
                "hpet0 is not there: no option asked for it; -device hpet adds one",
                missing("-machine acpi=off", "hpet0"));
        assertEquals("scsi0 is not there: no drive with `if=scsi` needs it", missing("-m 64", "scsi0"));
    }

    @Test
    void acpiOffLeavesThePowerManagementOut() throws PlanException {
        List<CardType> types = new ArrayList<>(Types.all());
        types.add(Types.type("PIIX4_PM", "pci", Map.of("plug", "auto")));
        for (String value : List.of("on", "off", "auto")) {
            Options options = OptionParser.parse("run", List.of("-machine", "pc,acpi=" + value));
            Plan plan = Planner.plan("p", options, Types.of(types));
            assertEquals(value.equals("off"), find(plan, "PIIX4_PM0").isEmpty(), value);
            assertTrue(find(plan, "hpet0").isPresent(), "the event timer is a key of its own");
        }
    }

    @Test
    void thePlanDoesNotDependOnTheOrderOfBundles() throws PlanException {
        List<CardType> types = new ArrayList<>(Types.all());
        Options options = OptionParser.parse("run", List.of("-drive", "file=i,if=scsi,boot=on"));
        Plan one = Planner.plan("p", options, Types.of(types));
        Collections.reverse(types);
        assertEquals(one, Planner.plan("p", options, Types.of(types)));
    }

    @Test
    void anAutomaticCardInTheRepositoryWaitsUntilItIsAskedFor() throws PlanException {
        List<CardType> types = new ArrayList<>(Types.all());
        types.add(CardType.of(
                Map.of("type", "adc", "bus", "isa", "plug", "auto"),
                new CardType.Origin("acme.adc", "1.0.0", "repository", 77)));
        Options none = OptionParser.parse("run", List.of());
        assertTrue(find(Planner.plan("p", none, Types.of(types)), "adc0").isEmpty());
        Options asked = OptionParser.parse("run", List.of("-device", "adc"));
        assertTrue(find(Planner.plan("p", asked, Types.of(types)), "adc0").isPresent());
    }

    @Test
    void installedComesBeforeRepositoryAndThenTheHighestVersion() throws PlanException {
        List<CardType> types = new ArrayList<>();
        for (String[] origin :
                new String[][] {{"2.0.0", "repository"}, {"1.2.0", "installed"}, {"1.10.0", "installed"}}) {
            types.add(
                    CardType.of(Map.of("type", "t", "bus", "isa"), new CardType.Origin("b", origin[0], origin[1], 1)));
        }
        assertEquals("1.10.0", Types.of(types).type("t").orElseThrow().origin().version());
    }

    @Test
    void theTableShowsWhatWasAskedForFirst() throws PlanException {
        List<List<String>> table = PlanText.table(
                        plan("-drive file=i,if=scsi,boot=on").rows())
                .stream()
                .map(row -> List.of(row.split("  +")))
                .toList();
        assertEquals(List.of("requirement", "provided by", "from"), table.get(0));
        List<List<String>> asked = table.stream()
                .filter(row -> row.get(0).startsWith("drive0") || row.get(0).startsWith("boot"))
                .toList();
        assertEquals(
                List.of(
                        List.of("drive0: drive.if=scsi", "bundle.lsi53c895a 1.0", "installed"),
                        List.of("drive0: scsi.target=disk", "bundle.scsi-hd 1.0", "installed"),
                        List.of("boot=on: boot.route=extboot", "bundle.extboot 1.0", "installed")),
                asked);
        assertTrue(table.get(table.size() - 1).get(0).startsWith("machine pc: "));
    }

    private static Plan plan(String line) throws PlanException {
        List<String> words = line.isEmpty() ? List.of() : List.of(line.split(" +"));
        return Planner.plan("p", OptionParser.parse("run", words), Types.pc());
    }

    private static String missing(String line, String id) throws PlanException {
        return PlanText.read("run", List.of(line.split(" +"))).missing(id, Types.pc());
    }

    private static Optional<Plan.Card> find(Plan plan, String id) {
        return plan.cards().stream().filter(c -> c.id().equals(id)).findFirst();
    }

    private static Plan.Row row(Plan plan, String type) {
        return plan.rows().stream()
                .filter(r -> r.requirement().endsWith(type))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + type + " in " + plan.rows()));
    }

    private static Plan.Card card(Plan plan, String... ids) {
        for (String id : ids) {
            Optional<Plan.Card> card = find(plan, id);
            if (card.isPresent()) {
                return card.get();
            }
        }
        throw new AssertionError("no " + String.join(" or ", ids) + " in "
                + plan.cards().stream().map(Plan.Card::id).toList());
    }

    private static Plan.Resource resource(Plan plan, String id) {
        return plan.resources().stream()
                .filter(r -> r.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + id + " in " + plan.resources()));
    }
}

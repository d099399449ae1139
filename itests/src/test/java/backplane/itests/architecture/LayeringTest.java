package backplane.itests.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may see whom: cards see the API, chips meet over wires, models know no OSGi. */
@AnalyzeClasses(packages = "backplane", importOptions = ImportOption.DoNotIncludeTests.class)
class LayeringTest {
    /** Card packages; the chips among them that may use core are listed in {@link #CORE_CARDS}. */
    private static final String[] CARDS = {
        "backplane.chipset..",
        "backplane.storage..",
        "backplane.serial..",
        "backplane.video..",
        "backplane.extboot..",
        "backplane.scsi..",
        "backplane.debugcon..",
        "backplane.example.."
    };

    /** Host bridge, interrupt and DMA chips: the machine's own wiring goes through them. */
    private static final String[] CORE_CARDS = {
        "backplane.chipset.pci440fx..",
        "backplane.chipset.piix3..",
        "backplane.chipset.piix4pm..",
        "backplane.chipset.pic8259..",
        "backplane.chipset.lapic..",
        "backplane.chipset.ioapic..",
        "backplane.chipset.dma8237.."
    };

    /** Where host time and threads live. */
    private static final String[] HOST = {
        "backplane.machine..",
        "backplane.block..",
        // Compiles beside the machine thread, and looks whether HotSpot is through.
        "backplane.cpu.x86.translate..",
        "backplane.launcher..",
        "backplane.host..",
        "backplane.console..",
        "backplane.config..",
        "backplane.deploy..",
        "backplane.shell..",
        "backplane.testkit.."
    };

    @ArchTest
    static final ArchRule theApiStandsAlone = noClasses()
            .that()
            .resideInAPackage("backplane.api..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages("backplane.api..", "java..", "org.osgi.annotation..");

    @ArchTest
    static final ArchRule coreSeesTheApiAlone = noClasses()
            .that()
            .resideInAPackage("backplane.core..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages("backplane.core..", "backplane.api..", "java..", "org.osgi.annotation..");

    @ArchTest
    static final ArchRule cardsSeeTheApiAlone = noClasses()
            .that()
            .resideInAnyPackage(CARDS)
            .and()
            .resideOutsideOfPackages(CORE_CARDS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "backplane.core..",
                    "backplane.machine..",
                    "backplane.config..",
                    "backplane.firmware..",
                    "backplane.cpu..",
                    "backplane.block..",
                    "backplane.host..");

    @ArchTest
    static final ArchRule chipsAreIslands = slices().matching(
                    "backplane.(chipset|storage|serial|video|extboot|scsi|debugcon|example|firmware).(*)..")
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule modelsArePlain = noClasses()
            .that()
            .resideInAnyPackage(CARDS)
            .and()
            .resideOutsideOfPackage("..internal..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.osgi.framework..", "org.osgi.service..");

    @ArchTest
    static final ArchRule onlyTheHostSideKnowsTheHostsClock = noClasses()
            .that()
            .resideOutsideOfPackages(HOST)
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule onlyTheHostSideStartsThreads = noClasses()
            .that()
            .resideOutsideOfPackages(HOST)
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Thread.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(java.util.concurrent.Executor.class);

    @ArchTest
    static final ArchRule nobodyPrints = noClasses()
            .that()
            .resideOutsideOfPackages("backplane.launcher..", "backplane.host..")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .accessField(System.class, "in");
}

package backplane.itests.osgi;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.core.EngineView;
import backplane.core.MachineView;
import backplane.core.Plans;
import backplane.itests.BootSector;
import backplane.itests.Nasm;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osgi.framework.Bundle;

/** The processor's bundle goes while a guest computes: its class loader, which all regions are of, goes with it. */
class ProcessorUnloadTest {
    private static final String BUNDLE = "backplane.cpu.x86";

    @RegisterExtension
    final LiveFelix felix = new LiveFelix();

    @Test
    void everyClassIsUnloadedAndNoThreadIsLeft() throws Exception {
        Path disk = BootSector.image(felix.scratch().resolve("disk.img"), Nasm.image("compute-guest"));
        felix.launch(
                "run", "-m", "16", "-display", "none", "-vga", "none", "-drive", "file=" + disk + ",if=scsi,boot=on");
        Await.until("a region", () -> counters() != null && counters().live() > 0);
        assertTrue(translates());
        WeakReference<ClassLoader> loader = loader();
        Bundle bundle = felix.bundles(BUNDLE).get(0);
        bundle.stop();
        assertFalse(translates(), "the thread outlives its bundle");
        bundle.uninstall();
        Await.until("the class loader to be collected", () -> {
            System.gc();
            return loader.get() == null;
        });
    }

    private EngineView.Counters counters() {
        MachineView machine = felix.service(Plans.class).machine();
        try {
            return machine == null || machine.cpu() == null
                    ? null
                    : machine.atSafePoint(() -> machine.cpu().engine().counters());
        } catch (TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private WeakReference<ClassLoader> loader() {
        ClassLoader loader =
                felix.service(Plans.class).machine().cpu().getClass().getClassLoader();
        assertTrue(loader != getClass().getClassLoader(), "the processor is not of the bundle");
        return new WeakReference<>(loader);
    }

    private static boolean translates() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("translator"));
    }
}

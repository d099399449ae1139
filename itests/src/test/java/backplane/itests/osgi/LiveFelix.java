package backplane.itests.osgi;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.frameworkStartLevel;
import static org.ops4j.pax.exam.CoreOptions.systemPackage;
import static org.ops4j.pax.exam.CoreOptions.workingDirectory;

import backplane.itests.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.ops4j.pax.exam.ExamSystem;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.nat.internal.NativeTestContainer;
import org.ops4j.pax.exam.spi.PaxExamRuntime;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/**
 * A Felix with the distribution's bundles, run by Pax Exam: one for each test of a class, or one for all when the
 * field is static. The API's packages come from the test's class path, so that both sides see the same classes.
 */
final class LiveFelix implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {
    /** Where the test and the bundles share classes: everything these jars export, and what the launcher lends. */
    private static final List<String> SHARED =
            List.of("backplane.api", "backplane.core", "org.apache.felix.configadmin", "org.apache.felix.gogo.runtime");

    private static final List<String> LENT = List.of(
            "backplane.host;version=1.0.0",
            "org.osgi.service.component;version=1.5.0",
            "org.osgi.service.component.runtime;version=1.5.0",
            "org.osgi.service.component.runtime.dto;version=1.5.0",
            "org.osgi.util.function;version=1.2.0",
            "org.osgi.util.promise;version=1.3.0",
            "org.jline.reader;version=3.30.0",
            "org.jline.reader.impl;version=3.30.0",
            "org.jline.terminal;version=3.30.0",
            "org.jline.terminal.impl;version=3.30.0",
            "org.jline.utils;version=3.30.0");

    /** Kept here, for the platform forgets the levels of loggers that nobody holds. */
    private static final Logger LOG = Logger.getLogger("backplane");

    private NativeTestContainer container;
    private Path scratch;
    private boolean forAll;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        forAll = true;
        start();
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        if (!forAll) {
            start();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        if (!forAll) {
            stop();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        stop();
    }

    private void start() throws IOException {
        LOG.setLevel(Level.WARNING);
        scratch = Files.createTempDirectory("backplane-felix");
        ExamSystem system = PaxExamRuntime.createServerSystem(options(scratch));
        container = new NativeTestContainer(system, new FrameworkFactory());
        container.start();
    }

    private void stop() throws IOException {
        container.stop();
        try (Stream<Path> files = Files.walk(scratch)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static Option[] options(Path scratch) {
        List<Option> options = new ArrayList<>();
        // Else Pax Exam leaves the bundle cache behind.
        options.add(workingDirectory(scratch.resolve("felix").toString()));
        for (String name : SHARED) {
            String exports = Distribution.manifest(Distribution.jar(name))
                    .getMainAttributes()
                    .getValue("Export-Package");
            packages(exports).forEach(p -> options.add(systemPackage(p)));
        }
        LENT.forEach(p -> options.add(systemPackage(p)));
        for (Distribution.Entry entry : Distribution.bundles()) {
            var jar = bundle("reference:" + entry.jar().toUri()).startLevel(entry.level());
            options.add(entry.level() <= 2 ? jar : jar.noStart());
        }
        options.add(frameworkStartLevel(4));
        options.add(frameworkProperty("org.osgi.framework.bsnversion").value("multiple"));
        options.add(frameworkProperty("felix.cm.pm").value("memory"));
        options.add(frameworkProperty("felix.log.level").value("1"));
        options.add(frameworkProperty("ds.loglevel").value("0"));
        options.add(frameworkProperty("gosh.args").value("--noshutdown"));
        return options.toArray(Option[]::new);
    }

    /** The clauses of an Export-Package header with their version alone. */
    private static List<String> packages(String header) {
        List<String> packages = new ArrayList<>();
        // A comma inside quotation marks belongs to uses:= or a version range.
        for (String clause : header.split(",(?=([^\"]*\"[^\"]*\")*[^\"]*$)")) {
            String[] parts = clause.split(";");
            String version = Arrays.stream(parts)
                    .filter(part -> part.startsWith("version="))
                    .map(part -> part.replace("\"", ""))
                    .findFirst()
                    .orElse("version=0.0.0");
            packages.add(parts[0].strip() + ";" + version);
        }
        return packages;
    }

    BundleContext context() {
        return container.getSystemBundle().getBundleContext();
    }

    /** A folder that is deleted at the end. */
    Path scratch() {
        return scratch;
    }

    /** Does what the launcher does: lends terminal and command line, which starts the planning. */
    TestLaunch launch(String command, String... arguments) {
        TestTerminal terminal = new TestTerminal();
        TestLaunch launch = new TestLaunch(this, terminal, command, List.of(arguments), scratch);
        register(backplane.host.Terminal.class, terminal, Map.of());
        register(backplane.host.Launch.class, launch, Map.of());
        return launch;
    }

    <T> ServiceRegistration<T> register(Class<T> type, T service, Map<String, ?> properties) {
        return context().registerService(type, service, new Hashtable<>(properties));
    }

    <T> T service(Class<T> type) {
        return service(type, null);
    }

    /** Waits for a service, 10 s at most. */
    <T> T service(Class<T> type, String filter) {
        return Await.value(type.getSimpleName() + (filter == null ? "" : filter), () -> {
            ServiceReference<T> reference = reference(type, filter);
            return reference == null ? null : context().getService(reference);
        });
    }

    <T> ServiceReference<T> reference(Class<T> type, String filter) {
        try {
            return context().getServiceReferences(type, filter).stream()
                    .findFirst()
                    .orElse(null);
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The installed bundles of a name. */
    List<Bundle> bundles(String name) {
        return Arrays.stream(context().getBundles())
                .filter(bundle -> name.equals(bundle.getSymbolicName()))
                .toList();
    }

    Bundle startBundle(String name) throws BundleException {
        Bundle bundle = bundles(name).get(0);
        bundle.start(Bundle.START_TRANSIENT);
        return bundle;
    }

    Bundle install(Path jar) throws BundleException {
        return context().installBundle("reference:" + jar.toUri());
    }
}

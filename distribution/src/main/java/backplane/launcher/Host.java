package backplane.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;

/** The OSGi framework with one profile's bundles. */
final class Host {
    /** Packages that bundles may import: API jars of the class path, of which none can be updated, and what flags open. */
    private static final String PACKAGES = String.join(
            ",",
            "backplane.host;version=1.0.0",
            "jdk.internal.misc",
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

    private final Framework framework;

    private Host(Framework framework) {
        this.framework = framework;
    }

    /** Installs the whole profile and starts levels 1 and 2. */
    static Host start(List<Distribution.Entry> profile, Path cache, Map<Class<?>, Object> services)
            throws BundleException, IOException {
        Framework framework = new FrameworkFactory().newFramework(settings(cache));
        framework.init();
        Host host = new Host(framework);
        services.forEach(host::publish);
        BundleContext context = framework.getBundleContext();
        for (Distribution.Entry entry : profile) {
            Bundle bundle = context.installBundle("reference:" + entry.jar().toUri());
            bundle.adapt(BundleStartLevel.class).setStartLevel(entry.level());
            if (entry.level() <= 2) {
                bundle.start(Bundle.START_ACTIVATION_POLICY);
            }
        }
        framework.start();
        return host;
    }

    private static Map<String, String> settings(Path cache) {
        Map<String, String> settings = new HashMap<>();
        settings.put(Constants.FRAMEWORK_STORAGE, cache.toString());
        settings.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, "4");
        settings.put(Constants.FRAMEWORK_BSNVERSION, Constants.FRAMEWORK_BSNVERSION_MULTIPLE);
        settings.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, PACKAGES);
        // Two processes never share a cache: the scratch folder has a lock of its own.
        settings.put("felix.cache.locking", "false");
        settings.put("felix.log.level", "1");
        settings.put("felix.cm.pm", "memory");
        settings.put("ds.loglevel", "2");
        settings.put("gosh.args", "--noshutdown");
        return settings;
    }

    /** Publishes an object of the launcher's as a service. */
    void publish(Class<?> type, Object service) {
        framework.getBundleContext().registerService(type.getName(), service, null);
    }

    /** Stops every bundle, which closes images, and waits 3 s at most. */
    void stop() {
        try {
            framework.stop();
            framework.waitForStop(3_000);
        } catch (BundleException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package backplane.config.internal;

import backplane.config.CardKeys;
import backplane.config.CardType;
import backplane.config.Catalogue;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParser;
import javax.xml.parsers.SAXParserFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** Reads what the framework's bundles declare, started, resolved or only installed. */
final class BundleCatalogue {
    private static final String NAMESPACE = "backplane.device";
    private final BundleContext context;
    private final Path repository;
    private final Map<Long, String> fromRepository = new HashMap<>();
    private SAXParser parser;

    BundleCatalogue(BundleContext context, Path repository) {
        this.context = context;
        this.repository = repository;
    }

    /** Installs the repository's bundles without resolving them, so that their manifests can be read. */
    void openRepository() {
        if (!Files.isDirectory(repository)) {
            return;
        }
        List<Path> jars;
        try (Stream<Path> files = Files.list(repository)) {
            jars = files.filter(f -> f.toString().endsWith(".jar")).sorted().toList();
        } catch (IOException e) {
            log("the repository " + repository + " cannot be read", e);
            return;
        }
        for (Path jar : jars) {
            try {
                Bundle bundle = context.installBundle("reference:" + jar.toUri());
                fromRepository.put(bundle.getBundleId(), jar.toString());
            } catch (BundleException e) {
                log(jar + " is no bundle and was left out", e);
            }
        }
    }

    private static void log(String text, Exception e) {
        System.getLogger(BundleCatalogue.class.getName()).log(System.Logger.Level.WARNING, text, e);
    }

    Catalogue read() {
        List<CardType> types = new ArrayList<>();
        for (Bundle bundle : context.getBundles()) {
            types.addAll(types(bundle));
        }
        // By name: the hash code of a record is linked at run time, which costs start-up more than all look-ups.
        Map<String, CardKeys> known = new HashMap<>();
        return new Catalogue(
                types,
                repository.toString(),
                type -> known.computeIfAbsent(type.origin().bundle() + " " + type.pid(), name -> keys(type)));
    }

    List<CardType> types(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        if (revision == null) {
            return List.of();
        }
        List<CardType> types = new ArrayList<>();
        for (BundleCapability capability : revision.getDeclaredCapabilities(NAMESPACE)) {
            types.add(CardType.of(
                    capability.getAttributes(),
                    new CardType.Origin(
                            bundle.getSymbolicName(),
                            bundle.getVersion().toString(),
                            fromRepository.containsKey(bundle.getBundleId()) ? "repository" : "installed",
                            bundle.getBundleId())));
        }
        return types;
    }

    /** One parser for all: making one costs more than what it reads. */
    private SAXParser parser() throws SAXException, ParserConfigurationException {
        if (parser == null) {
            parser = SAXParserFactory.newDefaultInstance().newSAXParser();
        } else {
            parser.reset();
        }
        return parser;
    }

    private synchronized CardKeys keys(CardType type) {
        Bundle bundle = context.getBundle(type.origin().bundle());
        String header = bundle == null ? null : bundle.getHeaders("").get("Service-Component");
        if (header == null) {
            return new CardKeys(Map.of(), Map.of());
        }
        for (String path : header.split(",")) {
            URL entry = bundle.getEntry(path.strip());
            if (entry == null) {
                continue;
            }
            ComponentReader reader = new ComponentReader();
            try (InputStream in = entry.openStream()) {
                parser().parse(in, reader);
            } catch (IOException | SAXException | ParserConfigurationException e) {
                log(path + " of " + bundle + " cannot be read", e);
            }
            if (reader.pids.contains(type.pid())) {
                return new CardKeys(reader.defaults, reader.references);
            }
        }
        return new CardKeys(Map.of(), Map.of());
    }

    /** Keys and references of a DS component description. */
    private static final class ComponentReader extends DefaultHandler {
        private final Map<String, String> defaults = new HashMap<>();
        private final Map<String, String> references = new HashMap<>();
        private List<String> pids = List.of();

        @Override
        public void startElement(String uri, String localName, String qualified, Attributes attributes) {
            switch (qualified.substring(qualified.indexOf(':') + 1)) {
                case "component" -> {
                    String pid = attributes.getValue("configuration-pid");
                    pids = pid == null ? List.of() : List.of(pid.split(" "));
                }
                case "property" -> defaults.put(attributes.getValue("name"), orEmpty(attributes.getValue("value")));
                case "reference" -> references.put(attributes.getValue("name"), orEmpty(attributes.getValue("target")));
                default -> {
                    // Nothing that a user could set.
                }
            }
        }

        private static String orEmpty(String value) {
            return value == null ? "" : value;
        }
    }
}

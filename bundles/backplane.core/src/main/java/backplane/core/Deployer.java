package backplane.core;

import java.nio.file.Path;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The one way bundles enter and leave while a machine runs; a service of the deploy bundle. Each method returns what
 * happened as one line for the user. Any thread but a machine's may call it.
 */
@ProviderType
public interface Deployer {
    /** Installs a jar and plugs its {@code plug=auto} cards in; a bundle of that name already there is updated. */
    String install(Path jar) throws PlanException;

    /** Puts a jar in the place of the bundle that a card's code, or the name, is from; cards keep their state. */
    String update(String cardOrBundle, Path jar) throws PlanException;

    /** Unplugs a bundle's cards and removes it. */
    String uninstall(String cardOrBundle) throws PlanException;
}

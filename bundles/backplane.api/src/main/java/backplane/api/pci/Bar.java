package backplane.api.pci;

import org.osgi.annotation.versioning.ProviderType;

/** A base address register. Machine thread only. */
@ProviderType
public interface Bar {
    /** Where the guest put it, whether enabled or not. */
    long address();

    /** Whether the COMMAND register enables it and it answers. */
    boolean enabled();

    /** In bytes. */
    int size();
}

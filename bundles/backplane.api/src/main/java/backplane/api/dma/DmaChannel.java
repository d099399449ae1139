package backplane.api.dma;

import backplane.api.device.Claim;
import org.osgi.annotation.versioning.ProviderType;

/** A card's end of an ISA DMA channel. Machine thread only. */
@ProviderType
public interface DmaChannel extends Claim {
    /** Drives DREQ. Transfers happen at safe points while it is high and the channel is unmasked. */
    void request(boolean level);
}

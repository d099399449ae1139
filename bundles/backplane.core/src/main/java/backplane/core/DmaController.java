package backplane.core;

import backplane.api.dma.DmaChannel;
import backplane.api.dma.DmaDevice;
import org.osgi.annotation.versioning.ConsumerType;

/** The ISA DMA controller. Machine thread only. */
@ConsumerType
public interface DmaController {
    /** Joins a card to channel 0 to 7; the machine has checked that the channel is free. */
    DmaChannel channel(int channel, DmaDevice device);
}

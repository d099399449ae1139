package backplane.chipset.dma8237;

import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.device.Slot;
import backplane.api.dma.DmaChannel;
import backplane.api.dma.DmaDevice;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** A card with one channel: gives the bytes 1, 2, 3 … and keeps what it gets. */
final class DmaCard implements Device, DmaDevice {
    private final int number;
    final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    int given;
    int terminalCounts;
    /** Bytes it moves before it has enough. */
    int appetite = Integer.MAX_VALUE;

    DmaChannel channel;

    DmaCard(int number) {
        this.number = number;
    }

    @Override
    public int toDevice(byte[] from, int at, int count) {
        int n = Math.min(count, appetite);
        appetite -= n;
        taken.write(from, at, n);
        return n;
    }

    @Override
    public int fromDevice(byte[] to, int at, int count) {
        int n = Math.min(count, appetite);
        appetite -= n;
        for (int i = 0; i < n; i++) {
            to[at + i] = (byte) ++given;
        }
        return n;
    }

    @Override
    public void terminalCount() {
        terminalCounts++;
        channel.request(false);
    }

    @Override
    public DeviceInfo info() {
        return new DeviceInfo("dmacard", "a card with a DMA channel", "test", List.of());
    }

    @Override
    public void plug(Slot slot) throws PlugException {
        channel = slot.dma(number, this);
    }

    @Override
    public void reset(ResetKind kind) {
        // The test drives it.
    }

    @Override
    public void save(StateWriter out) {
        // No state.
    }

    @Override
    public void restore(StateReader in) {
        // No state.
    }
}

package backplane.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import backplane.api.block.BlockCompletion;
import backplane.api.block.BlockInfo;
import backplane.api.block.BlockNode;
import backplane.api.block.BlockPort;
import backplane.api.block.BlockStatus;
import backplane.api.block.Share;
import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.device.Slot;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests whose host does not answer. */
@Timeout(60)
class BlockLeaseTest {
    private final Host host = new Host();
    private final Card card = new Card(host);
    private final List<BlockStatus> first = new ArrayList<>();
    private final List<BlockStatus> second = new ArrayList<>();
    private Machine machine;

    @BeforeEach
    void plug() throws PlugException {
        machine = new Machine("pc", Map.of(), 1, null, true, (m, c, level, text) -> {});
        machine.plug("card", card, Map.of(), "test");
    }

    @AfterEach
    void unplug() {
        machine.unplug("card");
    }

    private void request(List<BlockStatus> to) {
        card.port.read(0, new byte[512], 0, 512, to::add);
    }

    @Test
    void cancelDoesNotWaitAndLateAnswersAreNobodys() {
        request(first);
        request(first);
        card.port.cancel();
        assertEquals(List.of(BlockStatus.CANCELLED, BlockStatus.CANCELLED), first);
        request(second);
        host.answer(3);
        machine.safePoint();
        assertEquals(2, first.size());
        assertEquals(List.of(BlockStatus.OK), second);
        request(second);
        request(second);
        host.answer(2);
        card.port.drain();
        assertEquals(3, second.size());
    }

    @Test
    void unplugDoesNotWait() {
        request(first);
        machine.unplug("card");
        assertEquals(List.of(BlockStatus.CANCELLED), first);
        host.answer(1);
        machine.safePoint();
        assertEquals(1, first.size());
    }

    @Test
    void drainDoesNotWaitWhenTheMachineEnds() {
        request(first);
        machine.stop();
        card.port.drain();
        assertEquals(List.of(BlockStatus.CANCELLED), first);
    }

    /** Keeps requests until it is told to answer. */
    private static final class Host implements BlockNode {
        private final List<BlockCompletion> waiting = new ArrayList<>();

        void answer(int count) {
            for (int i = 0; i < count; i++) {
                waiting.remove(0).done(BlockStatus.OK);
            }
        }

        @Override
        public BlockInfo info() {
            return new BlockInfo("disk", "disk", 4096, 512, false, "", 0, 0, 0);
        }

        @Override
        public void read(long offset, byte[] to, int at, int n, BlockCompletion c) {
            waiting.add(c);
        }

        @Override
        public void write(long offset, byte[] from, int at, int n, BlockCompletion c) {
            waiting.add(c);
        }

        @Override
        public void flush(BlockCompletion c) {
            waiting.add(c);
        }

        @Override
        public void discard(long offset, long n, BlockCompletion c) {
            waiting.add(c);
        }

        @Override
        public void close() {}
    }

    /** Leases the disk. */
    private static final class Card implements Device {
        private final BlockNode disk;
        private BlockPort port;

        Card(BlockNode disk) {
            this.disk = disk;
        }

        @Override
        public DeviceInfo info() {
            return new DeviceInfo("card", "card", "none", List.of());
        }

        @Override
        public void plug(Slot slot) throws PlugException {
            port = slot.block(disk, Share.EXCLUSIVE);
        }

        @Override
        public void reset(ResetKind kind) {}

        @Override
        public void save(StateWriter out) {}

        @Override
        public void restore(StateReader in) {}
    }
}

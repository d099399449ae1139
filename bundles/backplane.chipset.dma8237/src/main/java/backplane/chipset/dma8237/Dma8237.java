package backplane.chipset.dma8237;

import backplane.api.clock.Clock;
import backplane.api.clock.Timer;
import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.device.Slot;
import backplane.api.dma.DmaChannel;
import backplane.api.dma.DmaDevice;
import backplane.api.memory.GuestMemory;
import backplane.api.port.PortDevice;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import backplane.core.CoreSlot;
import backplane.core.DmaController;
import java.util.Arrays;

/**
 * Both controllers. A request or a register that lets a channel go arms a timer for now; the transfer itself happens
 * there, between instructions, so that a card is never called from inside its own register access.
 */
public class Dma8237 implements Device, DmaController {
    /** One activation moves this much, then the guest runs on. */
    private static final int CHUNK = 4096;
    /** The pace of chunks that follow: the ISA bus moves 4 MB/s at best. */
    private static final long BYTE_NS = 250;

    private static final int FIRST_PAGE = 0x81;
    /** The channel whose page register is at 0x81 and up; -1 is a latch. */
    private static final int[] PAGE_CHANNEL = {2, 3, 1, -1, -1, -1, 0, -1, 6, 7, 5, -1, -1, -1, -1};

    private static final DeviceInfo INFO = new DeviceInfo(
            "i8257",
            "Intel 8237A DMA controllers with page registers",
            "Intel 231466 (8237A), 290550 (82371SB)",
            Dma8237Register.table());

    private final Controller8237[] controllers = {
        new Controller8237(0, 0, this::changed), new Controller8237(4, 1, this::changed)
    };
    private final byte[] scratch = new byte[PAGE_CHANNEL.length];
    private final byte[] buffer = new byte[CHUNK];
    private GuestMemory memory;
    private Clock clock;
    private Timer timer;

    @Override
    public DeviceInfo info() {
        return INFO;
    }

    @Override
    public void plug(Slot slot) throws PlugException {
        memory = slot.memory();
        clock = slot.clock();
        timer = clock.timer("transfer", this::transfer);
        slot.ports(0x00, 16, controllers[0]);
        slot.ports(0xc0, 32, controllers[1]);
        slot.ports(FIRST_PAGE, PAGE_CHANNEL.length, new Pages());
        ((CoreSlot) slot).dma(this);
    }

    @Override
    public DmaChannel channel(int channel, DmaDevice device) {
        return at(channel).join(device, this::changed);
    }

    private Channel8237 at(int channel) {
        return controllers[channel >> 2].channel(channel & 3);
    }

    @Override
    public void reset(ResetKind kind) {
        if (kind == ResetKind.POWER_ON) {
            controllers[0].powerOn();
            controllers[1].powerOn();
            Arrays.fill(scratch, (byte) 0);
        } else if (kind == ResetKind.HARD) {
            controllers[0].clear();
            controllers[1].clear();
        }
    }

    private void changed() {
        for (int i = 0; i < 8; i++) {
            if (ready(i)) {
                timer.at(clock.now());
                return;
            }
        }
    }

    private boolean ready(int channel) {
        return controllers[channel >> 2].enabled() && at(channel).ready();
    }

    /** Serves the ready channel with the lowest number; a card that has nothing for its request lets the next one go. */
    private void transfer() {
        for (int i = 0; i < 8; i++) {
            int moved = ready(i) ? at(i).transfer(memory, buffer) : 0;
            if (moved != 0) {
                if (!timer.armed()) {
                    timer.at(clock.now() + moved * BYTE_NS);
                }
                return;
            }
        }
    }

    @Override
    public void save(StateWriter out) {
        controllers[0].save(out.record("controller0"));
        controllers[1].save(out.record("controller1"));
        out.put("scratch", scratch);
    }

    @Override
    public void restore(StateReader in) throws StateException {
        controllers[0].restore(in.record("controller0"));
        controllers[1].restore(in.record("controller1"));
        byte[] saved = in.getBytes("scratch");
        System.arraycopy(saved, 0, scratch, 0, Math.min(saved.length, scratch.length));
        changed();
    }

    /** Ports 0x81 to 0x8f. */
    private final class Pages implements PortDevice {
        @Override
        public int read8(int offset) {
            int channel = PAGE_CHANNEL[offset];
            return channel < 0 ? scratch[offset] & 0xff : at(channel).page();
        }

        @Override
        public void write8(int offset, int value) {
            int channel = PAGE_CHANNEL[offset];
            if (channel < 0) {
                scratch[offset] = (byte) value;
            } else {
                at(channel).page(value);
            }
        }
    }
}

package backplane.firmware.fwcfg;

import backplane.api.clock.Timer;
import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.PlugException;
import backplane.api.device.RegisterInfo;
import backplane.api.device.ResetKind;
import backplane.api.device.Slot;
import backplane.api.memory.GuestMemory;
import backplane.api.port.PortDevice;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import backplane.core.CoreSlot;
import backplane.core.MachineView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The firmware configuration device. */
public class FwCfg implements Device {
    private static final int SELECTOR_PORT = 0x510;
    private static final int DMA_PORT = 0x514;
    private static final int ITEMS = 0x4000;
    private static final int ARCH_LOCAL = 0x8000;
    private static final int KEY_MASK = ITEMS - 1;
    private static final int CHUNK = 4096;
    private static final long CONTINUE_NS = 1000;
    private static final String OPTION = "fw_cfg.";

    private static final int ERROR = 1;
    private static final int READ = 2;
    private static final int SKIP = 4;
    private static final int SELECT = 8;
    private static final int WRITE = 16;

    private static final byte[] DMA_SIGNATURE = FwCfgItems.ascii("QEMU CFG");
    private static final byte[] NONE = new byte[0];

    /** By key; null where there is no item. */
    private final byte[][] generic = new byte[ITEMS][];

    private final byte[][] local = new byte[ITEMS][];
    private final Map<String, byte[]> users = new HashMap<>();
    /** By key; none without {@code -kernel}. */
    private Map<Integer, byte[]> kernel = Map.of();

    private final byte[] chunk = new byte[CHUNK];

    private CoreSlot slot;
    private GuestMemory memory;
    private Timer next;
    private int key;
    private byte[] item = NONE;
    private int offset;
    private int dmaHigh;

    /** A transfer under way: where the descriptor is, -1 for none, and what is left of it. */
    private long descriptor = -1;

    private long target;
    private long left;

    @Override
    public DeviceInfo info() {
        return new DeviceInfo("fw_cfg", "firmware configuration", "QEMU docs/specs/fw_cfg", REGISTERS);
    }

    private static final List<RegisterInfo> REGISTERS = List.of(
            new RegisterInfo(
                    "SELECTOR", RegisterInfo.Space.PORT, 0, 2, RegisterInfo.Access.W, "0x510: key; offset back to 0"),
            new RegisterInfo("DATA", RegisterInfo.Space.PORT, 1, 1, RegisterInfo.Access.R, "0x511: the next byte"),
            new RegisterInfo(
                    "DMA",
                    RegisterInfo.Space.PORT,
                    4,
                    8,
                    RegisterInfo.Access.RW,
                    "0x514: big-endian; low half starts"));

    @Override
    public void plug(Slot plugged) throws PlugException {
        slot = (CoreSlot) plugged;
        memory = slot.memory();
        next = slot.clock().timer("dma", this::advance);
        for (Map.Entry<String, String> option : slot.machine().options().entrySet()) {
            if (option.getKey().startsWith(OPTION)) {
                users.put(option.getKey().substring(OPTION.length()), user(option.getKey(), option.getValue()));
            }
        }
        kernel = KernelItems.of(slot.machine());
        if (!kernel.isEmpty()) {
            slot.rom(KernelItems.rom());
        }
        slot.ports(SELECTOR_PORT, 2, new Selector());
        slot.ports(DMA_PORT, 8, new Dma());
    }

    /** {@code string=TEXT} or {@code file=PATH}, as after the name in {@code -fw_cfg}. */
    private static byte[] user(String option, String value) throws PlugException {
        if (value.startsWith("string=")) {
            return FwCfgItems.ascii(value.substring("string=".length()));
        }
        String name = option.substring(OPTION.length());
        if (!value.startsWith("file=")) {
            throw new PlugException("-fw_cfg name=" + name + ": string=TEXT or file=PATH is missing");
        }
        String file = value.substring("file=".length());
        try {
            return Files.readAllBytes(Path.of(file));
        } catch (IOException e) {
            throw new PlugException("-fw_cfg name=" + name + ": " + file + " cannot be read");
        }
    }

    @Override
    public void reset(ResetKind kind) {
        if (kind == ResetKind.SOFT || kind == ResetKind.BUS) {
            return;
        }
        next.cancel();
        descriptor = -1;
        dmaHigh = 0;
        fill(slot.machine());
        select(0);
    }

    private void fill(MachineView machine) {
        clear();
        FwCfgItems.keys(machine).forEach(this::put);
        kernel.forEach(this::put);
        TreeMap<String, byte[]> files = FwCfgItems.files(machine, users);
        put(FwCfgItems.FILE_DIR, FwCfgItems.directory(files));
        int file = FwCfgItems.FILE_FIRST;
        for (byte[] content : files.values()) {
            put(file++, content);
        }
    }

    private void clear() {
        for (int i = 0; i < ITEMS; i++) {
            generic[i] = null;
            local[i] = null;
        }
    }

    private void put(int number, byte[] content) {
        ((number & ARCH_LOCAL) != 0 ? local : generic)[number & KEY_MASK] = content;
    }

    private void select(int number) {
        key = number;
        byte[] found = ((number & ARCH_LOCAL) != 0 ? local : generic)[number & KEY_MASK];
        item = found == null ? NONE : found;
        offset = 0;
    }

    private int nextByte() {
        return offset < item.length ? item[offset++] & 0xff : 0;
    }

    /** Reads the descriptor and starts what it says. */
    private void start(long address) {
        if (descriptor >= 0 || !memory.isRam(address, 16)) {
            return;
        }
        int control = Integer.reverseBytes(memory.read32(address));
        long length = Integer.reverseBytes(memory.read32(address + 4)) & 0xffffffffL;
        int high = memory.read32(address + 8);
        long data = Integer.reverseBytes(memory.read32(address + 12)) & 0xffffffffL;
        if ((control & SELECT) != 0) {
            select(control >>> 16);
        }
        if ((control & READ) != 0) {
            if (high != 0 || length > memory.size() || data + length > 0x1_0000_0000L) {
                finish(address, ERROR);
                return;
            }
            descriptor = address;
            target = data;
            left = length;
            advance();
        } else if ((control & WRITE) != 0) {
            finish(address, length == 0 ? 0 : ERROR);
        } else {
            if ((control & SKIP) != 0) {
                offset = (int) Math.min(item.length, offset + length);
            }
            finish(address, 0);
        }
    }

    /** Moves chunks until all is done or the budget of this activation is used up. */
    private void advance() {
        if (descriptor < 0) {
            return;
        }
        while (left > 0) {
            if (!slot.spend(1)) {
                next.at(slot.clock().now() + CONTINUE_NS);
                return;
            }
            int count = (int) Math.min(left, CHUNK);
            int present = Math.min(count, item.length - offset);
            System.arraycopy(item, offset, chunk, 0, present);
            Arrays.fill(chunk, present, count, (byte) 0);
            memory.write(target, chunk, 0, count);
            offset += present;
            target += count;
            left -= count;
        }
        long done = descriptor;
        descriptor = -1;
        finish(done, 0);
    }

    private void finish(long address, int control) {
        memory.write32(address, Integer.reverseBytes(control));
    }

    @Override
    public void save(StateWriter out) {
        out.put("key", key);
        out.put("offset", offset);
        out.put("dmaHigh", dmaHigh);
        out.put("descriptor", descriptor);
        out.put("target", target);
        out.put("left", left);
        save(out.record("generic"), generic);
        save(out.record("local"), local);
    }

    private static void save(StateWriter out, byte[][] items) {
        for (int i = 0; i < ITEMS; i++) {
            if (items[i] != null) {
                out.put(Integer.toHexString(i), items[i]);
            }
        }
    }

    /** The guest may have read the directory: the saved contents hold until the next reset. */
    @Override
    public void restore(StateReader in) throws StateException {
        clear();
        restore(in.record("generic"), generic);
        restore(in.record("local"), local);
        select(in.getInt("key"));
        offset = Math.max(0, Math.min(item.length, in.getInt("offset")));
        dmaHigh = in.getInt("dmaHigh");
        descriptor = in.getLong("descriptor");
        target = in.getLong("target");
        left = in.getLong("left");
    }

    private static void restore(StateReader in, byte[][] items) throws StateException {
        for (int i = 0; i < ITEMS; i++) {
            String name = Integer.toHexString(i);
            if (in.has(name)) {
                items[i] = in.getBytes(name);
            }
        }
    }

    /** 0x510 and 0x511. The selector takes words only; as in QEMU a byte read of either port is data. */
    private final class Selector implements PortDevice {
        @Override
        public int read8(int at) {
            return nextByte();
        }

        @Override
        public void write8(int at, int value) {}

        @Override
        public void write16(int at, int value) {
            if (at == 0) {
                select(value);
            }
        }
    }

    /** 0x514 to 0x51B. The high half latches and returns to 0 with each start. */
    private final class Dma implements PortDevice {
        @Override
        public int read8(int at) {
            return DMA_SIGNATURE[at];
        }

        @Override
        public void write8(int at, int value) {}

        @Override
        public void write32(int at, int value) {
            if (at == 0) {
                dmaHigh = Integer.reverseBytes(value);
            } else if (at == 4) {
                int high = dmaHigh;
                dmaHigh = 0;
                if (high == 0) {
                    start(Integer.reverseBytes(value) & 0xffffffffL);
                }
            }
        }
    }
}

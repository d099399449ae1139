package backplane.extboot;

import backplane.api.block.BlockCompletion;
import backplane.api.block.BlockNode;
import backplane.api.block.BlockPort;
import backplane.api.block.BlockStatus;
import backplane.api.block.Share;
import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.Location;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.device.Slot;
import backplane.api.memory.GuestMemory;
import backplane.api.port.PortDevice;
import backplane.api.rom.OptionRom;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * One disk behind port 0x405, whatever controller it is attached to.
 *
 * <p>The ROM fills a command block in memory, writes the block's address divided by 16 to the port and finds the
 * command carried out when the OUT instruction returns. So this card waits for the host's disk, the only one that
 * does: no ROM of this kind can wait for an interrupt.
 */
public class Extboot implements Device, PortDevice {
    /** The first port claimed. */
    static final int BASE = 0x404;

    static final int GEOMETRY = 0;
    static final int READ = 1;
    static final int WRITE = 2;
    static final int IDENTIFY = 3;
    static final int READ_EXTENDED = 4;
    static final int WRITE_EXTENDED = 5;
    static final int VERIFY_EXTENDED = 6;

    /** Added to the INT 13h error code in a block's first word. */
    static final int FAILED = 0x8000;

    static final int BAD_PARAMETER = 0x01;
    static final int WRITE_PROTECTED = 0x03;
    static final int NOT_FOUND = 0x04;
    static final int BAD_ADDRESS = 0x09;
    static final int UNREADABLE = 0x10;
    static final int TIMEOUT = 0x80;
    static final int WRITE_FAULT = 0xcc;

    /** "XBID" in memory. */
    static final int MAGIC = 0x44494258;

    static final int VERSION = 1;
    /** Feature bit: types 0 to 2 leave a status in the block's first word. */
    static final int HAS_STATUS = 1;
    /** Feature bit: types 4 to 6 are there. */
    static final int HAS_EXTENDED = 2;
    /** Feature bit: the identify block names the controller. */
    static final int HAS_PATH = 4;
    /** Feature bit: writes fail with 03h. */
    static final int READ_ONLY = 8;

    static final int STANDARD_SIZE = 16;
    static final int EXTENDED_SIZE = 32;
    static final int IDENTIFY_SIZE = 64;

    private static final int PORTS = 3;
    private static final int SECTOR = 512;
    private static final int CHUNK = 128;
    private static final String ROM = "extboot.bin";
    private static final DeviceInfo INFO = new DeviceInfo(
            "extboot",
            "extboot disk at port 0x405 with its option ROM",
            "extboot patch version 3, 2010; EDD 3.0 for the device path",
            ExtbootRegister.table());

    private final BlockNode drive;
    private final ByteBuffer block = ByteBuffer.allocate(IDENTIFY_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    private final byte[] data = new byte[CHUNK * SECTOR];
    private final BlockCompletion completion = this::completed;
    private Slot slot;
    private GuestMemory memory;
    private BlockPort port;
    private BlockStatus status = BlockStatus.OK;
    /** Read from the disk at the first command after a reset, null until then. */
    private ExtbootGeometry geometry;

    public Extboot(BlockNode drive) {
        this.drive = drive;
    }

    @Override
    public DeviceInfo info() {
        return INFO;
    }

    @Override
    public void plug(Slot slot) throws PlugException {
        this.slot = slot;
        memory = slot.memory();
        port = slot.block(drive, Share.SHARED);
        slot.ports(BASE, PORTS, this);
        slot.rom(new OptionRom(ROM, romImage()));
    }

    /** A fresh copy of the option ROM. */
    static byte[] romImage() {
        try (InputStream in = Extboot.class.getResourceAsStream(ROM)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("the bundle's own resource " + ROM + " cannot be read: " + e.getMessage());
        }
    }

    @Override
    public void reset(ResetKind kind) {
        if (kind != ResetKind.SOFT) {
            geometry = null;
        }
    }

    @Override
    public void save(StateWriter out) {
        out.put("geometryKnown", geometry != null);
        if (geometry != null) {
            out.put("geometry", new int[] {geometry.cylinders(), geometry.heads(), geometry.sectors()});
        }
    }

    @Override
    public void restore(StateReader in) throws StateException {
        geometry = null;
        if (in.getBoolean("geometryKnown")) {
            int[] chs = in.getInts("geometry");
            if (chs.length != 3) {
                throw new StateException("geometry: 3 numbers expected, " + chs.length + " found");
            }
            geometry = new ExtbootGeometry(chs[0], chs[1], chs[2]);
        }
    }

    @Override
    public int read8(int offset) {
        return offset == ExtbootRegister.MODE.offset ? 1 : 0xff;
    }

    /** The register is 16 bits wide and takes nothing else. */
    @Override
    public void write8(int offset, int value) {}

    @Override
    public void write16(int offset, int value) {
        if (offset == ExtbootRegister.COMMAND.offset) {
            execute((long) value << 4);
        }
    }

    @Override
    public void write32(int offset, int value) {}

    /** Whatever the type, the block is read before and written after the command, as the original did. */
    private void execute(long at) {
        if (!memory.isRam(at, STANDARD_SIZE)) {
            slot.log(Level.WARNING, "command block at " + Long.toHexString(at) + " is not in RAM, ignored");
            return;
        }
        memory.read(at, block.array(), 0, STANDARD_SIZE);
        int size = STANDARD_SIZE;
        int type = block.getShort(0) & 0xffff;
        switch (type) {
            case GEOMETRY -> answerGeometry();
            case READ, WRITE -> {
                long address = ((block.getShort(4) & 0xffffL) << 4) + (block.getShort(6) & 0xffff);
                int result = transfer(type == WRITE, true, block.getLong(8), block.getShort(2) & 0xffff, address);
                block.putShort(0, (short) result);
            }
            case IDENTIFY -> size = fits(at, IDENTIFY_SIZE) ? answerIdentify() : STANDARD_SIZE;
            case READ_EXTENDED, WRITE_EXTENDED, VERIFY_EXTENDED ->
                size = fits(at, EXTENDED_SIZE) ? extended(at, type) : STANDARD_SIZE;
            default -> {
                // A type of the future: the unchanged block tells the ROM that this device does not know it.
            }
        }
        memory.write(at, block.array(), 0, size);
    }

    private boolean fits(long at, int size) {
        if (memory.isRam(at, size)) {
            return true;
        }
        block.putShort(0, (short) (FAILED | BAD_ADDRESS));
        return false;
    }

    private void answerGeometry() {
        ExtbootGeometry g = geometry().translated();
        block.putShort(2, (short) g.cylinders());
        block.putShort(4, (short) g.heads());
        block.putShort(6, (short) g.sectors());
        block.putLong(8, port.info().blocks());
    }

    private ExtbootGeometry geometry() {
        if (geometry == null) {
            boolean known = port.info().size() >= SECTOR && readChunk(0, 1) == BlockStatus.OK;
            geometry = ExtbootGeometry.of(port.info(), known ? data : null);
        }
        return geometry;
    }

    private int answerIdentify() {
        List<Location> locations = port.locations();
        boolean readOnly = port.info().readOnly();
        Arrays.fill(block.array(), (byte) 0);
        ExtbootGeometry g = geometry();
        block.putShort(2, (short) VERSION).putInt(4, MAGIC);
        int features = HAS_STATUS | HAS_EXTENDED | (locations.isEmpty() ? 0 : HAS_PATH) | (readOnly ? READ_ONLY : 0);
        block.putShort(8, (short) features).putShort(10, (short) SECTOR);
        block.putLong(12, port.info().blocks());
        block.putShort(20, (short) g.cylinders());
        block.putShort(22, (short) g.heads());
        block.putShort(24, (short) g.sectors());
        block.putShort(26, (short) 1);
        if (!locations.isEmpty()) {
            putPath(locations.get(0));
        }
        return IDENTIFY_SIZE;
    }

    /** Bytes 36 to 71 of the EDD 3.0 drive parameters, T13 form. */
    private void putPath(Location where) {
        byte[] bus = "PCI ".getBytes(StandardCharsets.US_ASCII);
        byte[] protocol = String.format("%-8.8s", where.protocol()).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bus, 0, block.array(), 28, bus.length);
        System.arraycopy(protocol, 0, block.array(), 32, protocol.length);
        boolean ata = where.protocol().startsWith("ATA");
        block.put(40, (byte) where.pci().bus());
        block.put(41, (byte) where.pci().device());
        block.put(42, (byte) where.pci().function());
        block.put(43, (byte) (ata ? where.id() >> 1 : 0));
        if (ata) {
            block.put(48, (byte) (where.id() & 1));
        } else {
            block.putShort(48, (short) where.id());
            block.putLong(50, where.lun());
        }
    }

    private int extended(long at, int type) {
        memory.read(at, block.array(), 0, EXTENDED_SIZE);
        int result = FAILED | BAD_PARAMETER;
        long count = block.getInt(4) & 0xffffffffL;
        if (block.getShort(2) == 0) {
            result = transfer(
                    type == WRITE_EXTENDED, type != VERIFY_EXTENDED, block.getLong(8), count, block.getLong(16));
        }
        block.putShort(0, (short) result);
        block.putInt(24, result == 0 ? (int) count : 0);
        return EXTENDED_SIZE;
    }

    /** Returns 0 or the error for the block's first word. Nothing is touched before everything has been checked. */
    private int transfer(boolean write, boolean copy, long first, long count, long address) {
        long total = port.info().blocks();
        if (Long.compareUnsigned(first, total) > 0 || count > total - first) {
            return FAILED | NOT_FOUND;
        }
        if (write && port.info().readOnly()) {
            return FAILED | WRITE_PROTECTED;
        }
        if (count == 0) {
            return 0;
        }
        if (copy && (address >>> 32 != 0 || !memory.isRam(address, count * SECTOR))) {
            return FAILED | BAD_ADDRESS;
        }
        BlockStatus result = BlockStatus.OK;
        for (long done = 0; done < count && result == BlockStatus.OK; done += CHUNK) {
            int n = (int) Math.min(CHUNK, count - done);
            result = write
                    ? writeChunk(first + done, n, address + done * SECTOR)
                    : readChunk(first + done, n, copy, address + done * SECTOR);
        }
        if (write && result == BlockStatus.OK) {
            result = flush();
        }
        return result == BlockStatus.OK ? 0 : FAILED | code(result, write);
    }

    private BlockStatus readChunk(long sector, int count) {
        status = BlockStatus.CANCELLED;
        port.read(sector * SECTOR, data, 0, count * SECTOR, completion);
        port.drain();
        return status;
    }

    /** After a failure the buffer's contents are undefined: they stay here. */
    private BlockStatus readChunk(long sector, int count, boolean copy, long address) {
        BlockStatus result = readChunk(sector, count);
        if (copy && result == BlockStatus.OK) {
            memory.write(address, data, 0, count * SECTOR);
        }
        return result;
    }

    private BlockStatus writeChunk(long sector, int count, long address) {
        memory.read(address, data, 0, count * SECTOR);
        status = BlockStatus.CANCELLED;
        port.write(sector * SECTOR, data, 0, count * SECTOR, completion);
        port.drain();
        return status;
    }

    /** INT 13h has no flush, so each write is on stable storage when it returns. */
    private BlockStatus flush() {
        status = BlockStatus.CANCELLED;
        port.flush(completion);
        port.drain();
        return status;
    }

    private void completed(BlockStatus status) {
        this.status = status;
    }

    private static int code(BlockStatus status, boolean write) {
        return switch (status) {
            case READ_ONLY -> WRITE_PROTECTED;
            case OUT_OF_RANGE -> NOT_FOUND;
            case CANCELLED -> TIMEOUT;
            default -> write ? WRITE_FAULT : UNREADABLE;
        };
    }
}

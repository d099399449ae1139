package backplane.chipset.dma8237;

import backplane.api.dma.DmaChannel;
import backplane.api.dma.DmaDevice;
import backplane.api.memory.GuestMemory;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;

/** One channel: its registers, and the transfer itself. */
final class Channel8237 {
    private static final int MODE_TYPE = 0x0c;
    private static final int MODE_VERIFY = 0x00;
    private static final int MODE_WRITE = 0x04;
    private static final int MODE_READ = 0x08;
    private static final int MODE_AUTO = 0x10;
    private static final int MODE_DOWN = 0x20;
    private static final int MODE_CASCADE = 0xc0;

    private final int number;
    /** Bytes per transfer as a shift: channels 5 to 7 move words and count in words. */
    private final int shift;

    private int baseAddress;
    private int baseCount;
    private int address;
    private int count;
    private int mode;
    private int page;
    private boolean masked;
    private boolean softwareRequest;
    private boolean terminalCount;

    private DmaDevice device;
    private boolean request;

    Channel8237(int number) {
        this.number = number;
        shift = number < 4 ? 0 : 1;
    }

    /** Power-on; RESET and master clear only mask the channel and drop its flags. */
    void powerOn() {
        baseAddress = 0;
        baseCount = 0;
        address = 0;
        count = 0;
        mode = 0;
        page = 0;
    }

    void clear() {
        masked = true;
        softwareRequest = false;
        terminalCount = false;
    }

    // --- registers ---

    void writeAddress(int value, boolean high) {
        baseAddress = high ? baseAddress & 0xff | value << 8 : baseAddress & 0xff00 | value;
        address = baseAddress;
    }

    void writeCount(int value, boolean high) {
        baseCount = high ? baseCount & 0xff | value << 8 : baseCount & 0xff00 | value;
        count = baseCount;
    }

    int readAddress(boolean high) {
        return high ? address >>> 8 : address & 0xff;
    }

    int readCount(boolean high) {
        return high ? count >>> 8 : count & 0xff;
    }

    void mode(int value) {
        mode = value;
    }

    int page() {
        return page;
    }

    void page(int value) {
        page = value;
    }

    boolean masked() {
        return masked;
    }

    void mask(boolean value) {
        masked = value;
    }

    void softwareRequest(boolean value) {
        softwareRequest = value;
    }

    boolean requested() {
        return request || softwareRequest;
    }

    boolean terminalCount() {
        return terminalCount;
    }

    void clearTerminalCount() {
        terminalCount = false;
    }

    // --- the wire to the card ---

    boolean ready() {
        return requested() && !masked && device != null && (mode & MODE_CASCADE) != MODE_CASCADE;
    }

    DmaChannel join(DmaDevice card, Runnable changed) {
        device = card;
        request = false;
        return new Wire(card, changed);
    }

    /**
     * Moves as much as the card takes or gives, the count allows and {@code buffer} holds.
     *
     * @return bytes moved, 0 when the card has nothing to do with its request
     */
    int transfer(GuestMemory memory, byte[] buffer) {
        int left = count + 1 << shift;
        int room = Math.min(left, Math.min(buffer.length, contiguous()));
        int moved = move(memory, buffer, room) & -1 << shift;
        advance(moved >> shift);
        if (moved == left) {
            finish();
        }
        return moved;
    }

    /** Bytes until the 16-bit address wraps round; the page register does not take a carry. */
    private int contiguous() {
        int transfers = (mode & MODE_DOWN) != 0 ? address + 1 : 0x10000 - address;
        return transfers << shift;
    }

    private int move(GuestMemory memory, byte[] buffer, int room) {
        switch (mode & MODE_TYPE) {
            case MODE_READ -> {
                fetch(memory, buffer, room);
                return limit(device.toDevice(buffer, 0, room), room);
            }
            case MODE_WRITE -> {
                int given = limit(device.fromDevice(buffer, 0, room), room);
                store(memory, buffer, given & -1 << shift);
                return given;
            }
            case MODE_VERIFY -> {
                return limit(device.fromDevice(buffer, 0, room), room); // addresses run, nothing is stored
            }
            default -> {
                return 0; // illegal
            }
        }
    }

    private static int limit(int answer, int room) {
        return Math.max(0, Math.min(answer, room));
    }

    /** The physical address of the transfer {@code index} further on; word channels ignore bit 0 of the page. */
    private long physical(int index) {
        int at = ((mode & MODE_DOWN) != 0 ? address - index : address + index) & 0xffff;
        return shift == 0 ? (long) page << 16 | at : (long) (page & 0xfe) << 16 | at << 1;
    }

    private void fetch(GuestMemory memory, byte[] buffer, int bytes) {
        if ((mode & MODE_DOWN) == 0) {
            memory.read(physical(0), buffer, 0, bytes);
            return;
        }
        for (int i = 0; i < bytes; i++) {
            buffer[i] = (byte) memory.read8(physical(i >> shift) + (i & shift));
        }
    }

    private void store(GuestMemory memory, byte[] buffer, int bytes) {
        if ((mode & MODE_DOWN) == 0) {
            memory.write(physical(0), buffer, 0, bytes);
            return;
        }
        for (int i = 0; i < bytes; i++) {
            memory.write8(physical(i >> shift) + (i & shift), buffer[i] & 0xff);
        }
    }

    private void advance(int transfers) {
        address = ((mode & MODE_DOWN) != 0 ? address - transfers : address + transfers) & 0xffff;
        count = count - transfers & 0xffff;
    }

    private void finish() {
        terminalCount = true;
        softwareRequest = false;
        if ((mode & MODE_AUTO) != 0) {
            address = baseAddress;
            count = baseCount;
        } else {
            masked = true;
        }
        device.terminalCount();
    }

    void save(StateWriter out) {
        out.put("baseAddress", baseAddress);
        out.put("baseCount", baseCount);
        out.put("address", address);
        out.put("count", count);
        out.put("mode", mode);
        out.put("page", page);
        out.put("masked", masked);
        out.put("softwareRequest", softwareRequest);
        out.put("terminalCount", terminalCount);
    }

    void restore(StateReader in) throws StateException {
        baseAddress = in.getInt("baseAddress");
        baseCount = in.getInt("baseCount");
        address = in.getInt("address");
        count = in.getInt("count");
        mode = in.getInt("mode");
        page = in.getInt("page");
        masked = in.getBoolean("masked");
        softwareRequest = in.getBoolean("softwareRequest");
        terminalCount = in.getBoolean("terminalCount");
    }

    /** The card's end. */
    private final class Wire implements DmaChannel {
        private final DmaDevice card;
        private final Runnable changed;

        Wire(DmaDevice card, Runnable changed) {
            this.card = card;
            this.changed = changed;
        }

        @Override
        public void request(boolean level) {
            if (device == card) {
                request = level;
                changed.run();
            }
        }

        @Override
        public String describe() {
            return "dma channel " + number;
        }

        @Override
        public void close() {
            if (device == card) {
                device = null;
                request = false;
            }
        }
    }
}

package backplane.video.vga;

import backplane.api.clock.Clock;
import backplane.api.port.PortDevice;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import java.util.Arrays;

/** Ports 0x3C0 to 0x3DF: sequencer, graphics controller, CRT controller, attribute controller and DAC. */
final class VgaRegisters implements PortDevice {
    /** The lowest port; offsets count from here. 0x3B4, 0x3B5 and 0x3BA alias 0x3D4, 0x3D5 and 0x3DA. */
    static final int BASE = 0x3b0;

    private static final int MONO_ALIAS = 0x20;

    static final int SEQ_MAP_MASK = 2;
    static final int SEQ_MEMORY_MODE = 4;
    static final int GC_SET_RESET = 0;
    static final int GC_ENABLE_SET_RESET = 1;
    static final int GC_COLOR_COMPARE = 2;
    static final int GC_ROTATE = 3;
    static final int GC_READ_MAP = 4;
    static final int GC_MODE = 5;
    static final int GC_MISC = 6;
    static final int GC_COLOR_DONT_CARE = 7;
    static final int GC_BIT_MASK = 8;
    static final int ATTRIBUTE_MODE = 0x10;

    private static final int CRTC_PROTECT = 0x11;
    private static final int CRTC_OVERFLOW = 7;
    private static final int LINE_COMPARE_8 = 0x10;
    private static final int MISC_COLOR = 1;
    private static final int DISPLAY_DISABLED = 1;
    private static final int VERTICAL_RETRACE = 8;

    /** 449 lines of 31.778 us make 70 frames a second; 400 are shown, retrace is in lines 412 and 413. */
    private static final long LINE_NS = 31_778;

    private static final int LINES = 449;
    private static final int SHOWN_LINES = 400;
    private static final int RETRACE_LINE = 412;
    private static final long SHOWN_NS = 25_422;

    /** Mode 3, 80 by 25 characters, which a reset gives so that firmware without video code can write text. */
    private static final int[] MODE3_SEQ = {3, 0, 3, 0, 2};

    private static final int[] MODE3_CRTC = {
        0x5f, 0x4f, 0x50, 0x82, 0x55, 0x81, 0xbf, 0x1f, 0, 0x4f, 0x0d, 0x0e, 0, 0, 0, 0, 0x9c, 0x8e, 0x8f, 0x28, 0x1f,
        0x96, 0xb9, 0xa3, 0xff
    };
    private static final int[] MODE3_GC = {0, 0, 0, 0, 0, 0x10, 0x0e, 0x0f, 0xff};
    private static final int[] MODE3_ATTRIBUTE = {
        0, 1, 2, 3, 4, 5, 0x14, 7, 0x38, 0x39, 0x3a, 0x3b, 0x3c, 0x3d, 0x3e, 0x3f, 0x0c, 0, 0x0f, 8, 0
    };
    private static final int MODE3_MISC = 0x67;

    final byte[] seq = new byte[8];
    final byte[] crtc = new byte[256];
    final byte[] gc = new byte[16];
    final byte[] attribute = new byte[32];
    final byte[] dac = new byte[768];

    private final Runnable changed;
    private Clock clock;
    private int seqIndex;
    private int crtcIndex;
    private int gcIndex;
    private int attributeIndex;
    private boolean attributeData;
    private int misc;
    private int feature;
    private int dacMask;
    private int dacRead;
    private int dacWrite;
    private boolean dacReading;

    VgaRegisters(Runnable changed) {
        this.changed = changed;
    }

    void plug(Clock now) {
        clock = now;
    }

    void reset() {
        load(seq, MODE3_SEQ);
        load(crtc, MODE3_CRTC);
        load(gc, MODE3_GC);
        load(attribute, MODE3_ATTRIBUTE);
        Arrays.fill(dac, (byte) 0);
        for (int i = 0; i < 64; i++) {
            dac[i * 3] = (byte) (21 * (i >> 1 & 2 | i >> 5 & 1));
            dac[i * 3 + 1] = (byte) (21 * (i & 2 | i >> 4 & 1));
            dac[i * 3 + 2] = (byte) (21 * (i << 1 & 2 | i >> 3 & 1));
        }
        seqIndex = 0;
        crtcIndex = 0;
        gcIndex = 0;
        attributeIndex = 0x20;
        attributeData = false;
        misc = MODE3_MISC;
        feature = 0;
        dacMask = 0xff;
        dacRead = 0;
        dacWrite = 0;
        dacReading = false;
        changed.run();
    }

    private static void load(byte[] to, int[] values) {
        Arrays.fill(to, (byte) 0);
        for (int i = 0; i < values.length; i++) {
            to[i] = (byte) values[i];
        }
    }

    /** Whether the attribute controller lets the screen be seen: bit 5 of its index. */
    boolean shown() {
        return (attributeIndex & 0x20) != 0;
    }

    int dacMask() {
        return dacMask;
    }

    /** Whether the port belongs to the adapter that MISC selects, colour at 0x3Dx or monochrome at 0x3Bx. */
    private boolean absent(int port) {
        boolean mono = port < 0x3c0;
        return (mono || port >= 0x3d0) && mono == ((misc & MISC_COLOR) != 0);
    }

    @Override
    public int read8(int offset) {
        int port = BASE + offset;
        if (absent(port)) {
            return 0xff;
        }
        return switch (port < 0x3c0 ? port + MONO_ALIAS : port) {
            case 0x3c0 -> attributeData ? 0 : attributeIndex;
            case 0x3c1 -> attribute[attributeIndex & 0x1f] & 0xff;
            case 0x3c2 -> 0x10;
            case 0x3c4 -> seqIndex;
            case 0x3c5 -> seq[seqIndex & 7] & 0xff;
            case 0x3c6 -> dacMask;
            case 0x3c7 -> dacReading ? 3 : 0;
            case 0x3c8 -> dacWrite / 3;
            case 0x3c9 -> readDac();
            case 0x3ca -> feature;
            case 0x3cc -> misc;
            case 0x3ce -> gcIndex;
            case 0x3cf -> gc[gcIndex & 15] & 0xff;
            case 0x3d4 -> crtcIndex;
            case 0x3d5 -> crtc[crtcIndex] & 0xff;
            case 0x3da -> status1();
            default -> 0xff;
        };
    }

    /** INPUT STATUS 1; reading it makes the next write of 0x3C0 an index. */
    private int status1() {
        attributeData = false;
        long now = clock.now();
        long line = now / LINE_NS % LINES;
        int status = line >= SHOWN_LINES || now % LINE_NS >= SHOWN_NS ? DISPLAY_DISABLED : 0;
        return line == RETRACE_LINE || line == RETRACE_LINE + 1 ? status | VERTICAL_RETRACE : status;
    }

    private int readDac() {
        int value = dac[dacRead] & 0xff;
        dacRead = (dacRead + 1) % dac.length;
        return value;
    }

    @Override
    public void write8(int offset, int value) {
        int port = BASE + offset;
        if (absent(port)) {
            return;
        }
        switch (port < 0x3c0 ? port + MONO_ALIAS : port) {
            case 0x3c0 -> writeAttribute(value);
            case 0x3c2 -> misc = value;
            case 0x3c4 -> seqIndex = value & 7;
            case 0x3c5 -> seq[seqIndex] = (byte) value;
            case 0x3c6 -> dacMask = value;
            case 0x3c7 -> {
                dacRead = value * 3;
                dacReading = true;
            }
            case 0x3c8 -> {
                dacWrite = value * 3;
                dacReading = false;
            }
            case 0x3c9 -> {
                dac[dacWrite] = (byte) value;
                dacWrite = (dacWrite + 1) % dac.length;
            }
            case 0x3ce -> gcIndex = value & 15;
            case 0x3cf -> gc[gcIndex] = (byte) value;
            case 0x3d4 -> crtcIndex = value;
            case 0x3d5 -> writeCrtc(value);
            case 0x3da -> feature = value;
            default -> {}
        }
        changed.run();
    }

    private void writeAttribute(int value) {
        if (!attributeData) {
            attributeIndex = value & 0x3f;
        } else {
            attribute[attributeIndex & 0x1f] = (byte) value;
        }
        attributeData = !attributeData;
    }

    /** Bit 7 of register 0x11 protects 0 to 7, but for the line compare bit in 7. */
    private void writeCrtc(int value) {
        if (crtcIndex <= CRTC_OVERFLOW && (crtc[CRTC_PROTECT] & 0x80) != 0) {
            if (crtcIndex == CRTC_OVERFLOW) {
                crtc[crtcIndex] = (byte) (crtc[crtcIndex] & ~LINE_COMPARE_8 | value & LINE_COMPARE_8);
            }
            return;
        }
        crtc[crtcIndex] = (byte) value;
    }

    void save(StateWriter out) {
        out.put("seq", seq);
        out.put("crtc", crtc);
        out.put("gc", gc);
        out.put("attribute", attribute);
        out.put("dac", dac);
        out.put("latches", new int[] {
            seqIndex,
            crtcIndex,
            gcIndex,
            attributeIndex,
            attributeData ? 1 : 0,
            misc,
            feature,
            dacMask,
            dacRead,
            dacWrite,
            dacReading ? 1 : 0
        });
    }

    void restore(StateReader in) throws StateException {
        copy(in, "seq", seq);
        copy(in, "crtc", crtc);
        copy(in, "gc", gc);
        copy(in, "attribute", attribute);
        copy(in, "dac", dac);
        int[] latches = in.getInts("latches");
        if (latches.length != 11) {
            throw new StateException("latches: 11 values expected");
        }
        seqIndex = latches[0] & 7;
        crtcIndex = latches[1] & 0xff;
        gcIndex = latches[2] & 15;
        attributeIndex = latches[3] & 0x3f;
        attributeData = latches[4] != 0;
        misc = latches[5];
        feature = latches[6];
        dacMask = latches[7];
        dacRead = Math.floorMod(latches[8], dac.length);
        dacWrite = Math.floorMod(latches[9], dac.length);
        dacReading = latches[10] != 0;
    }

    private static void copy(StateReader in, String name, byte[] to) throws StateException {
        byte[] from = in.getBytes(name);
        if (from.length != to.length) {
            throw new StateException(name + ": " + to.length + " bytes expected");
        }
        System.arraycopy(from, 0, to, 0, to.length);
    }
}

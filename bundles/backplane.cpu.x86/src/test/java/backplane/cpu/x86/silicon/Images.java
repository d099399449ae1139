package backplane.cpu.x86.silicon;

import java.nio.ByteBuffer;

/** The images of FSAVE and FXSAVE, which carry x87 and SSE state into an engine and out of it. */
final class Images {
    private Images() {}

    /** An image of a case's initial state. */
    static void write(ByteBuffer to, int at, Initial initial) {
        for (int i = 12; i < 28; i += 4) {
            to.putInt(at + i, 0);
        }
        to.putInt(at, initial.control);
        to.putInt(at + 4, initial.status);
        int tags = 0;
        for (int p = 0; p < 8; p++) {
            tags |= (initial.full >> p & 1) != 0 ? 0 : 3 << p * 2;
        }
        to.putInt(at + 8, tags);
        for (int i = 0; i < 8; i++) {
            int p = (initial.status >> 11) + i & 7;
            to.putLong(at + 28 + i * 10, initial.mantissas[p]);
            to.putShort(at + 36 + i * 10, (short) initial.signExps[p]);
        }
    }

    static void read(ByteBuffer from, int at, Words out) {
        int status = from.getShort(at + 4) & 0xffff;
        int tags = from.getShort(at + 8) & 0xffff;
        int full = 0;
        for (int p = 0; p < 8; p++) {
            full |= (tags >> p * 2 & 3) != 3 ? 1 << p : 0;
        }
        out.add(from.getShort(at) & 0xffff);
        out.add(status);
        out.add(full);
        for (int p = 0; p < 8; p++) {
            int slot = at + 28 + (p - (status >> 11) & 7) * 10;
            out.add(from.getInt(slot));
            out.add(from.getInt(slot + 4));
            out.add(from.getShort(slot + 8) & 0xffff);
        }
    }

    /** An image for FXRSTOR. */
    static void writeWide(ByteBuffer to, int at, Initial initial, boolean x87) {
        to.putShort(at, (short) (x87 ? initial.control : 0x37f));
        to.putShort(at + 2, (short) (x87 ? initial.status : 0));
        to.putShort(at + 4, (short) (x87 ? initial.full : 0));
        to.putInt(at + 24, initial.mxcsr);
        for (int i = 0; i < 8; i++) {
            int p = (initial.status >> 11) + i & 7;
            to.putLong(at + 32 + i * 16, x87 ? initial.mantissas[p] : 0);
            to.putShort(at + 40 + i * 16, (short) (x87 ? initial.signExps[p] : 0));
        }
        for (int i = 0; i < 32; i++) {
            to.putInt(at + 160 + i * 4, initial.xmm[i]);
        }
    }

    static void readWide(ByteBuffer from, int at, Words out, boolean x87, boolean fault) {
        if (x87) {
            int status = from.getShort(at + 2) & 0xffff;
            out.add(from.getShort(at) & 0xffff);
            // How far a faulting MMX instruction got in becoming one is up to the processor.
            out.add(fault ? 0 : status);
            out.add(fault ? 0 : from.get(at + 4) & 0xff);
            for (int p = 0; p < 8; p++) {
                int slot = at + 32 + (p - (status >> 11) & 7) * 16;
                out.add(from.getInt(slot));
                out.add(from.getInt(slot + 4));
                out.add(from.getShort(slot + 8) & 0xffff);
            }
        }
        out.add(from.getInt(at + 24));
        for (int i = 0; i < 32; i++) {
            out.add(from.getInt(at + 160 + i * 4));
        }
    }
}

package backplane.cpu.x86;

import backplane.core.PortMap;

/** Ports where nothing answers; tests override what they need. */
public class OpenPorts implements PortMap {
    @Override
    public int in8(int port) {
        return 0xff;
    }

    @Override
    public int in16(int port) {
        return in8(port) | in8(port + 1) << 8;
    }

    @Override
    public int in32(int port) {
        return in16(port) | in16(port + 2) << 16;
    }

    @Override
    public void out8(int port, int value) {}

    @Override
    public void out16(int port, int value) {
        out8(port, value & 0xff);
        out8(port + 1, value >>> 8);
    }

    @Override
    public void out32(int port, int value) {
        out16(port, value & 0xffff);
        out16(port + 2, value >>> 16);
    }

    @Override
    public void ins(int port, int width, byte[] to, int at, int count) {
        for (int i = 0; i < count * width; i += width) {
            int v = width == 1 ? in8(port) : width == 2 ? in16(port) : in32(port);
            for (int k = 0; k < width; k++) {
                to[at + i + k] = (byte) (v >>> 8 * k);
            }
        }
    }

    @Override
    public void outs(int port, int width, byte[] from, int at, int count) {
        for (int i = 0; i < count * width; i += width) {
            int v = 0;
            for (int k = 0; k < width; k++) {
                v |= (from[at + i + k] & 0xff) << 8 * k;
            }
            if (width == 1) {
                out8(port, v);
            } else if (width == 2) {
                out16(port, v);
            } else {
                out32(port, v);
            }
        }
    }
}

package backplane.storage.ide;

import backplane.testkit.TestMachine;

/** A PIO driver for one channel. */
final class AtaHost {
    private final TestMachine pc;
    private final int base;

    AtaHost(TestMachine pc, int base) {
        this.pc = pc;
        this.base = base;
    }

    int in(int register) {
        return pc.in8(base + register);
    }

    void out(int register, int value) {
        pc.out8(base + register, value);
    }

    int alternate() {
        return pc.in8(base + 0x206);
    }

    void control(int value) {
        pc.out8(base + 0x206, value);
    }

    /** Issues a command with a 28-bit address. */
    void command28(int device, long lba, int count, int code) {
        out(6, device | 0x40 | (int) (lba >>> 24) & 15);
        out(2, count);
        out(3, (int) lba);
        out(4, (int) (lba >>> 8));
        out(5, (int) (lba >>> 16));
        out(7, code);
        pc.settle();
    }

    /** Issues a command with a 48-bit address. */
    void command48(int device, long lba, int count, int code) {
        out(6, device | 0x40);
        out(2, count >>> 8 & 0xff);
        out(3, (int) (lba >>> 24));
        out(4, (int) (lba >>> 32));
        out(5, (int) (lba >>> 40));
        out(2, count & 0xff);
        out(3, (int) lba);
        out(4, (int) (lba >>> 8));
        out(5, (int) (lba >>> 16));
        out(7, code);
        pc.settle();
    }

    /** Takes {@code sectors} sectors, {@code block} to a DRQ block; stops early where DRQ does not come. */
    byte[] read(int sectors, int block) {
        byte[] data = new byte[sectors * 512];
        for (int done = 0; done < sectors; done += block) {
            pc.settle();
            if ((in(7) & 0x88) != 0x08) {
                return java.util.Arrays.copyOf(data, done * 512);
            }
            int n = Math.min(block, sectors - done);
            int[] words = pc.in16s(base, n * 256);
            for (int i = 0; i < words.length; i++) {
                data[done * 512 + 2 * i] = (byte) words[i];
                data[done * 512 + 2 * i + 1] = (byte) (words[i] >>> 8);
            }
        }
        pc.settle();
        return data;
    }

    /** Gives sectors; returns how many were taken. */
    int write(byte[] data, int block) {
        int sectors = data.length / 512;
        for (int done = 0; done < sectors; done += block) {
            pc.settle();
            if ((in(7) & 0x88) != 0x08) {
                return done;
            }
            int n = Math.min(block, sectors - done);
            int[] words = new int[n * 256];
            for (int i = 0; i < words.length; i++) {
                int at = done * 512 + 2 * i;
                words[i] = data[at] & 0xff | (data[at + 1] & 0xff) << 8;
            }
            pc.out16s(base, words);
        }
        pc.settle();
        return sectors;
    }
}

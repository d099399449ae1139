package backplane.cpu.x86.fpu;

import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;

/** Images of the unit: FSTENV and FSAVE in their four layouts, and the machine's saved state. */
final class Environment {
    private static final int UPPER = 0xffff0000;

    private final X87State s;
    private final FpuBus bus;

    Environment(X87State state, FpuBus bus) {
        this.s = state;
        this.bus = bus;
    }

    private static int size(boolean op32) {
        return op32 ? 28 : 14;
    }

    private int tags() {
        int tags = 0;
        for (int i = 0; i < 8; i++) {
            tags |= s.r.tag(i) << i * 2;
        }
        return tags;
    }

    private void tags(int tags) {
        for (int i = 0; i < 8; i++) {
            if ((tags >> i * 2 & 3) == 3) {
                s.r.free(i);
            } else {
                s.r.occupy(i);
            }
        }
    }

    /** FNSTENV, without masking. */
    void store(int segment, int offset, boolean op32) {
        bus.writable(segment, offset, size(op32));
        storeChecked(segment, offset, op32);
    }

    private void storeChecked(int segment, int offset, boolean op32) {
        int ip = s.instructionPointer;
        int data = s.dataPointer;
        boolean segmented = bus.protectedFormat();
        if (!segmented) {
            ip += s.instructionSelector << 4;
            data += s.dataSelector << 4;
        }
        if (op32) {
            bus.write32(segment, offset, s.control() | UPPER);
            bus.write32(segment, offset + 4, s.status() | UPPER);
            bus.write32(segment, offset + 8, tags() | UPPER);
            int opcode = s.instructionOpcode;
            bus.write32(segment, offset + 12, segmented ? ip : ip & 0xffff | UPPER);
            bus.write32(
                    segment,
                    offset + 16,
                    segmented ? s.instructionSelector | opcode << 16 : (ip >>> 16) << 12 | opcode);
            bus.write32(segment, offset + 20, segmented ? data : data & 0xffff | UPPER);
            bus.write32(segment, offset + 24, segmented ? s.dataSelector | UPPER : (data >>> 16) << 12);
        } else {
            bus.write16(segment, offset, s.control());
            bus.write16(segment, offset + 2, s.status());
            bus.write16(segment, offset + 4, tags());
            bus.write16(segment, offset + 6, ip & 0xffff);
            int second = segmented ? s.instructionSelector : ip >>> 4 & 0xf000 | s.instructionOpcode;
            bus.write16(segment, offset + 8, second);
            bus.write16(segment, offset + 10, data & 0xffff);
            bus.write16(segment, offset + 12, segmented ? s.dataSelector : data >>> 4 & 0xf000);
        }
    }

    /** FLDENV. */
    void load(int segment, int offset, boolean op32) {
        int step = op32 ? 4 : 2;
        int[] words = new int[7];
        for (int i = 0; i < 7; i++) {
            int at = offset + i * step;
            words[i] = op32 ? bus.read32(segment, at) : bus.read16(segment, at);
        }
        apply(words, op32);
    }

    private void apply(int[] words, boolean op32) {
        s.setControl(words[0]);
        s.setStatus(words[1]);
        tags(words[2]);
        if (bus.protectedFormat()) {
            s.instructionPointer = words[3];
            s.instructionSelector = words[4] & 0xffff;
            s.instructionOpcode = op32 ? words[4] >>> 16 & 0x7ff : 0;
            s.dataPointer = words[5];
            s.dataSelector = words[6] & 0xffff;
            return;
        }
        int high = op32 ? 0xfffff000 : 0xf000;
        s.instructionPointer = words[3] & 0xffff | (words[4] & high) << 4;
        s.instructionSelector = 0;
        s.instructionOpcode = words[4] & 0x7ff;
        s.dataPointer = words[5] & 0xffff | (words[6] & high) << 4;
        s.dataSelector = 0;
    }

    /** FNSAVE, without the initialisation. */
    void save(int segment, int offset, boolean op32) {
        int at = size(op32);
        bus.writable(segment, offset, at + 80);
        storeChecked(segment, offset, op32);
        for (int i = 0; i < 8; i++, at += 10) {
            int p = s.physical(i);
            bus.write64(segment, offset + at, s.r.mantissa(p));
            bus.write16(segment, offset + at + 8, s.r.signExp(p));
        }
    }

    /** FRSTOR. */
    void restore(int segment, int offset, boolean op32) {
        long[] mantissas = new long[8];
        int[] signExps = new int[8];
        for (int i = 0; i < 8; i++) {
            int at = offset + size(op32) + i * 10;
            mantissas[i] = bus.read64(segment, at);
            signExps[i] = bus.read16(segment, at + 8);
        }
        load(segment, offset, op32);
        for (int i = 0; i < 8; i++) {
            int p = s.physical(i);
            boolean empty = s.r.empty(p);
            s.r.set(p, mantissas[i], signExps[i]);
            if (empty) {
                s.r.free(p);
            }
        }
    }

    /** FXSAVE's image as 64-bit words (SDM vol. 1 figure 10-5 and table 10-2). */
    void fxsave(long[] image) {
        int full = 0;
        for (int i = 0; i < 8; i++) {
            int p = s.physical(i);
            full |= s.r.empty(i) ? 0 : 1 << i;
            image[4 + i * 2] = s.r.mantissa(p);
            image[5 + i * 2] = s.r.signExp(p);
        }
        image[0] = s.control() | (long) s.status() << 16 | (long) full << 32 | (long) s.instructionOpcode << 48;
        image[1] = s.instructionPointer & 0xffffffffL | (long) s.instructionSelector << 32;
        image[2] = s.dataPointer & 0xffffffffL | (long) s.dataSelector << 32;
    }

    void fxrstor(long[] image) {
        s.setControl((int) image[0] & 0xffff);
        s.setStatus((int) image[0] >>> 16);
        s.instructionOpcode = (int) (image[0] >>> 48) & 0x7ff;
        s.instructionPointer = (int) image[1];
        s.instructionSelector = (int) (image[1] >>> 32) & 0xffff;
        s.dataPointer = (int) image[2];
        s.dataSelector = (int) (image[2] >>> 32) & 0xffff;
        for (int i = 0; i < 8; i++) {
            int p = s.physical(i);
            s.r.set(p, image[4 + i * 2], (int) image[5 + i * 2] & 0xffff);
            if ((image[0] >>> 32 + p & 1) == 0) {
                s.r.free(p);
            }
        }
    }

    void save(StateWriter out) {
        int[] words = new int[32];
        for (int i = 0; i < 8; i++) {
            words[i * 4] = (int) s.r.mantissa(i);
            words[i * 4 + 1] = (int) (s.r.mantissa(i) >>> 32);
            words[i * 4 + 2] = s.r.signExp(i);
            words[i * 4 + 3] = s.r.empty(i) ? 1 : 0;
        }
        out.put("registers", words);
        out.put("control", s.control());
        out.put("status", s.status());
        out.put("instruction", new int[] {s.instructionPointer, s.instructionSelector, s.instructionOpcode});
        out.put("data", new int[] {s.dataPointer, s.dataSelector});
    }

    void restore(StateReader in) throws StateException {
        int[] words = in.getInts("registers");
        int control = in.getInt("control");
        int status = in.getInt("status");
        int[] instruction = in.getInts("instruction");
        int[] data = in.getInts("data");
        if (words.length != 32 || instruction.length != 3 || data.length != 2) {
            throw new StateException("fpu: registers, instruction or data has the wrong length");
        }
        s.setControl(control);
        s.setStatus(status);
        for (int i = 0; i < 8; i++) {
            s.r.set(i, words[i * 4] & 0xffffffffL | (long) words[i * 4 + 1] << 32, words[i * 4 + 2]);
            if (words[i * 4 + 3] != 0) {
                s.r.free(i);
            }
        }
        s.instructionPointer = instruction[0];
        s.instructionSelector = instruction[1];
        s.instructionOpcode = instruction[2];
        s.dataPointer = data[0];
        s.dataSelector = data[1];
    }
}

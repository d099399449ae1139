package backplane.chipset.rtc146818;

import java.util.Arrays;

/** What firmware finds in a new machine's CMOS RAM. */
final class CmosDefaults {
    private static final int EQUIPMENT = 0x14;
    private static final int EQUIPMENT_FPU = 0x02;
    private static final long KIB = 1024;
    private static final long MIB = 1024 * KIB;
    private static final long UNIT = 64 * KIB;

    private CmosDefaults() {}

    static void fill(byte[] cmos, Rtc146818Settings settings, long ram) {
        Arrays.fill(cmos, (byte) 0);
        cmos[EQUIPMENT] = EQUIPMENT_FPU;
        word(cmos, 0x15, Math.min(ram, 640 * KIB) / KIB);
        long extended = Math.min(Math.max(ram - MIB, 0) / KIB, 0xffff);
        word(cmos, 0x17, extended);
        word(cmos, 0x30, extended);
        word(cmos, 0x34, Math.min(Math.max(ram - 16 * MIB, 0) / UNIT, 0xffff));
        cmos[0x38] = (byte) (settings.bootDevices() >>> 4 & 0xf0);
        cmos[0x3d] = (byte) settings.bootDevices();
        int sum = 0;
        for (int i = 0x10; i <= 0x2d; i++) {
            sum += cmos[i] & 0xff;
        }
        cmos[0x2e] = (byte) (sum >>> 8);
        cmos[0x2f] = (byte) sum;
    }

    private static void word(byte[] cmos, int at, long value) {
        cmos[at] = (byte) value;
        cmos[at + 1] = (byte) (value >>> 8);
    }
}

package backplane.chipset.rtc146818;

import backplane.api.device.RegisterInfo;
import backplane.api.device.RegisterInfo.Access;
import backplane.api.device.RegisterInfo.Space;
import java.util.Arrays;
import java.util.List;

/** What the guest can touch: two ports, and the bytes behind them. */
enum Rtc146818Register {
    ADDRESS(Space.PORT, 0, Access.W, "bit 7 NMI mask; reads 0xff"),
    DATA(Space.PORT, 1, Access.RW, "the byte that ADDRESS selects"),
    SECONDS(Space.INDEXED, 0x00, Access.RW, ""),
    SECONDS_ALARM(Space.INDEXED, 0x01, Access.RW, "0xc0-0xff: any"),
    MINUTES(Space.INDEXED, 0x02, Access.RW, ""),
    MINUTES_ALARM(Space.INDEXED, 0x03, Access.RW, "0xc0-0xff: any"),
    HOURS(Space.INDEXED, 0x04, Access.RW, "bit 7 PM in 12 hour mode"),
    HOURS_ALARM(Space.INDEXED, 0x05, Access.RW, "0xc0-0xff: any"),
    DAY_OF_WEEK(Space.INDEXED, 0x06, Access.RW, "1 is Sunday"),
    DATE_OF_MONTH(Space.INDEXED, 0x07, Access.RW, ""),
    MONTH(Space.INDEXED, 0x08, Access.RW, ""),
    YEAR(Space.INDEXED, 0x09, Access.RW, ""),
    REGISTER_A(Space.INDEXED, 0x0a, Access.RW, "UIP (read only), divider, periodic rate"),
    REGISTER_B(Space.INDEXED, 0x0b, Access.RW, "SET, PIE, AIE, UIE, SQWE, DM, 24/12, DSE"),
    REGISTER_C(Space.INDEXED, 0x0c, Access.R, "IRQF, PF, AF, UF; reading clears them"),
    REGISTER_D(Space.INDEXED, 0x0d, Access.R, "VRT, always set"),
    SHUTDOWN(Space.INDEXED, 0x0f, Access.RW, "what the firmware does after a CPU reset"),
    FLOPPY_TYPES(Space.INDEXED, 0x10, Access.RW, "0: none"),
    EQUIPMENT(Space.INDEXED, 0x14, Access.RW, "bit 1: coprocessor"),
    BASE_MEMORY(Space.INDEXED, 0x15, Access.RW, "0x15-0x16, KiB below 640 KiB"),
    EXTENDED_MEMORY(Space.INDEXED, 0x17, Access.RW, "0x17-0x18 and 0x30-0x31, KiB above 1 MiB"),
    CHECKSUM(Space.INDEXED, 0x2e, Access.RW, "0x2e-0x2f, sum of 0x10-0x2d, high byte first"),
    CENTURY(Space.INDEXED, 0x32, Access.RW, "follows the clock"),
    MEMORY_ABOVE_16M(Space.INDEXED, 0x34, Access.RW, "0x34-0x35, in 64 KiB"),
    BOOT_DEVICE_3(
            Space.INDEXED, 0x38, Access.RW, "high nibble third boot device, bit 0 skips the floppy signature test"),
    BOOT_DEVICES_1_2(Space.INDEXED, 0x3d, Access.RW, "low nibble first, high nibble second: 1 fd, 2 hd, 3 cd, 4 net"),
    MEMORY_ABOVE_4G(Space.INDEXED, 0x5b, Access.RW, "0x5b-0x5d, in 64 KiB"),
    CPUS(Space.INDEXED, 0x5f, Access.RW, "processors less one");

    private final RegisterInfo info;

    Rtc146818Register(Space space, int offset, Access access, String note) {
        info = new RegisterInfo(name(), space, offset, 1, access, note);
    }

    static List<RegisterInfo> table() {
        return Arrays.stream(values()).map(r -> r.info).toList();
    }
}

package backplane.chipset.piix3;

import backplane.api.device.RegisterInfo;
import backplane.api.device.RegisterInfo.Access;
import backplane.api.device.RegisterInfo.Space;
import java.util.Arrays;
import java.util.List;

/** The registers by the datasheet's names. */
enum Piix3Register {
    PORT92(Space.PORT, 0, 1, Access.RW, "bit 0: a rising edge resets the CPU; bit 1: A20"),
    COPROCESSOR_ERROR(Space.PORT, 0xf0, 1, Access.W, "lowers IRQ 13, asserts IGNNE# while FERR# is active"),
    IORT(Space.CONFIG, 0x4c, 1, Access.RESERVED, "stored"),
    XBCS(Space.CONFIG, 0x4e, 2, Access.RESERVED, "stored"),
    PIRQRCA(Space.CONFIG, 0x60, 1, Access.RW, "bit 7 off, bits 3:0 the ISA line"),
    PIRQRCB(Space.CONFIG, 0x61, 1, Access.RW, ""),
    PIRQRCC(Space.CONFIG, 0x62, 1, Access.RW, ""),
    PIRQRCD(Space.CONFIG, 0x63, 1, Access.RW, ""),
    TOM(Space.CONFIG, 0x69, 1, Access.RESERVED, "stored"),
    MSTAT(Space.CONFIG, 0x6a, 2, Access.RESERVED, "stored"),
    MBIRQ0(Space.CONFIG, 0x70, 1, Access.RESERVED, "stored"),
    MBDMA0(Space.CONFIG, 0x76, 1, Access.RESERVED, "stored"),
    MBDMA1(Space.CONFIG, 0x77, 1, Access.RESERVED, "stored"),
    PCSC(Space.CONFIG, 0x78, 2, Access.RESERVED, "stored"),
    APICBASE(Space.CONFIG, 0x80, 1, Access.RESERVED, "stored"),
    DLC(Space.CONFIG, 0x82, 1, Access.RESERVED, "stored"),
    SMICNTL(Space.CONFIG, 0xa0, 1, Access.RESERVED, "stored; no SMM"),
    SMIEN(Space.CONFIG, 0xa2, 2, Access.RESERVED, "stored; no SMM"),
    SEE(Space.CONFIG, 0xa4, 4, Access.RESERVED, "stored; no SMM"),
    FTMR(Space.CONFIG, 0xa8, 1, Access.RESERVED, "stored; no SMM"),
    SMIREQ(Space.CONFIG, 0xaa, 2, Access.RESERVED, "stored; no SMM"),
    CTLTMR(Space.CONFIG, 0xac, 1, Access.RESERVED, "stored"),
    CTHTMR(Space.CONFIG, 0xae, 1, Access.RESERVED, "stored");

    private final RegisterInfo info;

    Piix3Register(Space space, int offset, int width, Access access, String note) {
        info = new RegisterInfo(name(), space, offset, width, access, note);
    }

    RegisterInfo info() {
        return info;
    }

    static List<RegisterInfo> infos() {
        return Arrays.stream(values()).map(Piix3Register::info).toList();
    }
}

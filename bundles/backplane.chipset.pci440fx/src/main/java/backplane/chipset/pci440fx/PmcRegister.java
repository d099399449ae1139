package backplane.chipset.pci440fx;

import backplane.api.device.RegisterInfo;
import backplane.api.device.RegisterInfo.Access;
import backplane.api.device.RegisterInfo.Space;
import java.util.Arrays;
import java.util.List;

/** The registers by the datasheet's names. */
enum PmcRegister {
    CONFADD(Space.PORT, 0, 4, Access.RW, "dword access; bit 31 enables CONFDATA"),
    TRC(Space.PORT, 1, 1, Access.RW, "bit 2 resets, hard if bit 1 is set; turbo and BIST bits read 0"),
    CONFDATA(Space.PORT, 4, 4, Access.RW, "byte, word or dword"),
    PMCCFG(Space.CONFIG, 0x50, 2, Access.RESERVED, "stored"),
    DETURBO(Space.CONFIG, 0x52, 1, Access.RESERVED, "stored"),
    DBC(Space.CONFIG, 0x53, 1, Access.RESERVED, "stored"),
    AXC(Space.CONFIG, 0x54, 1, Access.RESERVED, "stored"),
    DRT(Space.CONFIG, 0x55, 2, Access.RESERVED, "stored"),
    DRAMC(Space.CONFIG, 0x57, 1, Access.RESERVED, "stored"),
    DRAMT(Space.CONFIG, 0x58, 1, Access.RESERVED, "stored"),
    PAM0(Space.CONFIG, 0x59, 1, Access.RW, "bits 4, 5: 0xF0000-0xFFFFF reads, writes RAM"),
    PAM1(Space.CONFIG, 0x5a, 1, Access.RW, "0xC0000, 0xC4000"),
    PAM2(Space.CONFIG, 0x5b, 1, Access.RW, "0xC8000, 0xCC000"),
    PAM3(Space.CONFIG, 0x5c, 1, Access.RW, "0xD0000, 0xD4000"),
    PAM4(Space.CONFIG, 0x5d, 1, Access.RW, "0xD8000, 0xDC000"),
    PAM5(Space.CONFIG, 0x5e, 1, Access.RW, "0xE0000, 0xE4000"),
    PAM6(Space.CONFIG, 0x5f, 1, Access.RW, "0xE8000, 0xEC000"),
    DRB(Space.CONFIG, 0x60, 8, Access.RESERVED, "stored; the RAM size is in fw_cfg and CMOS"),
    FDHC(Space.CONFIG, 0x68, 1, Access.RESERVED, "stored"),
    MTT(Space.CONFIG, 0x70, 1, Access.RESERVED, "stored"),
    CLT(Space.CONFIG, 0x71, 1, Access.RESERVED, "stored"),
    SMRAM(Space.CONFIG, 0x72, 1, Access.RESERVED, "stored; this machine has no SMM"),
    ERRCMD(Space.CONFIG, 0x90, 1, Access.RESERVED, "stored"),
    ERRSTS(Space.CONFIG, 0x91, 1, Access.RESERVED, "stored");

    private final RegisterInfo info;

    PmcRegister(Space space, int offset, int width, Access access, String note) {
        info = new RegisterInfo(name(), space, offset, width, access, note);
    }

    RegisterInfo info() {
        return info;
    }

    static List<RegisterInfo> infos() {
        return Arrays.stream(values()).map(PmcRegister::info).toList();
    }
}

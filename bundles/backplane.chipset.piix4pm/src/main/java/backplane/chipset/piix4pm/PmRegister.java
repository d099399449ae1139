package backplane.chipset.piix4pm;

import backplane.api.device.RegisterInfo;
import backplane.api.device.RegisterInfo.Access;
import backplane.api.device.RegisterInfo.Space;
import java.util.Arrays;
import java.util.List;

/** The registers by the datasheet's names; PORT offsets count from PMBASE, for SMB* from SMBBA, for APM* from 0xB2. */
enum PmRegister {
    PMSTS(Space.PORT, PmBlock.PMSTS, 2, Access.RW, "write 1 clears"),
    PMEN(Space.PORT, PmBlock.PMEN, 2, Access.RW, "drives IRQ 9 with PMSTS and SCI_EN"),
    PMCNTRL(Space.PORT, PmBlock.PMCNTRL, 2, Access.RW, "bit 13 with type 0 or 2 in bits 12:10 powers off"),
    PMTMR(Space.PORT, PmBlock.PMTMR, 4, Access.R, "24 bits at 3,579,545 Hz"),
    GPSTS(Space.PORT, PmBlock.GPSTS, 2, Access.RW, "write 1 clears; no source"),
    GPEN(Space.PORT, PmBlock.GPEN, 2, Access.RW, "stored"),
    PCNTRL(Space.PORT, 0x10, 4, Access.RESERVED, "stored"),
    PLVL2(Space.PORT, PmBlock.PLVL2, 1, Access.R, "reads 0; the clock goes on"),
    PLVL3(Space.PORT, PmBlock.PLVL3, 1, Access.R, "reads 0; the clock goes on"),
    GLBSTS(Space.PORT, PmBlock.GLBSTS, 2, Access.RW, "write 1 clears; no source"),
    DEVSTS(Space.PORT, PmBlock.DEVSTS, 4, Access.RW, "write 1 clears; no source"),
    GLBEN(Space.PORT, 0x20, 2, Access.RESERVED, "stored"),
    GLBCTL(Space.PORT, 0x28, 4, Access.RESERVED, "stored"),
    DEVCTL(Space.PORT, 0x2c, 4, Access.RESERVED, "stored"),
    GPIREG(Space.PORT, PmBlock.GPIREG, 4, Access.R, "reads 0"),
    GPOREG(Space.PORT, PmBlock.GPOREG, 4, Access.RESERVED, "stored"),
    APMC(Space.PORT, 0, 1, Access.RW, "0xF1 and 0xF0 switch SCI_EN on and off"),
    APMS(Space.PORT, 1, 1, Access.RW, "scratch"),
    SMBHSTSTS(Space.PORT, SmBus.SMBHSTSTS, 1, Access.RW, "write 1 clears"),
    SMBSLVSTS(Space.PORT, SmBus.SMBSLVSTS, 1, Access.RW, "write 1 clears; no source"),
    SMBHSTCNT(Space.PORT, SmBus.SMBHSTCNT, 1, Access.RW, "bit 6 starts; nobody answers: DEV_ERR"),
    SMBHSTCMD(Space.PORT, 0x03, 1, Access.RW, ""),
    SMBHSTADD(Space.PORT, 0x04, 1, Access.RW, ""),
    SMBHSTDAT0(Space.PORT, 0x05, 1, Access.RW, ""),
    SMBHSTDAT1(Space.PORT, 0x06, 1, Access.RW, ""),
    SMBBLKDAT(Space.PORT, SmBus.SMBBLKDAT, 1, Access.RW, "one byte, no block buffer"),
    PMBASE(Space.CONFIG, Piix4Pm.PMBASE, 4, Access.RW, "bits 15:6; enabled by PMREGMISC"),
    DEVACTB(Space.CONFIG, Piix4Pm.DEVACTB, 4, Access.RW, "bit 25 is set by reset: no SMM to set up"),
    PMREGMISC(Space.CONFIG, Piix4Pm.PMREGMISC, 1, Access.RW, "bit 0 opens the PM block"),
    SMBBA(Space.CONFIG, Piix4Pm.SMBBA, 4, Access.RW, "bits 15:4; enabled by SMBHSTCFG"),
    SMBHSTCFG(Space.CONFIG, Piix4Pm.SMBHSTCFG, 1, Access.RW, "bit 0 opens the SMBus block; no interrupt");

    private final RegisterInfo info;

    PmRegister(Space space, int offset, int width, Access access, String note) {
        info = new RegisterInfo(name(), space, offset, width, access, note);
    }

    RegisterInfo info() {
        return info;
    }

    static List<RegisterInfo> infos() {
        return Arrays.stream(values()).map(PmRegister::info).toList();
    }
}

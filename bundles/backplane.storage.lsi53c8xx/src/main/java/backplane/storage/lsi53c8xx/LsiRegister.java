package backplane.storage.lsi53c8xx;

import backplane.api.device.RegisterInfo;
import backplane.api.device.RegisterInfo.Access;
import backplane.api.device.RegisterInfo.Space;
import java.util.ArrayList;
import java.util.List;

/** The operating registers, at BAR0 as ports and at BAR1 as memory (LSI53C895A technical manual chapter 4). */
enum LsiRegister {
    SCNTL0(0x00, 1, Access.RW, 0xc0, "parity and arbitration bits are kept and have no effect"),
    SCNTL1(0x01, 1, Access.RW, 0x00, "RST resets the bus; CON says connected"),
    SCNTL2(0x02, 1, Access.RW, 0x00, "SDU is kept; WSR clears when written 1"),
    SCNTL3(0x03, 1, Access.RW, 0x00, "CCF divides the general purpose timer; the rest is kept"),
    SCID(0x04, 1, Access.RW, 0x07, "own id, RRE, SRE"),
    SXFER(0x05, 1, Access.RW, 0x00, "synchronous transfer: kept"),
    SDID(0x06, 1, Access.RW, 0x00, ""),
    GPREG(0x07, 1, Access.RW, 0x7f, "pins float high: no serial EEPROM"),
    SFBR(0x08, 1, Access.R, 0x00, "first byte received; only SCRIPTS writes it"),
    SOCL(0x09, 1, Access.RW, 0x00, "ATN and ACK"),
    SSID(0x0a, 1, Access.R, 0x00, "VAL and the id that reselected"),
    SBCL(0x0b, 1, Access.R, 0x00, "control lines, live"),
    DSTAT(0x0c, 1, Access.R, 0x80, "clears when read; brings up what is stacked behind it"),
    SSTAT0(0x0d, 1, Access.R, 0x00, "WOA, RST"),
    SSTAT1(0x0e, 1, Access.R, 0x00, "phase lines MSG, C/D, I/O"),
    SSTAT2(0x0f, 1, Access.R, 0x02, "LDSC"),
    DSA(0x10, 4, Access.RW, 0x00, ""),
    ISTAT0(0x14, 1, Access.RW, 0x00, "ABRT, SRST (clears itself), SIGP, SEM, CON, INTF (write 1 to clear), SIP, DIP"),
    ISTAT1(0x15, 1, Access.RW, 0x00, "SRUN, SI"),
    MBOX0(0x16, 1, Access.RW, 0x00, ""),
    MBOX1(0x17, 1, Access.RW, 0x00, ""),
    CTEST0(0x18, 1, Access.RW, 0x00, ""),
    CTEST1(0x19, 1, Access.R, 0xf0, "DMA FIFO always empty"),
    CTEST2(0x1a, 1, Access.RW, 0x01, "reading clears SIGP; PCICIE puts BAR1 and BAR2 into SCRATCHA and SCRATCHB"),
    CTEST3(0x1b, 1, Access.RW, 0x00, "revision 0; FLF and CLF clear themselves"),
    TEMP(0x1c, 4, Access.RW, 0x00, "return address of CALL"),
    DFIFO(0x20, 1, Access.RW, 0x00, "low byte of DBC after a move"),
    CTEST4(0x21, 1, Access.RW, 0x00, ""),
    CTEST5(0x22, 1, Access.RW, 0x00, ""),
    CTEST6(0x23, 1, Access.RW, 0x00, ""),
    DBC(0x24, 3, Access.RW, 0x00, "byte count of the instruction"),
    DCMD(0x27, 1, Access.RW, 0x40, "opcode of the instruction"),
    DNAD(0x28, 4, Access.RW, 0x00, ""),
    DSP(0x2c, 4, Access.RW, 0x00, "writing byte 3 starts SCRIPTS unless DMODE.MAN"),
    DSPS(0x30, 4, Access.RW, 0x00, ""),
    SCRATCHA(0x34, 4, Access.RW, 0x00, ""),
    DMODE(0x38, 1, Access.RW, 0x00, "MAN; burst lengths are kept"),
    DIEN(0x39, 1, Access.RW, 0x00, ""),
    SBR(0x3a, 1, Access.RW, 0x00, ""),
    DCNTL(0x3b, 1, Access.RW, 0x00, "STD starts, SSM single steps, IRQD, COM; PFF clears itself"),
    ADDER(0x3c, 4, Access.R, 0x00, "sum of the last relative address"),
    SIEN0(0x40, 1, Access.RW, 0x00, ""),
    SIEN1(0x41, 1, Access.RW, 0x00, ""),
    SIST0(0x42, 1, Access.R, 0x00, "clears when read"),
    SIST1(0x43, 1, Access.R, 0x00, "clears when read"),
    SLPAR(0x44, 1, Access.RW, 0x00, ""),
    SWIDE(0x45, 1, Access.RW, 0x00, ""),
    MACNTL(0x46, 1, Access.RW, 0xd0, ""),
    GPCNTL(0x47, 1, Access.RW, 0x0f, ""),
    STIME0(0x48, 1, Access.RW, 0x00, "handshake timers: kept; selection times out at once"),
    STIME1(0x49, 1, Access.RW, 0x00, "general purpose timer: 217 us doubled per step, at 40 MHz divided by 3"),
    RESPID0(0x4a, 1, Access.RW, 0x80, ""),
    RESPID1(0x4b, 1, Access.RW, 0x00, ""),
    STEST0(0x4c, 1, Access.R, 0x00, ""),
    STEST1(0x4d, 1, Access.RW, 0x00, "multiplier of the clock"),
    STEST2(0x4e, 1, Access.RW, 0x00, ""),
    STEST3(0x4f, 1, Access.RW, 0x00, ""),
    SIDL(0x50, 2, Access.R, 0x00, "last byte received"),
    STEST4(0x52, 1, Access.R, 0xe0, "LVD, clock locked"),
    SODL(0x54, 2, Access.RW, 0x00, ""),
    CCNTL0(0x56, 1, Access.RW, 0x00, "ENPMJ, PMJCTL"),
    CCNTL1(0x57, 1, Access.RW, 0x00, "64-bit modes: kept, not modelled"),
    SBDL(0x58, 2, Access.R, 0x00, "last byte received"),
    SCRATCHB(0x5c, 4, Access.RW, 0x00, ""),
    SCRATCHC(0x60, 4, Access.RW, 0x00, ""),
    SCRATCHD(0x64, 4, Access.RW, 0x00, ""),
    SCRATCHE(0x68, 4, Access.RW, 0x00, ""),
    SCRATCHF(0x6c, 4, Access.RW, 0x00, ""),
    SCRATCHG(0x70, 4, Access.RW, 0x00, ""),
    SCRATCHH(0x74, 4, Access.RW, 0x00, ""),
    SCRATCHI(0x78, 4, Access.RW, 0x00, ""),
    SCRATCHJ(0x7c, 4, Access.RW, 0x00, ""),
    SCRATCHK(0x80, 4, Access.RW, 0x00, ""),
    SCRATCHL(0x84, 4, Access.RW, 0x00, ""),
    SCRATCHM(0x88, 4, Access.RW, 0x00, ""),
    SCRATCHN(0x8c, 4, Access.RW, 0x00, ""),
    SCRATCHO(0x90, 4, Access.RW, 0x00, ""),
    SCRATCHP(0x94, 4, Access.RW, 0x00, ""),
    SCRATCHQ(0x98, 4, Access.RW, 0x00, ""),
    SCRATCHR(0x9c, 4, Access.RW, 0x00, ""),
    MMRS(0xa0, 4, Access.RW, 0x00, "upper address bits: kept, not modelled"),
    MMWS(0xa4, 4, Access.RW, 0x00, "upper address bits: kept, not modelled"),
    SFS(0xa8, 4, Access.RW, 0x00, "upper address bits: kept, not modelled"),
    DRS(0xac, 4, Access.RW, 0x00, "upper address bits: kept, not modelled"),
    SBMS(0xb0, 4, Access.RW, 0x00, "upper address bits: kept, not modelled"),
    DBMS(0xb4, 4, Access.RW, 0x00, "upper address bits: kept, not modelled"),
    DNAD64(0xb8, 4, Access.RW, 0x00, "upper address bits: kept, not modelled"),
    PMJAD1(0xc0, 4, Access.RW, 0x00, "phase mismatch jump, data out"),
    PMJAD2(0xc4, 4, Access.RW, 0x00, "phase mismatch jump, data in"),
    RBC(0xc8, 4, Access.RW, 0x00, "bytes left at a phase mismatch"),
    UA(0xcc, 4, Access.RW, 0x00, "address reached at a phase mismatch"),
    ESA(0xd0, 4, Access.RW, 0x00, "table entry or instruction of the move"),
    IA(0xd4, 4, Access.RW, 0x00, "instruction address of the move"),
    SBC(0xd8, 3, Access.R, 0x00, "bytes on the bus in this move"),
    CSBC(0xdc, 4, Access.RW, 0x00, "bytes moved since it was written"),
    CRCPAD(0xe0, 2, Access.RW, 0x00, ""),
    CRCCNTL0(0xe2, 1, Access.RW, 0x00, ""),
    CRCD(0xe4, 4, Access.RW, 0x00, "");

    final int offset;
    final int width;
    final Access access;
    final int reset;
    private final String note;

    LsiRegister(int offset, int width, Access access, int reset, String note) {
        this.offset = offset;
        this.width = width;
        this.access = access;
        this.reset = reset;
        this.note = note;
    }

    /** The rows as the device describes them. */
    static List<RegisterInfo> table() {
        List<RegisterInfo> list = new ArrayList<>();
        for (LsiRegister r : values()) {
            list.add(new RegisterInfo(r.name(), Space.PORT, r.offset, r.width, r.access, r.note));
        }
        return list;
    }
}

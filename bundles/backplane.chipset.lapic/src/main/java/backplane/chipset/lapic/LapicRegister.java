package backplane.chipset.lapic;

import backplane.api.device.RegisterInfo;
import backplane.api.device.RegisterInfo.Access;
import backplane.api.device.RegisterInfo.Space;
import java.util.Arrays;
import java.util.List;

/** The registers by the manual's names. Each is a dword at a multiple of 16. */
enum LapicRegister {
    ID(0x020, Access.RW, "bits 31:24"),
    VERSION(0x030, Access.R, "0x00050014: six LVT entries"),
    TPR(0x080, Access.RW, "task priority"),
    APR(0x090, Access.R, "arbitration priority; reads as PPR"),
    PPR(0x0a0, Access.R, "processor priority"),
    EOI(0x0b0, Access.W, "ends the interrupt of highest priority"),
    LDR(0x0d0, Access.RW, "logical destination, bits 31:24"),
    DFR(0x0e0, Access.RW, "destination format, bits 31:28; the rest reads 1"),
    SVR(0x0f0, Access.RW, "spurious vector; bit 8 enables the APIC, clearing it masks the LVT"),
    ISR(0x100, Access.R, "in service, 8 registers"),
    TMR(0x180, Access.R, "trigger mode, 8 registers"),
    IRR(0x200, Access.R, "requested, 8 registers"),
    ESR(0x280, Access.RW, "errors; a write latches those since the last one"),
    LVT_CMCI(0x2f0, Access.RESERVED, "reads 0"),
    ICR_LOW(0x300, Access.RW, "sends: fixed, NMI and INIT to this processor; the rest goes nowhere"),
    ICR_HIGH(0x310, Access.RW, "destination, bits 31:24"),
    LVT_TIMER(0x320, Access.RW, "bit 17 periodic"),
    LVT_THERMAL(0x330, Access.RW, "no source"),
    LVT_PERFORMANCE(0x340, Access.RW, "no source"),
    LVT_LINT0(0x350, Access.RW, "the 8259's INTR; ExtINT after reset, so that it works without set-up"),
    LVT_LINT1(0x360, Access.RW, "no source"),
    LVT_ERROR(0x370, Access.RW, ""),
    TIMER_INITIAL(0x380, Access.RW, "a write starts the timer, 0 stops it"),
    TIMER_CURRENT(0x390, Access.R, ""),
    TIMER_DIVIDE(0x3e0, Access.RW, "bits 3, 1, 0; the bus clock is 1 GHz");

    private final RegisterInfo info;

    LapicRegister(int offset, Access access, String note) {
        info = new RegisterInfo(name(), Space.MEMORY, offset, 4, access, note);
    }

    static List<RegisterInfo> table() {
        return Arrays.stream(values()).map(r -> r.info).toList();
    }
}

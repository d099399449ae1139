package backplane.chipset.pic8259;

import backplane.api.device.RegisterInfo;
import backplane.api.device.RegisterInfo.Access;
import backplane.api.device.RegisterInfo.Space;
import java.util.Arrays;
import java.util.List;

/** What the guest can touch. Offsets are port numbers, since the chips sit at three fixed places. */
enum Pic8259Register {
    MASTER_ICW1(0x20, Access.W, "bit 4 set: starts initialisation, clears IMR, ISR and the edge latches"),
    MASTER_OCW2(0x20, Access.W, "bits 4-3 = 00: end of interrupt and rotation"),
    MASTER_OCW3(0x20, Access.W, "bits 4-3 = 01: special mask, poll, choice of IRR or ISR"),
    MASTER_IRR_ISR(0x20, Access.R, "as OCW3 chose; after a poll command the poll word"),
    MASTER_IMR(0x21, Access.RW, "OCW1; during initialisation ICW2, ICW3, ICW4"),
    SLAVE_ICW1(0xa0, Access.W, "as the master's"),
    SLAVE_OCW2(0xa0, Access.W, "as the master's"),
    SLAVE_OCW3(0xa0, Access.W, "as the master's"),
    SLAVE_IRR_ISR(0xa0, Access.R, "as the master's"),
    SLAVE_IMR(0xa1, Access.RW, "as the master's"),
    ELCR1(0x4d0, Access.RW, "bit set: IRQ 3-7 is level triggered; bits 0-2 read 0"),
    ELCR2(0x4d1, Access.RW, "bit set: IRQ 9-12, 14, 15 is level triggered; bits 0 and 5 read 0");

    private final RegisterInfo info;

    Pic8259Register(int port, Access access, String note) {
        info = new RegisterInfo(name(), Space.PORT, port, 1, access, note);
    }

    static List<RegisterInfo> table() {
        return Arrays.stream(values()).map(r -> r.info).toList();
    }
}

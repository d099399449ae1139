package backplane.chipset.ioapic;

import backplane.api.device.RegisterInfo;
import backplane.api.device.RegisterInfo.Access;
import backplane.api.device.RegisterInfo.Space;
import java.util.Arrays;
import java.util.List;

/** The registers by the data sheet's names. */
enum IoApicRegister {
    IOREGSEL(Space.MEMORY, 0x00, Access.RW, "index, bits 7:0"),
    IOWIN(Space.MEMORY, 0x10, Access.RW, "the register that IOREGSEL names"),
    IOAPICID(Space.INDEXED, 0x00, Access.RW, "bits 27:24"),
    IOAPICVER(Space.INDEXED, 0x01, Access.R, "0x00170011: 24 entries"),
    IOAPICARB(Space.INDEXED, 0x02, Access.R, "bits 27:24, as IOAPICID was last written"),
    IOREDTBL(Space.INDEXED, 0x10, Access.RW, "24 pairs; polarity is stored, inputs are active or not");

    private final RegisterInfo info;

    IoApicRegister(Space space, int offset, Access access, String note) {
        info = new RegisterInfo(name(), space, offset, 4, access, note);
    }

    static List<RegisterInfo> table() {
        return Arrays.stream(values()).map(r -> r.info).toList();
    }
}

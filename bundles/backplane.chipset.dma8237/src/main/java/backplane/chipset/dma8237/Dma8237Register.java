package backplane.chipset.dma8237;

import backplane.api.device.RegisterInfo;
import backplane.api.device.RegisterInfo.Access;
import backplane.api.device.RegisterInfo.Space;
import java.util.Arrays;
import java.util.List;

/** What the guest can touch, for channels 0 to 3. Offsets are port numbers; channels 4 to 7 are at 0xc0 + 2 * port. */
enum Dma8237Register {
    ADDRESS_0(0x00, Access.RW, "low byte, then high byte, as the byte pointer says; so are all below 0x08"),
    COUNT_0(0x01, Access.RW, "transfers less one"),
    ADDRESS_1(0x02, Access.RW, ""),
    COUNT_1(0x03, Access.RW, ""),
    ADDRESS_2(0x04, Access.RW, ""),
    COUNT_2(0x05, Access.RW, ""),
    ADDRESS_3(0x06, Access.RW, ""),
    COUNT_3(0x07, Access.RW, ""),
    STATUS(0x08, Access.R, "0-3 terminal count, cleared by reading; 4-7 request"),
    COMMAND(0x08, Access.W, "bit 2 disables the controller; the others are stored"),
    REQUEST(0x09, Access.W, "software request"),
    SINGLE_MASK(0x0a, Access.W, ""),
    MODE(0x0b, Access.W, "transfer, auto-initialise, decrement, single/block/demand/cascade"),
    CLEAR_BYTE_POINTER(0x0c, Access.W, ""),
    TEMPORARY(0x0d, Access.R, "of memory-to-memory transfers, which are not modelled: 0"),
    MASTER_CLEAR(0x0d, Access.W, ""),
    CLEAR_MASK(0x0e, Access.W, ""),
    ALL_MASK(0x0f, Access.RW, "reads 1s above bit 3"),
    PAGE_2(0x81, Access.RW, ""),
    PAGE_3(0x82, Access.RW, ""),
    PAGE_1(0x83, Access.RW, ""),
    SCRATCH_84(0x84, Access.RW, "0x84-0x86, 0x88, 0x8c-0x8e: latches without a use"),
    PAGE_0(0x87, Access.RW, ""),
    PAGE_6(0x89, Access.RW, ""),
    PAGE_7(0x8a, Access.RW, ""),
    PAGE_5(0x8b, Access.RW, ""),
    REFRESH_PAGE(0x8f, Access.RW, "stored");

    private final RegisterInfo info;

    Dma8237Register(int port, Access access, String note) {
        info = new RegisterInfo(name(), Space.PORT, port, 1, access, note);
    }

    static List<RegisterInfo> table() {
        return Arrays.stream(values()).map(r -> r.info).toList();
    }
}

package backplane.chipset.pit8254;

import backplane.api.device.RegisterInfo;
import backplane.api.device.RegisterInfo.Access;
import backplane.api.device.RegisterInfo.Space;
import java.util.Arrays;
import java.util.List;

/** What the guest can touch. Offsets are port numbers. */
enum Pit8254Register {
    COUNTER_0(0x40, Access.RW, "IRQ 0"),
    COUNTER_1(0x41, Access.RW, "refresh; its output is seen by nobody"),
    COUNTER_2(0x42, Access.RW, "speaker; gate and output in NMI_SC"),
    CONTROL_WORD(0x43, Access.W, "mode, counter latch and read-back commands; reads 0xff"),
    NMI_SC(0x61, Access.RW, "bit 0 gate 2, 1 speaker data, 2-3 stored; read only: 4 refresh toggle, 5 OUT 2");

    private final RegisterInfo info;

    Pit8254Register(int port, Access access, String note) {
        info = new RegisterInfo(name(), Space.PORT, port, 1, access, note);
    }

    static List<RegisterInfo> table() {
        return Arrays.stream(values()).map(r -> r.info).toList();
    }
}

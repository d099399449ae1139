package backplane.chipset.ps2i8042;

import backplane.api.device.RegisterInfo;
import backplane.api.device.RegisterInfo.Access;
import backplane.api.device.RegisterInfo.Space;
import java.util.Arrays;
import java.util.List;

/** What the guest can touch. Port rows give port numbers, indexed rows what stands behind a command. */
enum Ps2I8042Register {
    DATA(Space.PORT, 0x60, Access.RW, "reading empties the output buffer and drops IRQ 1 or 12"),
    STATUS(Space.PORT, 0x64, Access.R, "OBF, IBF (always 0), SYS, A2, not locked, AUX, timeout, parity"),
    COMMAND(Space.PORT, 0x64, Access.W, "controller commands"),
    COMMAND_BYTE(Space.INDEXED, 0x20, Access.RW, "commands 0x20, 0x60: IRQ enables, SYS, disables, translation"),
    OUTPUT_PORT(Space.INDEXED, 0xd0, Access.RW, "commands 0xd0, 0xd1: bit 0 reset (low), bit 1 A20"),
    INPUT_PORT(Space.INDEXED, 0xc0, Access.R, "command 0xc0");

    private final RegisterInfo info;

    Ps2I8042Register(Space space, int offset, Access access, String note) {
        info = new RegisterInfo(name(), space, offset, 1, access, note);
    }

    static List<RegisterInfo> table() {
        return Arrays.stream(values()).map(r -> r.info).toList();
    }
}

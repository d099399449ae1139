package backplane.extboot;

import backplane.api.device.RegisterInfo;
import backplane.api.device.RegisterInfo.Access;
import backplane.api.device.RegisterInfo.Space;
import java.util.ArrayList;
import java.util.List;

/** What the guest can touch, from port 0x404 on. */
enum ExtbootRegister {
    MODE(0, 1, Access.R, "1: hook INT 13h. Only the oldest ROMs read it."),
    COMMAND(1, 2, Access.W, "16-bit writes only: the command block's address divided by 16; done when OUT returns");

    final int offset;
    final int width;
    private final Access access;
    private final String note;

    ExtbootRegister(int offset, int width, Access access, String note) {
        this.offset = offset;
        this.width = width;
        this.access = access;
        this.note = note;
    }

    static List<RegisterInfo> table() {
        List<RegisterInfo> rows = new ArrayList<>();
        for (ExtbootRegister r : values()) {
            rows.add(new RegisterInfo(r.name(), Space.PORT, r.offset, r.width, r.access, r.note));
        }
        return rows;
    }
}

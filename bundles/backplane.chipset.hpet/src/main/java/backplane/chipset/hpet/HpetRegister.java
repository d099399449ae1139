package backplane.chipset.hpet;

import backplane.api.device.RegisterInfo;
import backplane.api.device.RegisterInfo.Access;
import backplane.api.device.RegisterInfo.Space;
import java.util.Arrays;
import java.util.List;

/** The registers by the specification's names; timers 1 and 2 follow timer 0 at 0x20 bytes each. */
enum HpetRegister {
    GCAP_ID(0x000, Access.R, "0x8086A201: 64 bits, legacy replacement, three timers; period 10,000,000 fs"),
    GEN_CONF(0x010, Access.RW, "bit 0 counts, bit 1 legacy replacement: PIT and RTC lose IRQ 0 and 8"),
    GINTR_STA(0x020, Access.RW, "bit n: timer n, level triggered, is active; write 1 clears"),
    MAIN_CNT(0x0f0, Access.RW, "writable while it stands"),
    TIM0_CONF(0x100, Access.RW, "periodic and 64 bits; can be routed to I/O APIC input 2"),
    TIM0_COMP(0x108, Access.RW, "periodic: the period, and with bit 6 of CONF the comparator too"),
    TIM1_CONF(0x120, Access.RW, ""),
    TIM1_COMP(0x128, Access.RW, ""),
    TIM2_CONF(0x140, Access.RW, ""),
    TIM2_COMP(0x148, Access.RW, "");

    private final RegisterInfo info;

    HpetRegister(int offset, Access access, String note) {
        info = new RegisterInfo(name(), Space.MEMORY, offset, 8, access, note);
    }

    static List<RegisterInfo> table() {
        return Arrays.stream(values()).map(r -> r.info).toList();
    }
}

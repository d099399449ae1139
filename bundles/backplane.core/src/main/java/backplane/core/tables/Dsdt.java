package backplane.core.tables;

import static backplane.core.tables.Aml.and;
import static backplane.core.tables.Aml.argument;
import static backplane.core.tables.Aml.call;
import static backplane.core.tables.Aml.device;
import static backplane.core.tables.Aml.dwordField;
import static backplane.core.tables.Aml.eisaId;
import static backplane.core.tables.Aml.give;
import static backplane.core.tables.Aml.integer;
import static backplane.core.tables.Aml.join;
import static backplane.core.tables.Aml.less;
import static backplane.core.tables.Aml.method;
import static backplane.core.tables.Aml.name;
import static backplane.core.tables.Aml.or;
import static backplane.core.tables.Aml.pack;
import static backplane.core.tables.Aml.path;
import static backplane.core.tables.Aml.scope;
import static backplane.core.tables.Aml.store;
import static backplane.core.tables.Aml.when;

/**
 * The machine in AML. Interrupts of PCI cards go through the four links LNKA to LNKD, the PIRQ route control registers of
 * the PIIX3, with the 8259 as with the I/O APIC, whose inputs have the ISA numbers.
 */
final class Dsdt {
    /** The lines that firmware gives to links and a system may choose. */
    private static final int[] LINK_LINES = {5, 10, 11};

    private static final int SCI = 9;
    private static final int PIRQ_REGISTERS = 0x60;
    private static final int NOT_ROUTED = 0x80;
    private static final int PRESENT_DISABLED = 0x09;
    private static final int ENABLED = 0x0b;
    private static final long PCI_END = 0xfebfffffL;
    private static final long PCI_START = 0x80000000L;
    private static final String LINKS = "ABCD";

    private final Platform platform;

    Dsdt(Platform platform) {
        this.platform = platform;
    }

    byte[] aml() {
        return join(
                name("PICF", integer(0)),
                method("_PIC", 1, false, store(argument(0), path("PICF"))),
                name("\\_S5", pack(integer(0), integer(0), integer(0), integer(0))),
                scope("\\_PR", Aml.processor("CPU0", 0)),
                scope("\\_SB", hostBridge(), platform.router() ? links() : new byte[0], hpet()));
    }

    private byte[] hostBridge() {
        byte[] windows = new Resources()
                .busWindow(0, 0)
                .ports(0xcf8, 8)
                .portWindow(0, 0xcf7)
                .portWindow(0xd00, 0xffff)
                .memoryWindow(0xa0000, 0xbffff, true)
                .memoryWindow(Math.max(PCI_START, platform.ram() + 0xfffff & ~0xfffffL), PCI_END, false)
                .aml();
        return device(
                "PCI0",
                name("_HID", eisaId("PNP0A03")),
                name("_UID", integer(0)),
                name("_ADR", integer(0)),
                name("_BBN", integer(0)),
                name("_CRS", windows),
                platform.router() ? name("_PRT", routing()) : new byte[0],
                device("ISA", name("_ADR", integer(1 << 16)), router(), isaDevices()));
    }

    /** All slots, used or not: a card may be plugged while the machine runs. Slot 1's pin A is the SCI. */
    private byte[] routing() {
        byte[][] entries = new byte[31 * 4][];
        int n = 0;
        for (int slot = 1; slot < 32; slot++) {
            for (int pin = 0; pin < 4; pin++) {
                String link =
                        slot == 1 && pin == 0 ? "S" : LINKS.substring(slot + pin + 3 & 3, (slot + pin + 3 & 3) + 1);
                entries[n++] = pack(integer(slot << 16 | 0xffff), integer(pin), path("\\_SB.LNK" + link), integer(0));
            }
        }
        return pack(entries);
    }

    private byte[] router() {
        if (!platform.router()) {
            return new byte[0];
        }
        return join(
                Aml.region("PIRQ", Aml.PCI_CONFIG, PIRQ_REGISTERS, 4),
                Aml.byteFields("PIRQ", "PRQ0", "PRQ1", "PRQ2", "PRQ3"));
    }

    private byte[] links() {
        byte[] all = join(
                method(
                        "IQST",
                        1,
                        false,
                        when(and(argument(0), integer(NOT_ROUTED)), give(integer(PRESENT_DISABLED))),
                        give(integer(ENABLED))),
                method(
                        "IQCR",
                        1,
                        true,
                        name("PRR0", new Resources().links(0).aml()),
                        dwordField(path("PRR0"), Resources.FIRST_INTERRUPT, "PRRI"),
                        when(less(argument(0), integer(NOT_ROUTED)), store(argument(0), path("PRRI"))),
                        give(path("PRR0"))));
        for (int i = 0; i < 4; i++) {
            all = join(all, link(i));
        }
        byte[] sci = new Resources().links(SCI).aml();
        return join(
                all,
                device(
                        "LNKS",
                        name("_HID", eisaId("PNP0C0F")),
                        name("_UID", integer(4)),
                        name("_PRS", sci),
                        method("_STA", 0, false, give(integer(ENABLED))),
                        method("_DIS", 0, false),
                        method("_CRS", 0, false, give(path("_PRS"))),
                        method("_SRS", 1, false)));
    }

    private static byte[] link(int number) {
        byte[] register = path("\\_SB.PCI0.ISA.PRQ" + number);
        return device(
                "LNK" + LINKS.charAt(number),
                name("_HID", eisaId("PNP0C0F")),
                name("_UID", integer(number)),
                name("_PRS", new Resources().links(LINK_LINES).aml()),
                method("_STA", 0, false, give(call("\\_SB.IQST", register))),
                method("_DIS", 0, false, or(register, integer(NOT_ROUTED), register)),
                method("_CRS", 0, false, give(call("\\_SB.IQCR", register))),
                method(
                        "_SRS",
                        1,
                        false,
                        dwordField(argument(0), Resources.FIRST_INTERRUPT, "PRRI"),
                        store(path("PRRI"), register)));
    }

    private byte[] isaDevices() {
        byte[] all = new byte[0];
        if (platform.pic()) {
            all = join(
                    all,
                    isa(
                            "PIC",
                            "PNP0000",
                            new Resources()
                                    .ports(0x20, 2)
                                    .ports(0xa0, 2)
                                    .ports(0x4d0, 2)
                                    .irq(2)));
        }
        if (platform.pit()) {
            all = join(
                    all,
                    isa("TMR", "PNP0100", new Resources().ports(0x40, 4).irq(0)),
                    isa("SPKR", "PNP0800", new Resources().ports(0x61, 1)));
        }
        if (platform.dma()) {
            all = join(
                    all,
                    isa(
                            "DMAC",
                            "PNP0200",
                            new Resources().ports(0, 16).ports(0x81, 15).ports(0xc0, 32)));
        }
        if (platform.rtc()) {
            all = join(all, isa("RTC", "PNP0B00", new Resources().ports(0x70, 2).irq(8)));
        }
        if (platform.keyboard()) {
            all = join(
                    all,
                    isa(
                            "KBD",
                            "PNP0303",
                            new Resources().ports(0x60, 1).ports(0x64, 1).irq(1)));
        }
        if (platform.mouse()) {
            all = join(all, isa("MOU", "PNP0F13", new Resources().irq(12)));
        }
        int number = 1;
        for (Platform.Serial serial : platform.serials()) {
            Resources r = new Resources().ports(serial.port(), 8).irq(serial.irq());
            all = join(all, isa("COM" + number, "PNP0501", r, number));
            number++;
        }
        return all;
    }

    private static byte[] isa(String name, String id, Resources resources) {
        return device(name, name("_HID", eisaId(id)), name("_CRS", resources.aml()));
    }

    private static byte[] isa(String name, String id, Resources resources, int uid) {
        return device(name, name("_HID", eisaId(id)), name("_UID", integer(uid)), name("_CRS", resources.aml()));
    }

    private byte[] hpet() {
        if (!platform.hpet()) {
            return new byte[0];
        }
        Resources r = new Resources().memory(0xfed00000L, 0x400);
        return isa("HPET", "PNP0103", r, 0);
    }
}

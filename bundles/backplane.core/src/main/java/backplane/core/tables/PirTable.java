package backplane.core.tables;

/** The PCI interrupt routing table, {@code $PIR}: which PIRQ of the PIIX3 a slot's pins are on. */
public final class PirTable {
    private static final int FIRST_LINK = 0x60;
    /** ISA 3 to 7, 9 to 12, 14, 15. */
    private static final int LINES = 0xdef8;

    private static final int ROUTER = 1 << 3;
    private static final int COMPATIBLE = 0x122e8086;
    /** Slots behind the chipset's. */
    private static final int SLOTS = 31;

    private PirTable() {}

    public static byte[] table() {
        Bytes out = new Bytes()
                .text("$PIR", 4)
                .u16(0x100)
                .u16(32 + 16 * SLOTS)
                .u8(0)
                .u8(ROUTER)
                .u16(0);
        out.u32(COMPATIBLE).u32(0).zeros(11).u8(0);
        for (int slot = 1; slot <= SLOTS; slot++) {
            out.u8(0).u8(slot << 3);
            for (int pin = 0; pin < 4; pin++) {
                out.u8(FIRST_LINK + (slot + pin + 3 & 3)).u16(LINES);
            }
            out.u8(slot == 1 ? 0 : slot - 1).u8(0);
        }
        out.patch8(31, out.checksum(0, out.size()));
        return out.toArray();
    }
}

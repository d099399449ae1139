package backplane.core.tables;

/**
 * SMBIOS 2.8: firmware, system, chassis, processor, memory. The entry point's table address counts from 0 until
 * {@link #anchor(long)} gives one; SeaBIOS sets it itself.
 */
public final class Smbios {
    /** Bytes of {@link #anchor}. */
    public static final int ANCHOR_SIZE = 31;

    private static final int MIB = 20;
    private static final int UNKNOWN = 2;

    private final Bytes out = new Bytes();
    private final Platform platform;
    private final String version;
    private int count;
    private int largest;

    private Smbios(Platform platform, String version) {
        this.platform = platform;
        this.version = version;
    }

    /** @param version the firmware's, free text; null leaves the structure about it to the firmware */
    public static Smbios of(Platform platform, String version) {
        Smbios made = new Smbios(platform, version);
        if (version != null) {
            made.firmware();
        }
        made.system();
        made.chassis();
        made.processor();
        made.memory();
        made.structure(32, 0x2000, new Bytes().zeros(6).u8(0));
        made.structure(127, 0x7f00, new Bytes());
        return made;
    }

    private void structure(int type, int handle, Bytes body, String... strings) {
        int start = out.size();
        byte[] content = body.toArray();
        out.u8(type).u8(content.length + 4).u16(handle).bytes(content);
        for (String string : strings) {
            out.text(string, string.length()).u8(0);
        }
        out.zeros(strings.length == 0 ? 2 : 1);
        count++;
        largest = Math.max(largest, out.size() - start);
    }

    private void firmware() {
        Bytes b = new Bytes().u8(1).u8(2).u16(0xf000).u8(3).u8(0);
        b.u64(1 << 7 | 1 << 16 | 1 << 19).u8(0).u8(4).u8(1).u8(0).u8(0xff).u8(0xff);
        structure(0, 0x0000, b, "Backplane", version, "01/01/2026");
    }

    private void system() {
        Bytes b = new Bytes().u8(1).u8(2).u8(3).u8(0).zeros(16).u8(6).u8(0).u8(0);
        structure(1, 0x0100, b, "Backplane", "Standard PC (i440FX + PIIX)", "1");
    }

    private void chassis() {
        Bytes b = new Bytes().u8(1).u8(1).u8(2).u8(0).u8(0).u8(3).u8(3).u8(3).u8(UNKNOWN);
        structure(3, 0x0300, b.u32(0).u8(0).u8(0).u8(0).u8(0).u8(0), "Backplane", "1");
    }

    private void processor() {
        Bytes b = new Bytes()
                .u8(1)
                .u8(3)
                .u8(1)
                .u8(2)
                .u64(0)
                .u8(3)
                .u8(0)
                .u16(0)
                .u16(1000)
                .u16(1000);
        b.u8(0x41)
                .u8(1)
                .u16(0xffff)
                .u16(0xffff)
                .u16(0xffff)
                .u8(0)
                .u8(0)
                .u8(0)
                .u8(1)
                .u8(1)
                .u8(1)
                .u16(UNKNOWN)
                .u16(1);
        structure(4, 0x0400, b, "CPU 0", "Backplane", "1");
    }

    private void memory() {
        int mebibytes = (int) (platform.ram() >> MIB);
        long kibibytes = platform.ram() >> 10;
        Bytes array = new Bytes().u8(1).u8(3).u8(6).u32(kibibytes).u16(0xfffe).u16(1);
        structure(16, 0x1000, array.u64(0));
        Bytes module = new Bytes().u16(0x1000).u16(0xfffe).u16(0xffff).u16(0xffff);
        module.u16(mebibytes).u8(9).u8(0).u8(1).u8(0);
        module.u8(7).u16(UNKNOWN).u16(0).u8(2).u8(0).u8(0).u8(0);
        module.u8(0).u32(0).u16(0).u16(0).u16(0).u16(0);
        structure(17, 0x1100, module, "DIMM 0", "Backplane");
        structure(
                19,
                0x1300,
                new Bytes().u32(0).u32(kibibytes - 1).u16(0x1000).u8(1).u64(0).u64(0));
    }

    /** The structures. */
    public byte[] tables() {
        return out.toArray();
    }

    /** The entry point of structures at that address. */
    public byte[] anchor(long address) {
        Bytes b = new Bytes()
                .text("_SM_", 4)
                .u8(0)
                .u8(ANCHOR_SIZE)
                .u8(2)
                .u8(8)
                .u16(largest)
                .u8(0)
                .zeros(5);
        b.text("_DMI_", 5).u8(0).u16(out.size()).u32(address).u16(count).u8(0x28);
        b.patch8(21, b.checksum(16, 15));
        b.patch8(4, b.checksum(0, ANCHOR_SIZE));
        return b.toArray();
    }
}

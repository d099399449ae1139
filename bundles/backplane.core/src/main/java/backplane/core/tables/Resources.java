package backplane.core.tables;

/** A resource template (ACPI 6.4 section 6.4): descriptors, one after the other. */
final class Resources {
    private static final int CONSUMER = 1;
    private static final int SHARED = 1 << 3;
    private static final int FIXED = 0x0c;
    private static final int MEMORY = 0;
    private static final int IO = 1;
    private static final int BUS = 2;

    /** Where the first interrupt is in a template that {@link #links} begins. */
    static final int FIRST_INTERRUPT = 5;

    private final Bytes out = new Bytes();

    /** Ports that decode 16 bits. */
    Resources ports(int first, int count) {
        out.u8(0x47).u8(1).u16(first).u16(first).u8(1).u8(count);
        return this;
    }

    /** An edge-triggered ISA interrupt of one owner. */
    Resources irq(int line) {
        out.u8(0x22).u16(1 << line);
        return this;
    }

    /** Level-triggered, active high, shared: what a PCI interrupt link gives or may give. */
    Resources links(int... lines) {
        out.u8(0x89).u16(2 + 4 * lines.length).u8(CONSUMER | SHARED).u8(lines.length);
        for (int line : lines) {
            out.u32(line);
        }
        return this;
    }

    Resources memory(long base, int size) {
        out.u8(0x86).u16(9).u8(0).u32(base).u32(size);
        return this;
    }

    /** What a PCI host bridge passes on. */
    Resources busWindow(int first, int last) {
        return word(BUS, 0, first, last);
    }

    Resources portWindow(int first, int last) {
        return word(IO, 3, first, last);
    }

    private Resources word(int type, int flags, int first, int last) {
        out.u8(0x88).u16(13).u8(type).u8(FIXED).u8(flags);
        out.u16(0).u16(first).u16(last).u16(0).u16(last - first + 1);
        return this;
    }

    Resources memoryWindow(long first, long last, boolean cacheable) {
        out.u8(0x87).u16(23).u8(MEMORY).u8(FIXED).u8(cacheable ? 3 : 1);
        out.u32(0).u32(first).u32(last).u32(0).u32(last - first + 1);
        return this;
    }

    /** The template as a buffer. */
    byte[] aml() {
        return Aml.buffer(out.u8(0x79).u8(0).toArray());
    }
}

package backplane.core.tables;

/** The few terms of the ACPI Machine Language (ACPI 6.4 chapter 20) that a PC's DSDT takes. Each gives its bytes. */
final class Aml {
    /** Access of a field's region: a byte each. */
    static final int BYTE_ACCESS = 1;

    static final int PCI_CONFIG = 2;

    private Aml() {}

    static byte[] join(byte[]... parts) {
        Bytes out = new Bytes();
        for (byte[] part : parts) {
            out.bytes(part);
        }
        return out.toArray();
    }

    static byte[] integer(long value) {
        Bytes out = new Bytes();
        if (value == 0 || value == 1) {
            out.u8((int) value);
        } else if (value < 0x100) {
            out.u8(0x0a).u8((int) value);
        } else if (value < 0x10000) {
            out.u8(0x0b).u16((int) value);
        } else {
            out.u8(0x0c).u32(value);
        }
        return out.toArray();
    }

    /** A path as ASL writes it: {@code \_SB.PCI0}, segments of up to four characters. */
    static byte[] path(String path) {
        Bytes out = new Bytes();
        String rest = path;
        if (rest.startsWith("\\")) {
            out.u8('\\');
            rest = rest.substring(1);
        }
        String[] segments = rest.split("\\.");
        if (segments.length == 2) {
            out.u8(0x2e);
        } else if (segments.length > 2) {
            out.u8(0x2f).u8(segments.length);
        }
        for (String segment : segments) {
            for (int i = 0; i < 4; i++) {
                out.u8(i < segment.length() ? segment.charAt(i) : '_');
            }
        }
        return out.toArray();
    }

    /** Content behind an opcode, with the package length that counts itself. */
    private static byte[] packaged(int prefix, int opcode, byte[]... parts) {
        byte[] content = join(parts);
        Bytes out = new Bytes();
        if (prefix != 0) {
            out.u8(prefix);
        }
        out.u8(opcode);
        length(out, content.length, true);
        return out.bytes(content).toArray();
    }

    /** Bits 7:6 of the first byte say how many bytes follow. */
    private static void length(Bytes out, int content, boolean countsItself) {
        int bytes = 1;
        while (content + (countsItself ? bytes : 0) >= (bytes == 1 ? 1 << 6 : 1 << 4 + 8 * (bytes - 1))) {
            bytes++;
        }
        int value = content + (countsItself ? bytes : 0);
        if (bytes == 1) {
            out.u8(value);
            return;
        }
        out.u8(bytes - 1 << 6 | value & 15);
        for (int i = 1; i < bytes; i++) {
            out.u8(value >>> 4 + 8 * (i - 1));
        }
    }

    static byte[] scope(String path, byte[]... terms) {
        return packaged(0, 0x10, path(path), join(terms));
    }

    static byte[] device(String name, byte[]... terms) {
        return packaged(0x5b, 0x82, path(name), join(terms));
    }

    /** A processor without a register block. */
    static byte[] processor(String name, int id) {
        return packaged(0x5b, 0x83, path(name), new Bytes().u8(id).u32(0).u8(0).toArray());
    }

    static byte[] method(String name, int arguments, boolean serialized, byte[]... terms) {
        return packaged(0, 0x14, path(name), new byte[] {(byte) (arguments | (serialized ? 8 : 0))}, join(terms));
    }

    static byte[] name(String name, byte[] value) {
        return join(new byte[] {8}, path(name), value);
    }

    static byte[] pack(byte[]... elements) {
        return packaged(0, 0x12, new byte[] {(byte) elements.length}, join(elements));
    }

    static byte[] buffer(byte[] content) {
        return packaged(0, 0x11, integer(content.length), content);
    }

    /** An EISA id such as {@code PNP0A03}, compressed. */
    static byte[] eisaId(String id) {
        int letters = (id.charAt(0) - 0x40) << 10 | (id.charAt(1) - 0x40) << 5 | id.charAt(2) - 0x40;
        int value = letters << 16 | Integer.parseInt(id.substring(3), 16);
        return integer(Integer.reverseBytes(value) & 0xffffffffL);
    }

    static byte[] region(String name, int space, int offset, int length) {
        return join(
                new byte[] {0x5b, (byte) 0x80},
                path(name),
                new byte[] {(byte) space},
                integer(offset),
                integer(length));
    }

    /** Fields of eight bits, one after the other; what is not written is preserved. */
    static byte[] byteFields(String region, String... names) {
        Bytes list = new Bytes();
        for (String field : names) {
            list.bytes(path(field));
            length(list, 8, false);
        }
        return packaged(0x5b, 0x81, path(region), new byte[] {BYTE_ACCESS}, list.toArray());
    }

    static byte[] argument(int number) {
        return new byte[] {(byte) (0x68 + number)};
    }

    static byte[] store(byte[] value, byte[] target) {
        return join(new byte[] {0x70}, value, target);
    }

    static byte[] and(byte[] left, byte[] right) {
        return join(new byte[] {0x7b}, left, right, new byte[] {0});
    }

    static byte[] or(byte[] left, byte[] right, byte[] target) {
        return join(new byte[] {0x7d}, left, right, target);
    }

    static byte[] less(byte[] left, byte[] right) {
        return join(new byte[] {(byte) 0x95}, left, right);
    }

    static byte[] when(byte[] condition, byte[]... terms) {
        return packaged(0, 0xa0, condition, join(terms));
    }

    static byte[] give(byte[] value) {
        return join(new byte[] {(byte) 0xa4}, value);
    }

    /** A call of a method with one argument. */
    static byte[] call(String method, byte[] argument) {
        return join(path(method), argument);
    }

    static byte[] dwordField(byte[] buffer, int offset, String name) {
        return join(new byte[] {(byte) 0x8a}, buffer, integer(offset), path(name));
    }
}

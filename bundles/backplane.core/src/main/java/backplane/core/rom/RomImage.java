package backplane.core.rom;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** An option ROM image with its headers read. Never throws on what is in it. */
public final class RomImage {
    /** Header sizes count in units of 512 bytes. */
    public static final int UNIT = 512;

    private static final int SIZE = 2;
    private static final int PCIR_POINTER = 0x18;
    private static final int PNP_POINTER = 0x1a;
    private static final int MAX_STRUCTURES = 16;

    private final String name;
    private final byte[] bytes;

    public RomImage(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes.clone();
    }

    /**
     * A Plug and Play expansion header.
     *
     * @param offset of the header in the image
     * @param product its name in the boot menu, may be empty
     * @param bcv boot connection vector, 0 for none
     * @param bev bootstrap entry vector, 0 for none
     */
    public record Pnp(int offset, String product, int bcv, int bev) {}

    /**
     * One image of a PCI ROM.
     *
     * @param offset of its 55 AA
     * @param length in bytes, from the PCIR structure
     * @param codeType 0 for a PC BIOS, 3 for EFI
     * @param last whether the PCIR structure says that no image follows
     */
    public record Pci(int offset, int length, int vendor, int device, int codeType, boolean last) {}

    public String name() {
        return name;
    }

    /** The whole file, a copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Bytes in the file. */
    public int fileSize() {
        return bytes.length;
    }

    /** What the header's size byte says, in bytes; 0 without a signature. */
    public int size() {
        return signed(0) ? at(SIZE) * UNIT : 0;
    }

    /** The sum of the bytes that the size byte covers, 0 to 255; 0 is right. */
    public int checksum() {
        int sum = 0;
        for (int i = 0; i < Math.min(size(), bytes.length); i++) {
            sum += bytes[i];
        }
        return sum & 0xff;
    }

    /** Why firmware refuses it, one line with the remedy; empty when it is sound. */
    public Optional<String> fault() {
        if (!signed(0)) {
            return Optional.of(
                    String.format("%s: starts with %02X %02X, an option ROM starts with 55 AA", name, at(0), at(1)));
        }
        if (size() == 0) {
            return Optional.of(name + ": size byte at offset 2 is 0; it counts units of 512 bytes");
        }
        if (size() > bytes.length) {
            return Optional.of(name + ": the header says " + size() + " bytes, the file has " + bytes.length
                    + "; pad the file or correct the byte at offset 2");
        }
        int sum = checksum();
        if (sum != 0) {
            return Optional.of(String.format(
                    "%s: its %d bytes add up to 0x%02x, not 0; subtract that from the last byte", name, size(), sum));
        }
        return Optional.empty();
    }

    /** The chain of Plug and Play headers; empty for a legacy ROM, whose entry at offset 3 hooks by itself. */
    public List<Pnp> pnp() {
        List<Pnp> found = new ArrayList<>();
        int at = signed(0) ? word(PNP_POINTER) : 0;
        while (at != 0 && found.size() < MAX_STRUCTURES && text(at, 4).equals("$PnP")) {
            int product = word(at + 0x10);
            found.add(new Pnp(at, product == 0 ? "" : string(product), word(at + 0x16), word(at + 0x1a)));
            at = word(at + 6);
        }
        return List.copyOf(found);
    }

    /** The images of a PCI ROM, in order; empty when there is no PCIR structure. */
    public List<Pci> pci() {
        List<Pci> found = new ArrayList<>();
        int at = 0;
        while (found.size() < MAX_STRUCTURES && signed(at)) {
            int pcir = at + word(at + PCIR_POINTER);
            if (pcir == at || !text(pcir, 4).equals("PCIR")) {
                break;
            }
            int length = word(pcir + 0x10) * UNIT;
            boolean last = (at(pcir + 0x15) & 0x80) != 0;
            found.add(new Pci(at, length, word(pcir + 4), word(pcir + 6), at(pcir + 0x14), last));
            if (last || length == 0) {
                break;
            }
            at += length;
        }
        return List.copyOf(found);
    }

    /** The PC BIOS image for that function in a ROM BAR, as a ROM of its own; empty when there is none. */
    public Optional<RomImage> imageFor(int vendor, int device) {
        for (Pci image : pci()) {
            if (image.codeType() == 0 && image.vendor() == vendor && image.device() == device) {
                int end = Math.min(bytes.length, image.offset() + at(image.offset() + SIZE) * UNIT);
                return Optional.of(new RomImage(name, Arrays.copyOfRange(bytes, image.offset(), end)));
            }
        }
        return Optional.empty();
    }

    private boolean signed(int offset) {
        return at(offset) == 0x55 && at(offset + 1) == 0xaa;
    }

    private int at(int offset) {
        return offset >= 0 && offset < bytes.length ? bytes[offset] & 0xff : 0;
    }

    private int word(int offset) {
        return at(offset) | at(offset + 1) << 8;
    }

    private String text(int offset, int count) {
        int from = Math.min(offset, bytes.length);
        return new String(bytes, from, Math.min(count, bytes.length - from), StandardCharsets.ISO_8859_1);
    }

    private String string(int offset) {
        int end = offset;
        while (end - offset < 64 && at(end) != 0) {
            end++;
        }
        return text(offset, end - offset);
    }
}

package backplane.machine;

import backplane.api.device.PlugException;
import backplane.api.pci.PciAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** PCI bus 0: 32 devices of 8 functions. Configuration reads of an absent function give all ones. */
final class PciBus {
    /** Where cards go that do not say: behind the chipset, the display adapter and the network card of a usual PC. */
    private static final int FIRST_FREE = 4;

    private final PciCard[] functions = new PciCard[256];

    /** The address that the user's {@code addr=} or the card fixes, else the first free device number. */
    PciAddress place(String owner, String addr, PciAddress fixed) throws PlugException {
        PciAddress wanted = addr == null || addr.isEmpty() ? fixed : parse(owner, addr);
        if (wanted != null) {
            PciCard held = wanted.bus() == 0 ? functions[wanted.devfn()] : null;
            if (held != null) {
                throw new PlugException(
                        "PCI address " + wanted, owner, held.slot().id());
            }
            return wanted;
        }
        for (int i = 0; i < 30; i++) {
            int device = (FIRST_FREE - 2 + i) % 30 + 2;
            if (functions[device << 3] == null) {
                return new PciAddress(0, device, 0);
            }
        }
        throw new PlugException(owner + ": no free PCI device number; unplug a card");
    }

    private static PciAddress parse(String owner, String addr) throws PlugException {
        try {
            String[] parts = addr.split("\\.");
            int device = Integer.decode(parts[0].startsWith("0x") ? parts[0] : "0x" + parts[0]);
            int function = parts.length > 1 ? Integer.parseInt(parts[1], 16) : 0;
            if (device < 0 || device > 31 || function < 0 || function > 7 || parts.length > 2) {
                throw new NumberFormatException();
            }
            return new PciAddress(0, device, function);
        } catch (NumberFormatException e) {
            throw new PlugException(owner + ": addr=" + addr + " is not a PCI address; use DEVICE or DEVICE.FUNCTION, "
                    + "hexadecimal, 0.0 to 1f.7");
        }
    }

    void add(PciCard card) {
        functions[card.address().devfn()] = card;
    }

    void remove(PciCard card) {
        functions[card.address().devfn()] = null;
    }

    List<PciCard> functions() {
        List<PciCard> list = new ArrayList<>();
        for (PciCard f : functions) {
            if (f != null) {
                list.add(f);
            }
        }
        return list;
    }

    int read(int bus, int devfn, int reg, int width) {
        PciCard f = bus == 0 ? functions[devfn] : null;
        if (f == null) {
            return width == 4 ? -1 : (1 << width * 8) - 1;
        }
        return f.guestRead(reg, width);
    }

    void write(int bus, int devfn, int reg, int width, int value) {
        PciCard f = bus == 0 ? functions[devfn] : null;
        if (f != null) {
            f.guestWrite(reg, width, value);
        }
    }

    /** Whether device {@code device} has functions besides 0, which header type bit 7 must say. */
    boolean multifunction(int device) {
        for (int fn = 1; fn < 8; fn++) {
            if (functions[device << 3 | fn] != null) {
                return true;
            }
        }
        return false;
    }

    /** RST#: COMMAND, BARs and interrupt lines to their power-on values. */
    void reset() {
        functions().stream().filter(Objects::nonNull).forEach(PciCard::resetConfig);
    }
}

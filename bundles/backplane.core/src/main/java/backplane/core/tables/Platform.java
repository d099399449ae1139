package backplane.core.tables;

import backplane.core.MachineView;
import backplane.core.MachineView.CardView;
import backplane.core.MachineView.ClaimView;
import backplane.core.MachineView.PciView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is plugged, as far as tables tell of it. */
public final class Platform {
    /** A serial port. */
    record Serial(int port, int irq) {}

    private static final int PIC_PORT = 0x20;
    private static final int PIT_PORT = 0x40;
    private static final int DMA_PORT = 0x00;
    private static final int RTC_PORT = 0x70;
    private static final int KEYBOARD_PORT = 0x60;
    private static final int MOUSE_IRQ = 12;
    private static final int VGA_CLASS = 0x030000;

    private final Set<String> types = new HashSet<>();
    private final List<ClaimView> claims;
    private final List<PciView> functions;
    private final List<Serial> serials = new ArrayList<>();
    private final long ram;

    private Platform(MachineView machine) {
        claims = machine.claims();
        functions = machine.pci();
        ram = machine.ramSize();
        for (CardView card : machine.cards()) {
            if (card.device() != null && card.state().equals("plugged")) {
                types.add(card.device().info().type());
                if (card.device().info().type().equals("isa-serial")) {
                    addSerial(card.id());
                }
            }
        }
        serials.sort((a, b) -> Integer.compare(order(a.port), order(b.port)));
    }

    /** As the machine is now; on the machine thread. */
    public static Platform of(MachineView machine) {
        return new Platform(machine);
    }

    private void addSerial(String card) {
        int port = -1;
        int irq = -1;
        for (ClaimView claim : claims) {
            if (claim.owner().equals(card)) {
                port = claim.kind().equals("ports") ? (int) claim.first() : port;
                irq = claim.kind().equals("irq") ? (int) claim.first() : irq;
            }
        }
        if (port >= 0 && irq >= 0) {
            serials.add(new Serial(port, irq));
        }
    }

    /** COM1 to COM4 in the order of their numbers, others behind. */
    private static int order(int port) {
        return switch (port) {
            case 0x3f8 -> -4;
            case 0x2f8 -> -3;
            case 0x3e8 -> -2;
            case 0x2e8 -> -1;
            default -> port;
        };
    }

    private boolean port(int port) {
        for (ClaimView claim : claims) {
            if (claim.kind().equals("ports") && claim.first() <= port && claim.last() >= port) {
                return true;
            }
        }
        return false;
    }

    private boolean function(int id) {
        for (PciView f : functions) {
            if ((f.device() << 16 | f.vendor()) == id) {
                return true;
            }
        }
        return false;
    }

    /** The PIIX4's power management, without which there is no ACPI. */
    public boolean powerManagement() {
        return function(0x71138086);
    }

    /** PCI with the PIIX3 as interrupt router. */
    public boolean router() {
        return function(0x70008086);
    }

    public boolean localApic() {
        return types.contains("apic");
    }

    /** An I/O APIC is of use with a local one only. */
    public boolean ioApic() {
        return localApic() && types.contains("ioapic");
    }

    boolean hpet() {
        return types.contains("hpet");
    }

    boolean pic() {
        return port(PIC_PORT);
    }

    boolean pit() {
        return port(PIT_PORT);
    }

    boolean dma() {
        return port(DMA_PORT);
    }

    boolean rtc() {
        return port(RTC_PORT);
    }

    boolean keyboard() {
        return port(KEYBOARD_PORT);
    }

    /** The keyboard controller's second port has an interrupt. */
    boolean mouse() {
        for (ClaimView claim : claims) {
            if (claim.kind().equals("irq") && claim.first() == MOUSE_IRQ && keyboard()) {
                return true;
            }
        }
        return false;
    }

    boolean vga() {
        for (PciView f : functions) {
            if (f.classCode() == VGA_CLASS) {
                return true;
            }
        }
        return false;
    }

    List<Serial> serials() {
        return serials;
    }

    List<PciView> functions() {
        return functions;
    }

    long ram() {
        return ram;
    }
}

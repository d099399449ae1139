package backplane.core.tables;

import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.pci.PciAddress;
import backplane.core.MachineView;
import backplane.core.MachineView.CardView;
import backplane.core.MachineView.ClaimView;
import backplane.core.MachineView.PciView;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A machine that has cards, claims and PCI functions to tell of, and nothing else. */
final class Board {
    private final List<CardView> cards = new ArrayList<>();
    private final List<ClaimView> claims = new ArrayList<>();
    private final List<PciView> functions = new ArrayList<>();

    /** The chipset that every PC has. */
    static Board chipset() {
        return new Board()
                .function(0, 0, 0x8086, 0x1237, 0x060000, 0)
                .function(1, 0, 0x8086, 0x7000, 0x060100, 0)
                .function(1, 3, 0x8086, 0x7113, 0x068000, 9)
                .card("pic", "isa-pic", 0x20, -1)
                .card("pit", "isa-pit", 0x40, 0)
                .card("dma", "i8257", 0x00, -1)
                .card("rtc", "mc146818rtc", 0x70, 8)
                .card("kbd", "i8042", 0x60, 1);
    }

    /** With everything the tables can tell of. */
    static Board full() {
        return chipset()
                .card("apic", "apic", -1, -1)
                .card("ioapic", "ioapic", -1, -1)
                .card("hpet", "hpet", -1, -1)
                .card("com2", "isa-serial", 0x2f8, 3)
                .card("com1", "isa-serial", 0x3f8, 4)
                .function(2, 0, 0x1234, 0x1111, 0x030000, 0)
                .function(4, 0, 0x1000, 0x0012, 0x010000, 11);
    }

    Board card(String id, String type, int port, int irq) {
        DeviceInfo info = new DeviceInfo(type, type, "test", List.of());
        Device device = (Device) Proxy.newProxyInstance(
                Board.class.getClassLoader(), new Class<?>[] {Device.class}, (proxy, method, args) -> info);
        cards.add(new CardView(id, "test", "plugged", "", "", device, Map.of()));
        if (port >= 0) {
            claims.add(new ClaimView("ports", port, port + 1, id, ""));
        }
        if (irq >= 0) {
            claims.add(new ClaimView("irq", irq, irq, id, ""));
        }
        return this;
    }

    Board function(int device, int function, int vendor, int id, int classCode, int line) {
        functions.add(new PciView(new PciAddress(0, device, function), "card", vendor, id, classCode, List.of(), line));
        return this;
    }

    Platform platform() {
        MachineView machine = (MachineView) Proxy.newProxyInstance(
                Board.class.getClassLoader(),
                new Class<?>[] {MachineView.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "cards" -> cards;
                    case "claims" -> claims;
                    case "pci" -> functions;
                    case "ramSize" -> 128L << 20;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        return Platform.of(machine);
    }
}

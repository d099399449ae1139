package backplane.itests;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import backplane.api.device.Device;
import backplane.api.device.DeviceInfo;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.device.Slot;
import backplane.api.pci.PciId;
import backplane.api.rom.OptionRom;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import backplane.chipset.ps2i8042.Ps2I8042;
import backplane.firmware.fwcfg.FwCfg;
import backplane.testkit.MemoryChardev;
import backplane.testkit.MemoryDisplay;
import backplane.video.vga.Vga;
import backplane.video.vga.VgaSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** iPXE as the option ROM of a network card, as a disk, and as a kernel: it comes up and takes commands. */
class IpxeTest {
    private static final long PATIENCE = 600_000_000;
    private static final int REALTEK = 0x10ec;
    private static final int RTL8139 = 0x8139;

    /** Keys down and up: Ctrl and B. */
    private static final String CTRL_B = "\u001d\u0030\u00b0\u009d";

    private final MemoryChardev keyboard = new MemoryChardev();

    /** The chip's ids and class, its ROM, and nothing that a driver could drive. */
    private record NetworkCard(byte[] rom) implements Device {
        @Override
        public DeviceInfo info() {
            return new DeviceInfo("network-card", "card with a boot ROM", "test", List.of());
        }

        @Override
        public void plug(Slot slot) throws PlugException {
            slot.pci(PciId.of(REALTEK, RTL8139, 0x020000)).rom(new OptionRom("boot.rom", rom));
        }

        @Override
        public void reset(ResetKind kind) {}

        @Override
        public void save(StateWriter out) {}

        @Override
        public void restore(StateReader in) {}
    }

    private Pc.Builder machine(String vgaBios) throws Exception {
        return Pc.builder()
                .card("kbd", new Ps2I8042(keyboard))
                .card("vga", new Vga(VgaSettings.of("1", vgaBios, ""), new MemoryDisplay()), "addr", "2");
    }

    private static byte[] file(String name, String debianPackage) throws Exception {
        Path file = Path.of(name);
        assumeTrue(Files.exists(file), name + " is missing; install " + debianPackage);
        return Files.readAllBytes(file);
    }

    private NetworkCard card() throws Exception {
        return new NetworkCard(file("/usr/lib/ipxe/qemu/pxe-rtl8139.rom", "ipxe-qemu"));
    }

    @Test
    void theRomOfANetworkCardUnderBuiltin() throws Exception {
        try (Pc pc = machine("").card("net", card(), "addr", "5").powerOn()) {
            shows(pc, "iPXE (http://ipxe.org) 00:05.0");
            shows(pc, "iPXE (PCI 00:05.0) starting execution...ok");
            comesUp(pc);
        }
    }

    @Test
    void theRomOfANetworkCardUnderSeaBios() throws Exception {
        SeaBios.assume();
        String vgaBios = "/usr/share/seabios/vgabios-stdvga.bin";
        try (Pc pc = machine(vgaBios).seabios().card("net", card(), "addr", "5").powerOn()) {
            shows(pc, "iPXE (http://ipxe.org) 00:05.0");
            shows(pc, "iPXE (PCI 00:05.0) starting execution...ok");
            comesUp(pc);
        }
    }

    @Test
    void aDisk() throws Exception {
        byte[] disk = file("/usr/lib/ipxe/ipxe.iso", "ipxe");
        try (Pc pc = machine("").scsi(Pc.disk("d", disk), true).powerOn()) {
            shows(pc, "Loading ipxe.krn... ok");
            comesUp(pc);
        }
    }

    @Test
    void aKernel() throws Exception {
        file("/usr/lib/ipxe/ipxe.lkrn", "ipxe");
        try (Pc pc = machine("")
                .option("kernel", "/usr/lib/ipxe/ipxe.lkrn")
                .card("fwcfg", new FwCfg(), "bootindex", "0")
                .powerOn()) {
            comesUp(pc);
        }
    }

    /** The key lies in the buffer when iPXE asks for it: its two seconds go by with few instructions. */
    private void comesUp(Pc pc) {
        shows(pc, "iPXE initialising devices...");
        keyboard.type(CTRL_B);
        shows(pc, "Open Source Network Boot Firmware");
        shows(pc, "iPXE>");
    }

    private static void shows(Pc pc, String text) {
        assertTrue(pc.runUntil(() -> pc.screen().contains(text), PATIENCE), () -> text + "\n" + pc.report());
    }
}

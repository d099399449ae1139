package backplane.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.api.device.PlugException;
import backplane.api.device.Slot;
import backplane.chipset.pci440fx.Pmc;
import backplane.scsi.ScsiDisk;
import backplane.storage.ide.Piix3Ide;
import backplane.storage.lsi53c8xx.Lsi53c8xx;
import backplane.storage.lsi53c8xx.LsiModel;
import backplane.testkit.MemoryDisk;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * SeaBIOS does to this machine what it does to QEMU's: the same configuration writes, the same disk commands, in the
 * same order. It takes its steps by what it reads, so this is a statement about every register it looks at.
 */
class SeaBiosSequenceTest {
    private static final int SECTORS = 131_072;
    private static final long PATIENCE = 200_000_000;
    private static final String MARKER = "The marker runs";

    private final List<String> record = new ArrayList<>();

    @BeforeEach
    void installed() {
        SeaBios.assume();
    }

    private Pc.Builder machine() {
        return Pc.builder()
                .seabios()
                .card("pmc", new Pmc() {
                    @Override
                    public void plug(Slot slot) throws PlugException {
                        super.plug(RecordingSlot.of(slot, record));
                    }
                })
                .card("ide0", new Piix3Ide() {
                    @Override
                    public void plug(Slot slot) throws PlugException {
                        super.plug(RecordingSlot.of(slot, record));
                    }
                });
    }

    private static MemoryDisk marker() {
        return Pc.disk("marker", GuestCode.disk(SECTORS, MARKER, GuestCode.halt()));
    }

    private void compare(Pc.Builder machine, String recording) throws IOException {
        try (Pc pc = machine.powerOn()) {
            assertTrue(pc.runUntilDebug(MARKER, PATIENCE), pc::report);
        }
        List<String> expected = recording(recording);
        for (String kind : List.of("config .*", "scsi .*", "ata (1f.|3f6) .*", "ata (17.|376) .*")) {
            assertEquals(only(kind, expected), only(kind, record), kind);
        }
    }

    /** SeaBIOS initialises channels and adapters side by side in threads of its own: each by itself has an order. */
    private static String only(String kind, List<String> lines) {
        return String.join(
                "\n", lines.stream().filter(line -> line.matches(kind)).toList());
    }

    private static List<String> recording(String name) throws IOException {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                SeaBiosSequenceTest.class.getResourceAsStream("/seabios/" + name), StandardCharsets.UTF_8))) {
            return in.lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        }
    }

    @Test
    void bootingFromTheLsiIsAsOnQemu() throws Exception {
        compare(
                machine()
                        .card("scsi0", new Lsi53c8xx(LsiModel.LSI53C895A), "addr", "4")
                        .card("disk0", new ScsiDisk(marker(), "scsi0.0", 0, 0) {
                            @Override
                            public void plug(Slot slot) throws PlugException {
                                super.plug(RecordingSlot.of(slot, record));
                            }
                        }),
                "qemu-lsi.sequence");
    }

    @Test
    void bootingFromIdeIsAsOnQemu() throws Exception {
        compare(machine().ide(marker(), 0), "qemu-ide.sequence");
    }
}

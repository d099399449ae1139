package backplane.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.api.device.Device;
import backplane.api.device.RegisterInfo;
import backplane.api.device.ResetKind;
import backplane.core.MachineView.CardView;
import backplane.core.MachineView.ClaimView;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every card promises. A card's tests extend this and say how to make one. */
public abstract class DeviceContract {
    /** A new card, ready to be plugged; called several times in a test. */
    protected abstract Device create();

    /** The keys of {@code -device} it is plugged with. */
    protected Map<String, String> settings() {
        return Map.of();
    }

    /** Other cards it cannot be without, plugged before it. */
    protected Map<String, Device> companions() {
        return Map.of();
    }

    private TestMachine bench() {
        TestMachine.Builder builder = TestMachine.builder();
        companions().forEach((id, device) -> builder.card(id, device, Map.of()));
        return builder.card("card", create(), settings()).build();
    }

    @Test
    void saysWhatItIs() {
        Device device = create();
        assertFalse(device.info().type().isBlank(), "type");
        assertFalse(device.info().title().isBlank(), "title");
        assertFalse(device.info().source().isBlank(), "the datasheet");
        Set<String> names = new HashSet<>();
        for (RegisterInfo register : device.info().registers()) {
            assertTrue(names.add(register.name() + register.space()), register.name() + " is listed twice");
            assertTrue(register.offset() >= 0 && register.width() > 0, register.name());
        }
    }

    @Test
    void everyResetIsSurvived() {
        try (TestMachine pc = bench()) {
            for (ResetKind kind : ResetKind.values()) {
                pc.reset(kind);
            }
            assertPlugged(pc);
        }
    }

    @Test
    void guestGarbageNeverThrows() {
        try (TestMachine pc = bench()) {
            Random random = new Random(405);
            List<ClaimView> claims = pc.machine().claims().stream()
                    .filter(c -> c.owner().equals("card"))
                    .toList();
            for (ClaimView claim : claims) {
                for (int i = 0; i < 2_000; i++) {
                    long at = claim.first() + random.nextInt((int) Math.min(claim.last() - claim.first() + 1, 1 << 16));
                    if (claim.kind().equals("ports")) {
                        touchPort(pc, random, (int) at);
                    } else if (claim.kind().equals("memory")) {
                        touchMemory(pc, random, at);
                    }
                }
            }
            pc.settle();
            pc.advance(1_000_000);
            assertPlugged(pc);
            String state = pc.save("card").toString();
            pc.replace("card", create());
            assertEquals(state, pc.save("card").toString(), "state that garbage made survives an update");
        }
    }

    private static void touchPort(TestMachine pc, Random random, int port) {
        switch (random.nextInt(6)) {
            case 0 -> assertEquals(0, pc.in8(port) & ~0xff, "a byte from port " + port);
            case 1 -> assertEquals(0, pc.in16(port) & ~0xffff, "a word from port " + port);
            case 2 -> pc.in32(port);
            case 3 -> pc.out8(port, random.nextInt(256));
            case 4 -> pc.out16(port, random.nextInt(65536));
            default -> pc.out32(port, random.nextInt());
        }
    }

    private static void touchMemory(TestMachine pc, Random random, long at) {
        switch (random.nextInt(4)) {
            case 0 -> assertEquals(0, pc.read8(at) & ~0xff, "a byte from " + at);
            case 1 -> pc.read32(at);
            case 2 -> pc.write8(at, random.nextInt(256));
            default -> pc.write32(at, random.nextInt());
        }
    }

    private void assertPlugged(TestMachine pc) {
        CardView card = pc.machine().cards().stream()
                .filter(c -> c.id().equals("card"))
                .findFirst()
                .orElseThrow();
        assertEquals("plugged", card.state(), card.reason());
    }

    @Test
    void aSuccessorHasTheSameState() {
        try (TestMachine pc = bench()) {
            String before = pc.save("card").toString();
            pc.replace("card", create());
            assertEquals(before, pc.save("card").toString());
        }
    }

    @Test
    void unplugLeavesOpenBus() {
        try (TestMachine pc = bench()) {
            List<ClaimView> claims = pc.machine().claims().stream()
                    .filter(c -> c.owner().equals("card"))
                    .toList();
            pc.unplug("card");
            assertTrue(pc.machine().claims().stream().noneMatch(c -> c.owner().equals("card")));
            for (ClaimView claim : claims) {
                if (claim.kind().equals("ports")) {
                    assertEquals(0xff, pc.in8((int) claim.first()), "port " + claim.first());
                }
            }
        }
    }
}

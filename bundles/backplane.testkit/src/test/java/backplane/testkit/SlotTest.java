package backplane.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.api.block.BlockPort;
import backplane.api.block.BlockStatus;
import backplane.api.block.Share;
import backplane.api.clock.Timer;
import backplane.api.device.ChildBus;
import backplane.api.device.Claim;
import backplane.api.device.Location;
import backplane.api.device.PlugException;
import backplane.api.device.ResetKind;
import backplane.api.irq.IrqLine;
import backplane.api.memory.GuestMemory;
import backplane.api.memory.MemoryDevice;
import backplane.api.memory.RamBlock;
import backplane.api.pci.Bar;
import backplane.api.pci.PciAddress;
import backplane.api.pci.PciFunction;
import backplane.api.pci.PciId;
import backplane.machine.StateRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a slot promises to its card, seen from the card. */
class SlotTest {
    private static final PciAddress FIRST = new PciAddress(0, 4, 0);
    private static final int COMMAND = 0x04;

    private static PatchCard ports(int first, int count) {
        return new PatchCard((card, slot) -> slot.ports(first, count, card));
    }

    @Test
    void aPortConflictNamesPortAndBothOwnersAndLeavesNothingHalfClaimed() {
        try (TestMachine pc =
                TestMachine.builder().card("held", ports(0x302, 1), Map.of()).build()) {
            PlugException e = pc.plugFails("second", ports(0x300, 4), Map.of());
            assertEquals("port 0x0302 wanted by second is held by held", e.getMessage());
            assertEquals(0xff, pc.in8(0x300));
            assertEquals(1, pc.machine().cards().size());
        }
    }

    @Test
    void aWideAccessThatStraddlesTwoOwnersIsSplit() {
        PatchCard low = ports(0x300, 2);
        PatchCard high = ports(0x302, 2);
        try (TestMachine pc = TestMachine.builder()
                .card("low", low, Map.of())
                .card("high", high, Map.of())
                .build()) {
            pc.out16(0x301, 0x2211);
            assertEquals(0x11, low.value);
            assertEquals(0x22, high.value);
            assertEquals(0x2211, pc.in16(0x301));
            assertEquals(0xff22, pc.in16(0x303), "behind the last port is the open bus");
        }
    }

    @Test
    void closingAClaimTwiceIsHarmlessAndUnplugClosesTheRest() {
        Claim[] claim = new Claim[1];
        PatchCard card = new PatchCard((c, slot) -> {
            claim[0] = slot.ports(0x300, 1, c);
            slot.ports(0x310, 1, c);
        });
        try (TestMachine pc = TestMachine.builder().card("card", card, Map.of()).build()) {
            claim[0].close();
            claim[0].close();
            assertEquals(0xff, pc.in8(0x300));
            assertEquals(0, pc.in8(0x310));
            pc.unplug("card");
            assertEquals(0xff, pc.in8(0x310));
            assertEquals(List.of(), pc.machine().claims());
        }
    }

    @Test
    void aCardThatThrowsBecomesOpenBusAndTheMachineLives() {
        PatchCard bad = new PatchCard((c, slot) -> slot.ports(0x300, 1, c)) {
            @Override
            public int read8(int offset) {
                throw new IllegalStateException("broken");
            }
        };
        try (TestMachine pc = TestMachine.builder()
                .card("bad", bad, Map.of())
                .card("good", ports(0x310, 1), Map.of())
                .build()) {
            assertEquals(0xff, pc.in8(0x300));
            assertEquals("failed", pc.machine().cards().get(1).state());
            assertTrue(pc.machine().cards().get(1).reason().contains("broken"));
            assertEquals(0, pc.in8(0x310));
            assertTrue(pc.powerStatus().isEmpty());
        }
    }

    @Test
    void anInterruptLineIsTheOrOfItsEnds() {
        IrqLine[] ends = new IrqLine[2];
        try (TestMachine pc = TestMachine.builder()
                .card("a", new PatchCard((c, slot) -> ends[0] = slot.irq(5)), Map.of())
                .card("b", new PatchCard((c, slot) -> ends[1] = slot.irq(5)), Map.of())
                .build()) {
            ends[0].set(true);
            ends[1].set(true);
            ends[0].set(false);
            assertTrue(pc.irq(5).raised());
            assertEquals(1, pc.irq(5).edges());
            pc.unplug("b");
            assertFalse(pc.irq(5).raised(), "an unplugged card lets go");
        }
    }

    @Test
    void aSuccessorKeepsClaimsLevelsDeadlinesAndState() {
        List<String> fired = new ArrayList<>();
        PatchCard.Wiring wiring = (c, slot) -> {
            slot.ports(0x300, 1, c);
            IrqLine irq = slot.irq(5);
            Timer timer = slot.clock().timer("tick", () -> fired.add("tick of " + c.value));
            if (c.resets == 0 && slot.clock().now() == 0) {
                irq.set(true);
                timer.at(1_000);
            }
        };
        try (TestMachine pc = TestMachine.builder()
                .card("card", new PatchCard(wiring), Map.of())
                .build()) {
            pc.out8(0x300, 0x42);
            pc.advance(500);
            PatchCard next = new PatchCard(wiring);
            pc.replace("card", next);
            assertEquals(0x42, pc.in8(0x300));
            assertEquals(1, pc.irq(5).edges(), "no edge from the update");
            assertTrue(pc.irq(5).raised());
            pc.out8(0x300, 0x43);
            assertEquals(0x43, next.value, "the port is the successor's");
            pc.advance(500);
            assertEquals(List.of("tick of 67"), fired);
        }
    }

    @Test
    void aSuccessorThatFailsLeavesTheOldCardAsItWas() {
        PatchCard old = new PatchCard((c, slot) -> {
            slot.ports(0x300, 1, c);
            slot.irq(5).set(true);
        });
        try (TestMachine pc = TestMachine.builder().card("card", old, Map.of()).build()) {
            pc.out8(0x300, 7);
            PatchCard next = new PatchCard((c, slot) -> {
                slot.ports(0x300, 1, c);
                slot.ports(0x400, 1, c);
                throw new PlugException("no");
            });
            assertThrows(AssertionError.class, () -> pc.replace("card", next));
            assertEquals(7, pc.in8(0x300));
            pc.out8(0x300, 8);
            assertEquals(8, old.value);
            assertEquals(0xff, pc.in8(0x400));
            assertTrue(pc.irq(5).raised());
            assertEquals(1, pc.irq(5).edges());
        }
    }

    @Test
    void savedStateIsNamedAndMissingFieldsAreNamedToo() {
        try (TestMachine pc =
                TestMachine.builder().card("card", ports(0x300, 1), Map.of()).build()) {
            pc.out8(0x300, 5);
            StateRecord record = pc.save("card");
            assertEquals("card.value = 5\n", record.toString());
            assertTrue(assertThrows(backplane.api.state.StateException.class, () -> record.getInt("other"))
                    .getMessage()
                    .contains("card: field other is missing"));
        }
    }

    private static final class Regs implements MemoryDevice {
        private int value;

        @Override
        public int read8(int offset) {
            return value >>> 8 * (offset & 3) & 0xff;
        }

        @Override
        public void write8(int offset, int v) {
            int shift = 8 * (offset & 3);
            value = value & ~(0xff << shift) | v << shift;
        }
    }

    /** A PCI card with one BAR of each kind. */
    private static final class PciPatch extends PatchCard {
        private PciFunction function;
        private Bar io;
        private Bar registers;
        private RamBlock block;

        private PciPatch() {
            super((c, slot) -> ((PciPatch) c).wire());
        }

        private void wire() throws PlugException {
            function = slot.pci(PciId.of(0x1000, 0x12, 0x010000));
            io = function.io(0, 256, this);
            registers = function.memory(1, 0x400, new Regs());
            block = slot.memory().allocate(0x2000, false);
            function.ram(2, block);
        }
    }

    @Test
    void barsAreSizedMovedAndSwitchedByCommand() {
        PciPatch card = new PciPatch();
        try (TestMachine pc = TestMachine.builder().card("card", card, Map.of()).build()) {
            assertEquals(0x00121000, pc.pciRead(FIRST, 0, 4));
            assertEquals(-1, pc.pciRead(new PciAddress(0, 5, 0), 0, 4), "nobody there");
            pc.pciWrite(FIRST, 0x10, 4, -1);
            assertEquals(0xffffff01, pc.pciRead(FIRST, 0x10, 4));
            pc.pciWrite(FIRST, 0x14, 4, -1);
            assertEquals(0xfffffc00, pc.pciRead(FIRST, 0x14, 4));
            pc.pciWrite(FIRST, 0x10, 4, 0xc000);
            pc.pciWrite(FIRST, 0x14, 4, 0xfebf0000);
            pc.pciWrite(FIRST, 0x18, 4, 0xfebf2000);
            assertEquals(0xff, pc.in8(0xc000), "COMMAND is 0");
            pc.pciWrite(FIRST, COMMAND, 2, 0xffff);
            assertEquals(0x0147, pc.pciRead(FIRST, COMMAND, 2), "what PCI 2.1 lets software switch");
            pc.pciWrite(FIRST, COMMAND, 2, 3);
            pc.out8(0xc010, 0x5a);
            assertEquals(0x5a, card.value);
            pc.write32(0xfebf0000L, 0x12345678);
            assertEquals(0x12345678, pc.read32(0xfebf0000L));
            pc.write32(0xfebf2ffcL, 77);
            assertEquals(77, card.block.read32(0xffc), "SCRIPTS RAM is plain memory");
            pc.pciWrite(FIRST, 0x10, 4, 0xd000);
            assertEquals(0xff, pc.in8(0xc010));
            assertEquals(0x5a, pc.in8(0xd010));
            assertEquals(0xd000, card.io.address());
            assertTrue(card.registers.enabled());
        }
    }

    @Test
    void aHardResetTakesAddressesAwayAndKeepsClaims() {
        PciPatch card = new PciPatch();
        try (TestMachine pc = TestMachine.builder().card("card", card, Map.of()).build()) {
            pc.pciWrite(FIRST, 0x10, 4, 0xc000);
            pc.pciWrite(FIRST, COMMAND, 2, 1);
            pc.reset(ResetKind.HARD);
            assertEquals(0xff, pc.in8(0xc000));
            assertEquals(1, pc.pciRead(FIRST, 0x10, 4));
            pc.pciWrite(FIRST, 0x10, 4, 0xc000);
            pc.pciWrite(FIRST, COMMAND, 2, 1);
            assertEquals(0, pc.in8(0xc000));
        }
    }

    @Test
    void aBusMasterNeedsCommandMasterAndSeesAllOnesInRegisters() {
        PciPatch card = new PciPatch();
        try (TestMachine pc = TestMachine.builder().card("card", card, Map.of()).build()) {
            GuestMemory bus = card.function.bus();
            bus.write32(0x1000, 5);
            assertEquals(0, pc.read32(0x1000), "not a master yet");
            pc.pciWrite(FIRST, COMMAND, 2, 6);
            bus.write32(0x1000, 5);
            assertEquals(5, pc.read32(0x1000));
            assertEquals(-1, bus.read32(0xfec00000L));
            assertTrue(bus.isRam(0x1000, 4096));
            assertFalse(bus.isRam(bus.size() - 4, 8));
            assertFalse(bus.isRam(0x9f000, 0x2000), "video memory is no RAM");
            assertEquals(1, pc.log().size(), "one line for reads of no memory");
        }
    }

    @Test
    void dmaIntoRegistersArrivesAfterTheActivation() {
        PciPatch master = new PciPatch();
        PciPatch other = new PciPatch();
        try (TestMachine pc = TestMachine.builder()
                .card("master", master, Map.of())
                .card("other", other, Map.of())
                .build()) {
            PciAddress second = new PciAddress(0, 5, 0);
            pc.pciWrite(second, 0x14, 4, 0xfebf0000);
            pc.pciWrite(second, COMMAND, 2, 2);
            pc.pciWrite(FIRST, COMMAND, 2, 4);
            master.function.bus().write32(0xfebf0000L, 0x1234);
            assertEquals(0, other.registers.enabled() ? pcPeek(pc) : -1);
            pc.advance(0);
            assertEquals(0x1234, pc.read32(0xfebf0000L));
        }
    }

    private static int pcPeek(TestMachine pc) {
        return pc.machine().memory().read32(0xfebf0000);
    }

    @Test
    void anActivationThatNeverEndsIsAborted() {
        PciPatch card = new PciPatch();
        try (TestMachine pc = TestMachine.builder().card("card", card, Map.of()).build()) {
            pc.pciWrite(FIRST, COMMAND, 2, 4);
            pc.write32(0x1000, 42);
            assertTrue(card.slot.spend(9_000));
            assertFalse(card.slot.spend(1_000), "the budget is 10,000");
            assertEquals(42, card.function.bus().read32(0x1000), "still served");
            card.slot.spend(200_000);
            assertEquals(-1, card.function.bus().read32(0x1000), "ten times over is a master abort");
        }
    }

    @Test
    void childrenFindTheirBusInAnyOrder() {
        List<String> seen = new ArrayList<>();
        ChildBus.Listener<String> listener = new ChildBus.Listener<>() {
            @Override
            public void attached(int unit, int lun, String child) {
                seen.add("+" + unit + ":" + child);
            }

            @Override
            public void detached(int unit, int lun, String child) {
                seen.add("-" + unit + ":" + child);
            }
        };
        PatchCard early = new PatchCard((c, slot) -> slot.attach(String.class, "early", "host.0", 3, 0));
        PatchCard late = new PatchCard((c, slot) -> slot.attach(String.class, "late", "", -1, 0));
        PatchCard host = new PatchCard((c, slot) -> slot.offer("SCSI", String.class, listener));
        try (TestMachine pc = TestMachine.builder()
                .card("early", early, Map.of())
                .card("host", host, Map.of())
                .card("late", late, Map.of())
                .build()) {
            assertEquals(List.of("+3:early", "+0:late"), seen);
            PlugException taken = pc.plugFails(
                    "twin", new PatchCard((c, slot) -> slot.attach(String.class, "twin", "host.0", 3, 0)), Map.of());
            assertEquals("unit 3 lun 0 of bus host.0 wanted by twin is held by early", taken.getMessage());
            pc.unplug("early");
            assertEquals("-3:early", seen.get(2));
        }
    }

    @Test
    void anImageHasOneOwnerAndDeclaredAliasesWhoLearnWhereItReallyIs() {
        MemoryDisk disk = MemoryDisk.ofSectors(16);
        BlockPort[] alias = new BlockPort[1];
        PatchCard host = new PatchCard((c, slot) -> {
            slot.pci(PciId.of(0x1000, 0x12, 0x010000));
            slot.offer("SCSI", String.class, new ChildBus.Listener<>() {});
        });
        PatchCard target = new PatchCard((c, slot) -> {
            slot.block(disk, Share.EXCLUSIVE);
            slot.attach(String.class, "disk", "", 2, 0);
        });
        PatchCard extboot = new PatchCard((c, slot) -> alias[0] = slot.block(disk, Share.SHARED));
        try (TestMachine pc = TestMachine.builder()
                .card("extboot", extboot, Map.of())
                .card("host", host, Map.of())
                .card("target", target, Map.of())
                .build()) {
            assertEquals(List.of(new Location(FIRST, "SCSI", "host.0", 2, 0)), alias[0].locations());
            PlugException e =
                    pc.plugFails("thief", new PatchCard((c, slot) -> slot.block(disk, Share.EXCLUSIVE)), Map.of());
            assertEquals("drive disk0 wanted by thief is held by target", e.getMessage());
        }
    }

    @Test
    void requestsCompleteOnceCheckedAndInOrderAndAreCancelledByReset() {
        FailingDisk disk = new FailingDisk(MemoryDisk.ofSectors(16)).failReads(512, 512, BlockStatus.IO_ERROR);
        BlockPort[] port = new BlockPort[1];
        List<String> done = new ArrayList<>();
        PatchCard card = new PatchCard((c, slot) -> port[0] = slot.block(disk, Share.EXCLUSIVE));
        try (TestMachine pc = TestMachine.builder().card("card", card, Map.of()).build()) {
            byte[] buffer = new byte[1024];
            port[0].read(0, buffer, 0, 512, s -> done.add("a " + s));
            port[0].read(512, buffer, 0, 512, s -> done.add("b " + s));
            port[0].read(15 * 512, buffer, 0, 1024, s -> done.add("c " + s));
            port[0].read(1, buffer, 0, 512, s -> done.add("d " + s));
            assertEquals(List.of(), done, "completions come at a safe point");
            pc.settle();
            assertEquals(List.of("a OK", "b IO_ERROR", "c OUT_OF_RANGE", "d OUT_OF_RANGE"), done);
            done.clear();
            port[0].write(0, buffer, 0, 512, s -> done.add("e " + s));
            port[0].drain();
            assertEquals(List.of("e OK"), done, "drain delivers before it returns");
            done.clear();
            port[0].write(0, buffer, 0, 512, s -> done.add("f " + s));
            pc.reset(ResetKind.HARD);
            pc.settle();
            assertEquals(List.of("f CANCELLED"), done);
        }
    }

    @Test
    void inputWaitsUntilTheCardReadsIt() {
        MemoryChardev line = new MemoryChardev();
        StringBuilder got = new StringBuilder();
        PatchCard card = new PatchCard((c, slot) -> {
            var port = slot.chardev(line);
            port.onInput(() -> {
                for (int b = port.read(); b >= 0; b = port.read()) {
                    got.append((char) b);
                }
            });
            port.write('>');
        });
        try (TestMachine pc = TestMachine.builder().card("card", card, Map.of()).build()) {
            line.type("hello");
            pc.advance(0);
            assertEquals("hello", got.toString());
            assertEquals(">", line.sent());
            assertEquals(
                    "chardev wanted by b is held by card",
                    pc.plugFails("b", new PatchCard((c, slot) -> slot.chardev(line)), Map.of())
                            .getMessage());
            pc.unplug("card");
            assertFalse(line.connected());
        }
    }

    @Test
    void signalsReachTheMachine() {
        PatchCard card = new PatchCard((c, slot) -> {
            slot.ports(0x300, 1, c);
            slot.signal("a20").watch(v -> c.value = v);
        });
        try (TestMachine pc = TestMachine.builder().card("card", card, Map.of()).build()) {
            pc.signal("a20").set(0);
            assertEquals(0, pc.in8(0x300));
            pc.write8(0, 0x11);
            assertEquals(0x11, pc.read8(0x100000), "wrapped");
            int before = card.resets;
            card.slot.signal("reset").set(1);
            pc.advance(0);
            assertEquals(before + 1, card.resets);
            assertEquals(1, pc.signal("a20").get(), "A20 is open after a reset");
            card.slot.signal("power").set(7);
            assertEquals(7, pc.powerStatus().orElseThrow());
        }
    }
}

package backplane.itests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import backplane.api.block.BlockStatus;
import backplane.chipset.ps2i8042.Ps2I8042;
import backplane.core.CpuState;
import backplane.core.MemoryMap;
import backplane.testkit.FailingDisk;
import backplane.testkit.MemoryChardev;
import backplane.testkit.MemoryDisk;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Services of the builtin firmware, called by a program in real mode on the whole machine. */
class BuiltinServicesTest {
    private static final int SECTORS = 130 * 16 * 63 + 17;
    private static final int CALL = 0x7c10;
    private static final int RETURNED = CALL + 3;
    private static final int PACKET = 0x600;
    private static final int BUFFER = 0x20000;
    private static final int CARRY = 1;
    private static final int ZERO = 0x40;

    private final MemoryChardev keys = new MemoryChardev();
    private final MemoryDisk disk = image();
    private Pc pc;
    private CpuState cpu;

    @AfterEach
    void powerOff() {
        pc.close();
    }

    /** A boot sector that stops at once, then random sectors. */
    private static MemoryDisk image() {
        byte[] image = new byte[SECTORS * 512];
        new Random(13).nextBytes(image);
        image[0] = (byte) 0xf4;
        image[1] = (byte) 0xeb;
        image[2] = (byte) 0xfd;
        image[510] = 0x55;
        image[511] = (byte) 0xaa;
        return Pc.disk("d", image);
    }

    private void boot(Pc.Builder builder) {
        pc = builder.card("kbd", new Ps2I8042(keys)).powerOn();
        cpu = pc.machine().cpu().state();
        await(0x7c01);
    }

    private void bootFrom(String adapter) {
        FailingDisk failing = new FailingDisk(disk).failReads(5000 * 512, 512, BlockStatus.IO_ERROR);
        boot(adapter.equals("ide") ? Pc.builder().ide(failing, 0) : Pc.builder().scsi(failing, false));
    }

    private void await(int address) {
        for (int i = 0; cpu.base(CpuState.CS) + cpu.eip() != address; i++) {
            assertTrue(i < 100_000, pc::report);
            pc.machine().run(500);
        }
    }

    /** Lets time pass, and stops where the guest waits again: not within a handler, whose end must not be lost. */
    private void pass(int instructions) {
        int waiting = cpu.base(CpuState.CS) + cpu.eip();
        pc.machine().run(instructions);
        await(waiting);
    }

    private void set(int ax, int bx, int cx, int dx) {
        cpu.set(CpuState.EAX, ax);
        cpu.set(CpuState.EBX, bx);
        cpu.set(CpuState.ECX, cx);
        cpu.set(CpuState.EDX, dx);
    }

    /** Puts {@code int vector; hlt; jmp $-1} at {@link #CALL} and goes there. */
    private void issue(int vector) {
        code(CALL, String.format("cd%02xf4ebfd", vector));
        cpu.eip(CALL);
    }

    private void interrupt(int vector, int ax, int bx, int cx, int dx) {
        set(ax, bx, cx, dx);
        issue(vector);
        await(RETURNED);
    }

    /** The same with {@code jmp $} behind, so that time does not run on in HLT. */
    private void interruptAtOnce(int vector, int ax, int bx, int cx, int dx) {
        set(ax, bx, cx, dx);
        code(CALL, String.format("cd%02xebfe", vector));
        cpu.eip(CALL);
        await(CALL + 2);
    }

    private void code(int address, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        for (int i = 0; i < bytes.length; i++) {
            memory().write8(address + i, bytes[i] & 0xff);
        }
    }

    private MemoryMap memory() {
        return pc.machine().memory();
    }

    private byte[] memory(int address, int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) memory().read8(address + i);
        }
        return bytes;
    }

    private byte[] sectors(int first, int count) {
        return Arrays.copyOfRange(disk.data(), first * 512, (first + count) * 512);
    }

    private void packet(int count, int segment, int lba) {
        cpu.set(CpuState.ESI, PACKET);
        memory().write32(PACKET, count << 16 | 16);
        memory().write32(PACKET + 4, segment << 16);
        memory().write32(PACKET + 8, lba);
        memory().write32(PACKET + 12, 0);
    }

    private int ah() {
        return cpu.get8(4);
    }

    private void assertOk(int ah) {
        assertEquals(0, cpu.eflags() & CARRY, () -> "AH=" + Integer.toHexString(ah()));
        assertEquals(ah, ah());
    }

    private void assertFailed(int ah) {
        assertEquals(CARRY, cpu.eflags() & CARRY);
        assertEquals(ah, ah());
        assertEquals(ah, memory().read8(0x474), "40:74");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ide", "scsi"})
    void disksAreReadWrittenAndDescribed(String adapter) {
        bootFrom(adapter);
        interrupt(0x13, 0x0800, 0, 0, 0x80);
        assertOk(0);
        assertEquals(0x803f, cpu.get16(CpuState.ECX), "cylinders 0 to 128, 63 sectors");
        assertEquals(0x0f01, cpu.get16(CpuState.EDX), "16 heads, one disk");
        interrupt(0x13, 0x1500, 0, 0, 0x80);
        assertOk(3);
        assertEquals(129 * 16 * 63, cpu.get16(CpuState.ECX) << 16 | cpu.get16(CpuState.EDX));
        cpu.selector(CpuState.ES, BUFFER >> 4);
        interrupt(0x13, 0x0203, 0x10, 0x0205, 0x0380);
        assertOk(0);
        assertEquals(3, cpu.get8(0));
        assertArrayEquals(sectors((2 * 16 + 3) * 63 + 4, 3), memory(BUFFER + 0x10, 3 * 512));
        packet(128, BUFFER >> 4, 1000);
        interrupt(0x13, 0x4200, 0, 0, 0x80);
        assertOk(0);
        assertEquals(128, memory().read16(PACKET + 2));
        assertArrayEquals(sectors(1000, 128), memory(BUFFER, 128 * 512));
        packet(100, BUFFER >> 4, 3000);
        interrupt(0x13, 0x4300, 0, 0, 0x80);
        assertOk(0);
        assertArrayEquals(sectors(1000, 100), sectors(3000, 100));
        packet(100, 0, 4000);
        interrupt(0x13, 0x4400, 0, 0, 0x80);
        assertOk(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ide", "scsi"})
    void diskErrorsReachTheCaller(String adapter) {
        bootFrom(adapter);
        packet(4, BUFFER >> 4, 4998);
        interrupt(0x13, 0x4200, 0, 0, 0x80);
        assertFailed(0x10);
        interrupt(0x13, 0x0100, 0, 0, 0x80);
        assertEquals(0x10, ah(), "status of the last operation");
        packet(4, BUFFER >> 4, 5001);
        interrupt(0x13, 0x4200, 0, 0, 0x80);
        assertOk(0);
        packet(1, BUFFER >> 4, SECTORS);
        interrupt(0x13, 0x4200, 0, 0, 0x80);
        assertFailed(1);
        packet(129, BUFFER >> 4, 0);
        interrupt(0x13, 0x4200, 0, 0, 0x80);
        assertFailed(9);
        interrupt(0x13, 0x0201, 0, 0x0001, 0x1080);
        assertFailed(1);
        interrupt(0x13, 0x0201, 0, 0x0001, 0x0081);
        assertFailed(1);
        interrupt(0x13, 0x7700, 0, 0, 0x80);
        assertFailed(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ide", "scsi"})
    void theDevicePathNamesTheController(String adapter) {
        bootFrom(adapter);
        cpu.set(CpuState.ESI, PACKET);
        memory().write16(PACKET, 512);
        interrupt(0x13, 0x4800, 0, 0, 0x80);
        assertOk(0);
        assertEquals(74, memory().read16(PACKET));
        assertEquals(SECTORS, memory().read32(PACKET + 16));
        assertEquals(0xbedd, memory().read16(PACKET + 30));
        boolean ide = adapter.equals("ide");
        assertEquals(
                ide ? "PCI ATA     " : "PCI SCSI    ", new String(memory(PACKET + 36, 12), StandardCharsets.US_ASCII));
        assertArrayEquals(ide ? new byte[] {0, 1, 1, 0} : new byte[] {0, 4, 0, 0}, memory(PACKET + 48, 4));
        int sum = 0;
        for (byte b : memory(PACKET + 30, 44)) {
            sum += b;
        }
        assertEquals(0, sum & 0xff);
    }

    @Test
    void aHookSeesTheCallAndItsFlags() {
        bootFrom("scsi");
        // 8000: inc word [cs:9000h]; jmp far [cs:9002h]
        code(0x8000, "2eff0600902eff2e0290");
        memory().write32(0x9002, memory().read32(0x13 * 4));
        memory().write32(0x13 * 4, 0x8000);
        memory().write16(0x9000, 0);
        packet(1, BUFFER >> 4, 5000);
        interrupt(0x13, 0x4200, 0, 0, 0x80);
        assertFailed(0x10);
        interrupt(0x13, 0x0800, 0, 0, 0x80);
        assertOk(0);
        assertEquals(2, memory().read16(0x9000));
    }

    @Test
    void aKeyIsWaitedFor() {
        bootFrom("scsi");
        interrupt(0x16, 0x0100, 0, 0, 0);
        assertEquals(ZERO, cpu.eflags() & ZERO);
        set(0, 0, 0, 0);
        issue(0x16);
        pc.machine().run(1_000_000);
        keys.type("\u001e");
        await(RETURNED);
        assertEquals(0x1e61, cpu.get16(CpuState.EAX));
    }

    @Test
    void aGuestThatOnlyAsksForAKeySleepsInBetween() {
        bootFrom("scsi");
        // 8000: sti; ask: mov ah,1; int 16h; jz ask; halt: hlt; jmp halt
        code(0x8000, "fbb401cd1674faf4ebfd");
        cpu.selector(CpuState.CS, 0);
        cpu.eip(0x8000);
        long before = pc.machine().now();
        pc.machine().run(100_000);
        assertTrue(pc.machine().now() - before > 1_000_000_000L, "slept less than a second in 100,000 instructions");
        keys.type("\u001e");
        await(0x8008);
        assertEquals(0x1e61, cpu.get16(CpuState.EAX));
    }

    @Test
    void aGuestThatWorksBetweenTwoQuestionsDoesNotSleep() {
        bootFrom("scsi");
        // 8000: sti; ask: mov cx,1000; loop $; mov ah,1; int 16h; jmp ask
        code(0x8000, "fbb9e803e2feb401cd16ebf5");
        cpu.selector(CpuState.CS, 0);
        cpu.eip(0x8000);
        long before = pc.machine().now();
        pc.machine().run(1_000_000);
        assertTrue(pc.machine().now() - before < 200_000_000L, "slept for longer than its work takes");
    }

    @Test
    void aKeyInterceptMaySwallowKeys() {
        bootFrom("scsi");
        // 8000: cmp ah,4fh; jne +6; push bp; mov bp,sp; and byte [bp+6],0feh; pop bp; iret
        code(0x8000, "80fc4f7508" + "5589e5806606fe5d" + "cf");
        memory().write32(0x15 * 4, 0x8000);
        keys.type("\u001e");
        pass(1_000_000);
        interrupt(0x16, 0x0100, 0, 0, 0);
        assertEquals(ZERO, cpu.eflags() & ZERO);
    }

    @Test
    void controlAltDeleteStartsOver() {
        bootFrom("scsi");
        int before = pc.debug().length();
        keys.type("\u001d\u0038\u0053");
        assertTrue(pc.runUntil(() -> pc.debug().indexOf("Booting from 0000:7c00", before) > 0, 10_000_000), pc::report);
    }

    @Test
    void waitingTakesTheTimeItShould() {
        bootFrom("scsi");
        // out of HLT, which only an interrupt ends
        interruptAtOnce(0x12, 0, 0, 0, 0);
        for (int microseconds : new int[] {500, 50_000}) {
            long before = pc.machine().now();
            interruptAtOnce(0x15, 0x8600, 0, 0, microseconds);
            assertOk(0);
            long took = pc.machine().now() - before;
            assertTrue(took >= microseconds * 1000L && took < microseconds * 1000L + 10_000_000, took + " ns");
        }
    }

    @Test
    void anEventWaitSetsItsFlag() {
        bootFrom("scsi");
        cpu.selector(CpuState.ES, 0);
        memory().write8(0x9000, 0);
        interruptAtOnce(0x15, 0x8300, 0x9000, 0, 20_000);
        assertOk(0);
        assertEquals(0, memory().read8(0x9000));
        pc.runUntil(() -> memory().read8(0x9000) != 0, 10_000_000);
        assertEquals(0x80, memory().read8(0x9000));
    }

    @Test
    void theClockIsReadAndSet() {
        bootFrom("scsi");
        interruptAtOnce(0x1a, 0x0500, 0, 0x2031, 0x1224);
        assertOk(0);
        interruptAtOnce(0x1a, 0x0300, 0, 0x1742, 0x0900);
        assertOk(0);
        interruptAtOnce(0x1a, 0x0400, 0, 0, 0);
        assertOk(0);
        assertEquals(0x2031, cpu.get16(CpuState.ECX));
        assertEquals(0x1224, cpu.get16(CpuState.EDX));
        interruptAtOnce(0x1a, 0x0200, 0, 0, 0);
        assertOk(0);
        assertEquals(0x1742, cpu.get16(CpuState.ECX));
    }

    @Test
    void anAlarmCallsInt4a() {
        bootFrom("scsi");
        interrupt(0x1a, 0x0300, 0, 0x1000, 0x0000);
        // 8000: mov byte [cs:9000h],1; iret
        code(0x8000, "2ec606009001cf");
        memory().write32(0x4a * 4, 0x8000);
        memory().write8(0x9000, 0);
        interrupt(0x1a, 0x0600, 0, 0x1000, 0x0200);
        assertOk(0);
        pc.runUntil(() -> memory().read8(0x9000) != 0, 500_000_000);
        assertEquals(1, memory().read8(0x9000), pc::report);
    }

    @Test
    void thePciBiosFindsAndConfigures() {
        bootFrom("scsi");
        cpu.set(CpuState.ESI, 0);
        interrupt(0x1a, 0xb102, 0, 0x0012, 0x1000);
        assertOk(0);
        assertEquals(4 << 3, cpu.get16(CpuState.EBX));
        cpu.set(CpuState.EDI, 0);
        interrupt(0x1a, 0xb10a, 4 << 3, 0, 0);
        assertOk(0);
        assertEquals(0x0012_1000, cpu.get(CpuState.ECX));
        cpu.set(CpuState.EDI, 0x3c);
        interrupt(0x1a, 0xb10b, 4 << 3, 0x07, 0);
        assertOk(0);
        interrupt(0x1a, 0xb108, 4 << 3, 0, 0);
        assertEquals(7, cpu.get8(1));
        cpu.set(CpuState.EDI, 1);
        interrupt(0x1a, 0xb10a, 4 << 3, 0, 0);
        assertEquals(0x87, ah());
    }

    /**
     * At 8000: enters flat protected mode, calls the far pointer at 9000 with EAX = "$PCI" and EBX = 0, stores AL at
     * 9008 and EBX + EDX at 9000, calls that with AX = B10A, BX = 0020, EDI = 0, stores ECX at 900C and CF at 9009,
     * sets 900A to 1 and stops.
     */
    private static final String CALL_BIOS32 =
            "fa0f011680800f20c00c010f22c0ea1380080066b810008ed88ed0bc00700000b82450434931dbff"
                    + "1d00900000a20890000001d3891d00900000b80ab10000bb2000000031ffff1d00900000890d0c90"
                    + "00000f920509900000fe050a900000ebfe909090909090900000000000000000ffff0000009bcf00"
                    + "ffff00000093cf00170068800000";

    @Test
    void theBios32DirectoryLeadsToThePciBios() {
        bootFrom("scsi");
        int header = 0xf0000;
        while (memory().read32(header) != 0x5f32335f) {
            header += 16;
        }
        memory().write32(0x9000, memory().read32(header + 4));
        memory().write32(0x9004, 8);
        memory().write32(0x9008, 0xffff);
        code(0x8000, CALL_BIOS32);
        cpu.eip(0x8000);
        pc.runUntil(() -> memory().read8(0x900a) != 0, 50_000_000);
        assertEquals(0, memory().read8(0x9008), pc::report);
        assertEquals(0, memory().read8(0x9009));
        assertEquals(0x0012_1000, memory().read32(0x900c));
    }

    @Test
    void aProgramComesBackFromACpuReset() {
        bootFrom("scsi");
        // cmos 0f = 0a; [40:67] = 0000:8000; out 64h,0feh
        code(CALL, "b00fe670b00ae671b0fee664f4ebfd");
        code(0x8000, "ebfe");
        memory().write32(0x467, 0x8000);
        cpu.eip(CALL);
        await(0x8000);
    }

    @Test
    void int18TriesTheNextDeviceAndGivesUp() {
        bootFrom("scsi");
        set(0, 0, 0, 0);
        issue(0x18);
        assertTrue(pc.runUntilDebug("No bootable device.", 5_000_000), pc::report);
    }

    @Test
    void theSerialConsoleIsScreenAndKeyboard() {
        boot(Pc.builder().option("nographic", "on").scsi(disk, false));
        assertTrue(pc.serial().contains("Booting from hard disk..."), pc::report);
        interrupt(0x10, 0x0e21, 7, 0, 0);
        assertTrue(pc.serial().endsWith("!"), pc::report);
        pc.type("Q\033[A");
        interrupt(0x16, 0x0000, 0, 0, 0);
        assertEquals(0x1051, cpu.get16(CpuState.EAX));
        interrupt(0x16, 0x0000, 0, 0, 0);
        assertEquals(0x4800, cpu.get16(CpuState.EAX));
    }

    @Test
    void theFirmwareIsReplacedUnderARunningProgram() throws Exception {
        bootFrom("ide");
        pc.machine().replace("bios", new backplane.firmware.builtin.BuiltinBios(), "test");
        packet(8, BUFFER >> 4, 2000);
        interrupt(0x13, 0x4200, 0, 0, 0x80);
        assertOk(0);
        assertArrayEquals(sectors(2000, 8), memory(BUFFER, 8 * 512));
    }
}

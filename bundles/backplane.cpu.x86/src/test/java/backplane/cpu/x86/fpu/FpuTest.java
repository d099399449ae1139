package backplane.cpu.x86.fpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class FpuTest {
    private final MemoryBus bus = new MemoryBus();
    private final Fpu fpu = new Fpu(bus);

    FpuTest() {
        register(0xdb, 0xe3);
    }

    private void register(int opcode, int modrm) {
        fpu.register(opcode, modrm, 0x1234);
    }

    private void memory(int opcode, int digit, int offset) {
        fpu.memory(opcode, digit << 3, 3, offset, 0x1234, true);
    }

    private void load(double value) {
        bus.memory.putDouble(64, value);
        memory(0xdd, 0, 64);
    }

    private double storeAndPop() {
        memory(0xdd, 3, 64);
        return bus.memory.getDouble(64);
    }

    private int status() {
        register(0xdf, 0xe0);
        return bus.ax;
    }

    private void control(int word) {
        bus.memory.putShort(0, (short) word);
        memory(0xd9, 5, 0);
    }

    @Test
    void initialisesToTheDocumentedWords() {
        memory(0xd9, 6, 100);
        assertEquals(0xffff037f, bus.memory.getInt(100));
        assertEquals(0xffff0000, bus.memory.getInt(104));
        assertEquals(0xffffffff, bus.memory.getInt(108));
    }

    @Test
    void dividesToSixtyFourBitsAndSaysWhichWayItRounded() {
        load(1);
        load(3);
        register(0xde, 0xf9);
        assertEquals(0x3800 | 0x220, status());
        memory(0xdb, 7, 32);
        assertEquals(0xaaaaaaaaaaaaaaabL, bus.memory.getLong(32));
        assertEquals(0x3ffd, bus.memory.getShort(40));
    }

    @Test
    void doublesAndSoftArithmeticAgreeUnderFiftyThreeBits() {
        java.util.Random random = new java.util.Random(1);
        for (int i = 0; i < 20_000; i++) {
            double a = Double.longBitsToDouble(random.nextLong());
            double b = i % 3 == 0 ? a * (1 + random.nextInt(9) * 0x1p-52) : Double.longBitsToDouble(random.nextLong());
            int[] operations = {0xc1, 0xc9, 0xe1, 0xe9, 0xf1, 0xf9};
            int operation = operations[i % 6];
            assertEquals(run(a, b, operation, 0), run(a, b, operation, 0x20), a + " " + b + " " + operation);
        }
    }

    /** Result and C1, with the given exception flags set beforehand; PE lets the unit use doubles. */
    private String run(double a, double b, int operation, int before) {
        register(0xdb, 0xe3);
        control(0x27f);
        memory(0xd9, 6, 100);
        bus.memory.putInt(104, before);
        memory(0xd9, 4, 100);
        load(b);
        load(a);
        register(0xd8, operation);
        int c1 = status() & (0x200 | 0xdf);
        memory(0xdb, 7, 32);
        return Long.toHexString(bus.memory.getLong(32)) + " " + bus.memory.getShort(40) + " " + c1;
    }

    @Test
    void storesIntegersByTheRoundingControl() {
        int[] expected = {-2, -3, -2, -2};
        for (int rc = 0; rc < 4; rc++) {
            control(0x37f | rc << 10);
            load(-2.5);
            memory(0xdb, 3, 16);
            assertEquals(expected[rc], bus.memory.getInt(16));
        }
        control(0x37f);
        load(1e10);
        memory(0xdb, 3, 16);
        assertEquals(0x80000000, bus.memory.getInt(16));
        assertEquals(1, status() & 1);
    }

    @Test
    void stackFaultsGiveTheDefaultNan() {
        register(0xd9, 0xc0);
        assertEquals(0x41, status() & 0x2ff);
        for (int i = 0; i < 7; i++) {
            register(0xd9, 0xe8);
        }
        register(0xd9, 0xe8);
        assertEquals(0x241, status() & 0x2ff);
        assertEquals(0xfff8000000000000L, Double.doubleToRawLongBits(storeAndPop()));
    }

    @Test
    void anUnmaskedExceptionWaitsForTheNextWaitingInstruction() {
        control(0x37b);
        load(1);
        load(0);
        register(0xde, 0xf9);
        assertEquals(0, bus.mathFaults);
        assertEquals(0x8084, status() & 0x80ff);
        fpu.waiting();
        assertEquals(1, bus.mathFaults);
        register(0xdb, 0xe2);
        assertEquals(0, status() & 0x80ff);
        assertEquals(0.0, storeAndPop());
        assertEquals(1.0, storeAndPop());
    }

    @Test
    void aFaultingAccessChangesNothing() {
        load(7);
        int before = status();
        assertThrows(IndexOutOfBoundsException.class, () -> memory(0xdd, 3, 4092));
        assertThrows(IndexOutOfBoundsException.class, () -> memory(0xdb, 7, 4090));
        assertThrows(IndexOutOfBoundsException.class, () -> memory(0xdc, 0, 4092));
        assertThrows(IndexOutOfBoundsException.class, () -> memory(0xdd, 6, 4000));
        assertEquals(before, status());
        assertEquals(7.0, storeAndPop());
    }

    @Test
    void savesAndRestoresAllOfItself() {
        load(2);
        register(0xd9, 0xeb);
        memory(0xdd, 6, 200);
        assertEquals(0, status());
        assertEquals(0xffff0fff, bus.memory.getInt(208));
        memory(0xdd, 4, 200);
        assertEquals(Math.PI, storeAndPop());
        assertEquals(2.0, storeAndPop());
    }

    @Test
    void environmentInRealModeHoldsLinearAddresses() {
        bus.protectedMode = false;
        load(2);
        fpu.memory(0xd9, 0x30, 3, 300, 0, false);
        assertEquals(0x1244, bus.memory.getShort(306) & 0xffff);
        assertEquals(0x1500, bus.memory.getShort(308) & 0xffff);
        assertEquals(0x0070, bus.memory.getShort(310) & 0xffff);
        assertEquals(0x1000, bus.memory.getShort(312) & 0xffff);
    }

    @Test
    void packedDecimalsGoThereAndBack() {
        bus.memory.putLong(16, 0x1234567890123456L).putShort(24, (short) 0x8099);
        memory(0xdf, 4, 16);
        memory(0xdf, 6, 32);
        assertEquals(0x1234567890123456L, bus.memory.getLong(32));
        assertEquals((short) 0x8099, bus.memory.getShort(40));
    }
}

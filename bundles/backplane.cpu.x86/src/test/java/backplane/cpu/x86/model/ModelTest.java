package backplane.cpu.x86.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Names, switches and CPUID. */
class ModelTest {
    private static int[] cpuid(String model, int leaf, int subleaf) {
        int[] r = {leaf, subleaf, 0, 0};
        Model.of(model).cpuid(r, true);
        return r;
    }

    @Test
    void listsForHelpAgreeWithTheModels() {
        assertEquals(Model.VALUES, Model.values());
        assertEquals(Model.FLAGS, String.join(" ", Model.switches()));
    }

    @Test
    void eachModelHasItsSignatureAndVendor() {
        String[] names = {"486", "pentium", "pentiumpro", "pentium2", "pentium3", "qemu32"};
        int[] signatures = {0x480, 0x543, 0x619, 0x652, 0x683, 0x633};
        for (int i = 0; i < names.length; i++) {
            assertEquals(signatures[i], cpuid(names[i], 1, 0)[0], names[i]);
            assertEquals(0x756e6547, cpuid(names[i], 0, 0)[3], names[i]);
        }
    }

    @Test
    void featuresAreThoseOfTheParts() {
        int[] bits = {0x00000003, 0x008001bf, 0x0000f3ff, 0x0183fbff, 0x0383fbff, 0x0781abfd};
        String[] names = {"486", "pentium", "pentiumpro", "pentium2", "pentium3", "qemu32"};
        for (int i = 0; i < names.length; i++) {
            assertEquals(Integer.toHexString(bits[i]), Integer.toHexString(cpuid(names[i], 1, 0)[2]), names[i]);
            assertEquals(names[i].equals("qemu32") ? 1 : 0, cpuid(names[i], 1, 0)[1], names[i]);
        }
    }

    @Test
    void apicBitFollowsTheCard() {
        int[] r = {1, 0, 0, 0};
        Model.of("pentium3").cpuid(r, false);
        assertEquals(0, r[2] & 0x200);
        assertEquals(0x200, cpuid("pentium3", 1, 0)[2] & 0x200);
        assertEquals(0, cpuid("486", 1, 0)[2] & 0x200);
    }

    @Test
    void switchesChangeBitsAndWhatBuildsOnThem() {
        assertFalse(Model.of("pentiumpro,-cmov").has(Feature.CMOV));
        assertFalse(Model.of("pentiumpro,cmov=off").has(Feature.CMOV));
        assertTrue(Model.of("pentium,+cmov").has(Feature.CMOV));
        assertTrue(Model.of("486,tsc=on").has(Feature.TSC));
        assertEquals("pentium,+cmov", Model.of("pentium,+cmov").name());
    }

    @Test
    void mistakesAreNamed() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Model.of("z80"))
                .getMessage()
                .startsWith("unable to find CPU model 'z80'; use 486, "));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Model.of("486,+avx"))
                .getMessage()
                .startsWith("Property '+avx' not found; use +x or -x with x one of "));
        assertThrows(IllegalArgumentException.class, () -> Model.of("486,,"));
    }

    @Test
    void leavesBeyondTheLastAnswerAsTheLast() {
        assertArrayEquals(cpuid("pentium", 1, 0), cpuid("pentium", 7, 0));
        assertArrayEquals(cpuid("pentium2", 2, 0), cpuid("pentium2", 0x80000000, 0));
    }

    @Test
    void descriptorsTellTheCaches() {
        assertArrayEquals(new int[] {0x03020101, 0, 0x0c040882, 0}, cpuid("pentium3", 2, 0));
        assertEquals(2, cpuid("pentium3", 1, 0)[3], "the brand's number");
        assertEquals(0x121, cpuid("qemu32", 4, 0)[0]);
        assertEquals(0x143, cpuid("qemu32", 4, 2)[0]);
        assertEquals(0, cpuid("qemu32", 4, 3)[0]);
    }

    @Test
    void virtualModelHasABrandString() {
        assertEquals(0x80000004, cpuid("qemu32", 0x80000000, 0)[0]);
        ByteBuffer text = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
        for (int leaf = 2; leaf < 5; leaf++) {
            int[] r = cpuid("qemu32", 0x80000000 + leaf, 0);
            text.putInt(r[0]).putInt(r[3]).putInt(r[1]).putInt(r[2]);
        }
        String brand = new String(text.array(), StandardCharsets.US_ASCII);
        assertEquals("Backplane Virtual CPU", brand.replace("\0", ""));
    }
}

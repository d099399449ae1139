package backplane.chipset.ps2i8042;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScanCodesTest {
    /** From the keyboard scan code tables of the IBM technical reference, key by key. */
    @ParameterizedTest
    @CsvSource({
        "Esc, 01, 76", "1, 02, 16", "Backspace, 0e, 66", "Tab, 0f, 0d", "Q, 10, 15", "Enter, 1c, 5a", "LCtrl, 1d, 14",
        "A, 1e, 1c", "LShift, 2a, 12", "Z, 2c, 1a", "RShift, 36, 59", "LAlt, 38, 11", "Space, 39, 29", "Caps, 3a, 58",
        "F1, 3b, 05", "F2, 3c, 06", "F5, 3f, 03", "F7, 41, 83", "F10, 44, 09", "NumLock, 45, 77", "Scroll, 46, 7e",
        "Home, 47, 6c", "Up, 48, 75", "Left, 4b, 6b", "Right, 4d, 74", "Down, 50, 72", "Delete, 53, 71", "F11, 57, 78",
        "F12, 58, 07", "Backslash, 2b, 5d", "Slash, 35, 4a", "Multiply, 37, 7c", "SysRq, 54, 84"
    })
    void theTablesKnowTheKey(String key, String set1, String set2) {
        assertEquals(Integer.parseInt(set2, 16), ScanCodes.toSet2(Integer.parseInt(set1, 16)), key);
        assertEquals(Integer.parseInt(set1, 16), ScanCodes.toSet1(Integer.parseInt(set2, 16)), key);
    }

    @Test
    void everyMakeCodeSurvivesTheWayThere() {
        for (int make = 1; make < 0x80; make++) {
            assertEquals(make, ScanCodes.toSet1(ScanCodes.toSet2(make)), "make code " + make);
        }
    }

    @Test
    void repliesAndPrefixesAreNotTranslated() {
        for (int code : new int[] {0xaa, 0xab, 0xe0, 0xe1, 0xee, 0xfa, 0xfe}) {
            assertEquals(code, ScanCodes.toSet1(code));
        }
    }
}

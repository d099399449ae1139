package backplane.itests;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Small guests, assembled by hand so that no assembler is needed. Texts go to the debug console at 0x402. */
final class GuestCode {
    private static final int LOAD_ADDRESS = 0x7c00;

    /** mov dx,0x402; again: lodsb; test al,al; jz out; out dx,al; jmp again; out: */
    private static final int[] PRINT = {0xba, 0x02, 0x04, 0xac, 0x84, 0xc0, 0x74, 0x03, 0xee, 0xeb, 0xf8};

    private GuestCode() {}

    /** A disk whose boot sector says that and then does the rest, which begins with interrupts on and DS = 0. */
    static byte[] disk(int sectors, String text, int... rest) {
        byte[] disk = new byte[sectors * 512];
        int[] head = {0x31, 0xc0, 0x8e, 0xd8, 0xbe};
        int message = LOAD_ADDRESS + head.length + 2 + PRINT.length + rest.length;
        byte[] code = join(head, new int[] {message & 0xff, message >> 8}, PRINT, rest, text(text));
        System.arraycopy(code, 0, disk, 0, code.length);
        disk[510] = 0x55;
        disk[511] = (byte) 0xaa;
        return disk;
    }

    /** halt: hlt; jmp halt */
    static int[] halt() {
        return new int[] {0xf4, 0xeb, 0xfd};
    }

    /** That code, then {@link #halt}. */
    static int[] thenHalt(int... first) {
        return code(first, halt());
    }

    /** Resets through port 0xCF9: mov dx,0xcf9; mov al,2; out dx,al; mov al,6; out dx,al; hlt; jmp $-1 */
    static int[] reset() {
        return new int[] {0xba, 0xf9, 0x0c, 0xb0, 0x02, 0xee, 0xb0, 0x06, 0xee, 0xf4, 0xeb, 0xfd};
    }

    /** Resets the CPU through the keyboard controller: mov al,0xfe; out 0x64,al; hlt; jmp $-1 */
    static int[] resetByKeyboard() {
        return new int[] {0xb0, 0xfe, 0xe6, 0x64, 0xf4, 0xeb, 0xfd};
    }

    /** Resets the CPU through port 0x92: mov al,2; out 0x92,al; mov al,3; out 0x92,al; hlt; jmp $-1 */
    static int[] resetByPort92() {
        return new int[] {0xb0, 0x02, 0xe6, 0x92, 0xb0, 0x03, 0xe6, 0x92, 0xf4, 0xeb, 0xfd};
    }

    /** Shuts the CPU down by a triple fault: lidt with limit 0; int3 */
    static int[] tripleFault() {
        return new int[] {0x0f, 0x01, 0x1e, 0xf0, 0x7d, 0xcc, 0xf4, 0xeb, 0xfd};
    }

    /** A jump to the reset vector, as old programs do. */
    static int[] resetByJump() {
        return new int[] {0xea, 0xf0, 0xff, 0x00, 0xf0};
    }

    /**
     * Asks INT 13h about drive 0x80. AX, BX, CX, DX of functions 08h, 15h, 41h and 48h go to 0x600, 0x608, 0x610 and
     * 0x618, what 48h fills goes to 0x700, and 1 to 0x620 when all is done.
     */
    static int[] askDrive() {
        return code(
                call(0x08, 0x600),
                call(0x15, 0x608),
                new int[] {0xbb, 0xaa, 0x55},
                call(0x41, 0x610),
                new int[] {0xc7, 0x06, 0x00, 0x07, 0x4a, 0x00, 0xbe, 0x00, 0x07},
                call(0x48, 0x618),
                new int[] {0xc6, 0x06, 0x20, 0x06, 0x01},
                halt());
    }

    /** mov ah,function; mov dl,0x80; int 0x13; then the four registers to memory. */
    private static int[] call(int function, int at) {
        return new int[] {
            0xb4,
            function,
            0xb2,
            0x80,
            0xcd,
            0x13,
            0xa3,
            at & 0xff,
            at >> 8,
            0x89,
            0x1e,
            at + 2 & 0xff,
            at >> 8,
            0x89,
            0x0e,
            at + 4 & 0xff,
            at >> 8,
            0x89,
            0x16,
            at + 6 & 0xff,
            at >> 8
        };
    }

    private static int[] code(int[]... parts) {
        return Arrays.stream(parts).flatMapToInt(Arrays::stream).toArray();
    }

    /** A PnP option ROM whose init says that, with a PCIR structure for those ids. */
    static byte[] rom(String text, int vendor, int device) {
        byte[] rom = new byte[1024];
        rom[0] = 0x55;
        rom[1] = (byte) 0xaa;
        rom[2] = (byte) (rom.length / 512);
        put(rom, 3, 0xeb, 0x3b);
        put(rom, 0x18, 0x20, 0, 0x80, 0);
        put(rom, 0x20, 'P', 'C', 'I', 'R', vendor & 0xff, vendor >> 8, device & 0xff, device >> 8);
        put(rom, 0x2a, 0x18, 0, 0, 0, 0, 1, rom.length / 512, 0, 0, 0, 0, 0x80);
        byte[] init = join(new int[] {0x1e, 0x0e, 0x1f, 0xbe, 0x00, 0x01}, PRINT, new int[] {0x1f, 0xcb});
        System.arraycopy(init, 0, rom, 0x40, init.length);
        put(rom, 0x80, '$', 'P', 'n', 'P', 1, 2);
        System.arraycopy(text(text), 0, rom, 0x100, text.length() + 2);
        int sum = 0;
        for (byte b : rom) {
            sum += b;
        }
        rom[rom.length - 1] = (byte) -sum;
        return rom;
    }

    private static void put(byte[] to, int at, int... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            to[at + i] = (byte) bytes[i];
        }
    }

    private static int[] text(byte[] bytes) {
        int[] values = new int[bytes.length];
        Arrays.setAll(values, i -> bytes[i] & 0xff);
        return values;
    }

    private static byte[] text(String text) {
        return (text + "\n\0").getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] join(Object... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Object part : parts) {
            int[] values = part instanceof byte[] bytes ? text(bytes) : (int[]) part;
            for (int value : values) {
                out.write(value);
            }
        }
        return out.toByteArray();
    }
}

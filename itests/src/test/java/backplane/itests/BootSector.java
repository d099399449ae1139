package backplane.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/** Guests of one sector. */
public final class BootSector {
    /** {@code mov al,'O'; out 0xe9,al; mov al,'K'; out 0xe9,al}. */
    private static final String SAY_OK = "b04fe6e9 b04be6e9";
    /** Soft-off through PM1a_CNT, where the firmware puts it: {@code mov dx,0x604; mov ax,0x2000; out dx,ax}. */
    private static final String POWER_OFF = "ba0406 b80020 ef f4ebfd";

    private BootSector() {}

    /** Writes OK to the debug console and powers off. */
    public static byte[] marker() {
        return sector(SAY_OK + POWER_OFF);
    }

    /** Writes OK to the debug console and sleeps. */
    public static byte[] sleeper() {
        return sector(SAY_OK + "fbf4ebfd");
    }

    /** Writes OK to the debug console and asks for a key without an end: {@code mov ah,1; int 16h; jmp $-4}. */
    public static byte[] keyPoller() {
        return sector(SAY_OK + "fbb401cd16ebfa");
    }

    /** Writes a byte to port 0x501, where isa-debug-exit is. */
    public static byte[] exit(int value) {
        return sector("b0" + HexFormat.of().toHexDigits((byte) value) + "ba0105 ee f4ebfd");
    }

    /**
     * Polls a port. Each change is reported on the debug console as a letter and the value: {@code R} and what was
     * read. When a zero is read, {@code answer} is written to the port.
     *
     * <pre>
     * b3 01        mov bl, 1
     * e4 PP        in al, port
     * 38d8 74fa    cmp al, bl; je in
     * 88c3         mov bl, al
     * b052 e6e9    mov al, 'R'; out 0xe9, al
     * 88d8 e6e9    mov al, bl; out 0xe9, al
     * 84c0 75ec    test al, al; jnz in
     * b0AA e6PP    mov al, answer; out port, al
     * ebe6         jmp in
     * </pre>
     */
    public static byte[] poll(int port, int answer) {
        HexFormat hex = HexFormat.of();
        String p = hex.toHexDigits((byte) port);
        return sector("b301 e4" + p + "38d874fa 88c3 b052e6e9 88d8e6e9 84c075ec b0" + hex.toHexDigits((byte) answer)
                + "e6" + p + "ebe6");
    }

    /** That code, in hexadecimal, behind OK on the debug console. */
    public static byte[] program(String code) {
        return sector(SAY_OK + code);
    }

    private static byte[] sector(String program) {
        byte[] sector = new byte[512];
        byte[] code = HexFormat.of().parseHex(program.replace(" ", ""));
        System.arraycopy(code, 0, sector, 0, code.length);
        sector[510] = 0x55;
        sector[511] = (byte) 0xaa;
        return sector;
    }

    /** An image of 1 MiB that begins with that sector. */
    public static Path image(Path file, byte[] sector) throws IOException {
        byte[] image = new byte[1 << 20];
        System.arraycopy(sector, 0, image, 0, sector.length);
        return Files.write(file, image);
    }
}

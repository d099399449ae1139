package backplane.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * Composes the demo disk: 16 MiB with the demo program of {@code src/demo/demo.asm} in front of one partition, whose
 * first sector the program writes.
 */
public final class DemoDisk {
    private static final String PROGRAM = "demo.bin";
    private static final long SIZE = 16 << 20;
    private static final int SECTOR = 512;
    private static final int HEADS = 16;
    private static final int SECTORS = 63;
    private static final int TABLE = 446;
    private static final int FIRST = 2048;
    /** Whole cylinders, so that a geometry guessed from the table is the right one. */
    private static final int END = 32 * HEADS * SECTORS;
    /** Non-filesystem data. */
    private static final int TYPE = 0xda;

    private DemoDisk() {}

    /** Makes or replaces {@code target}. */
    public static void write(Path target) throws IOException {
        ByteBuffer image = ByteBuffer.wrap(program()).order(ByteOrder.LITTLE_ENDIAN);
        image.put(TABLE, (byte) 0x80);
        putChs(image, TABLE + 1, FIRST);
        image.put(TABLE + 4, (byte) TYPE);
        putChs(image, TABLE + 5, END - 1);
        image.putInt(TABLE + 8, FIRST);
        image.putInt(TABLE + 12, END - FIRST);
        Files.deleteIfExists(target);
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE);
        try (SeekableByteChannel out = Files.newByteChannel(target, options)) {
            while (image.hasRemaining()) {
                out.write(image);
            }
            out.position(SIZE - 1).write(ByteBuffer.allocate(1));
        }
    }

    private static byte[] program() throws IOException {
        try (InputStream in = DemoDisk.class.getResourceAsStream(PROGRAM)) {
            byte[] program = in.readAllBytes();
            if (program.length > FIRST * SECTOR) {
                throw new IOException(PROGRAM + " reaches into the partition");
            }
            return program;
        }
    }

    /** A partition table's head, sector and cylinder of a sector. */
    private static void putChs(ByteBuffer table, int at, int lba) {
        int cylinder = lba / (HEADS * SECTORS);
        table.put(at, (byte) (lba / SECTORS % HEADS));
        table.put(at + 1, (byte) (lba % SECTORS + 1 | cylinder >> 8 << 6));
        table.put(at + 2, (byte) cylinder);
    }
}

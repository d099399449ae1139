package backplane.cpu.x86.silicon;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** The committed file: the recording processor's name, then a section's name and hashes in each line. */
record Vectors(String processor, Map<String, int[]> hashes) {
    private static final String FILE = "vectors.txt";

    static Vectors load() throws IOException {
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(Vectors.class.getResourceAsStream(FILE), StandardCharsets.US_ASCII))) {
            return read(in);
        }
    }

    static Vectors load(Path file) throws IOException {
        if (!Files.exists(file)) {
            return new Vectors("", new LinkedHashMap<>());
        }
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
            return read(in);
        }
    }

    private static Vectors read(BufferedReader in) throws IOException {
        String processor = in.readLine();
        Map<String, int[]> map = new LinkedHashMap<>();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            int tab = line.indexOf('\t');
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(line.substring(tab + 1)));
            int[] hashes = new int[bytes.remaining() / 4];
            bytes.asIntBuffer().get(hashes);
            map.put(line.substring(0, tab), hashes);
        }
        return new Vectors(processor, map);
    }

    void save(Path file) throws IOException {
        StringBuilder text = new StringBuilder(processor).append('\n');
        hashes.forEach((name, numbers) -> {
            ByteBuffer bytes = ByteBuffer.allocate(numbers.length * 4);
            bytes.asIntBuffer().put(numbers);
            text.append(name).append('\t');
            text.append(Base64.getEncoder().encodeToString(bytes.array())).append('\n');
        });
        Files.writeString(file, text, StandardCharsets.US_ASCII);
    }
}

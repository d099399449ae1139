package backplane.api;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The API is read in ten minutes, and stays so. */
class ApiSizeTest {
    private static final int TYPES = 50;
    private static final int METHODS = 12;
    private static final int SLOT_METHODS = 16;
    private static final int LINES = 150;

    private static List<Path> files(Path root, String suffix) throws IOException {
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.filter(p -> p.toString().endsWith(suffix)).sorted().toList();
        }
    }

    private static List<Class<?>> types() throws IOException, ClassNotFoundException {
        Path classes = Path.of("target/classes");
        List<Class<?>> list = new ArrayList<>();
        for (Path file : files(classes, ".class")) {
            String name = classes.relativize(file).toString().replace('/', '.').replace(".class", "");
            if (!name.endsWith("package-info")) {
                list.add(Class.forName(name));
            }
        }
        return list;
    }

    @Test
    void thereAreAboutFortyFivePublicTypes() throws Exception {
        long count = types().stream().filter(t -> !t.isMemberClass()).count();
        assertTrue(count > 30 && count <= TYPES, count + " public types; the API has room for " + TYPES);
    }

    @Test
    void noTypeHasMoreThanTwelveMethods() throws Exception {
        for (Class<?> type : types()) {
            if (type.isRecord() || type.isEnum() || type.isAnnotation()) {
                continue;
            }
            long names = Arrays.stream(type.getDeclaredMethods())
                    .filter(m -> Modifier.isPublic(m.getModifiers()) && !m.isSynthetic())
                    .map(Method::getName)
                    .distinct()
                    .count();
            int limit = type.getSimpleName().equals("Slot") ? SLOT_METHODS : METHODS;
            assertTrue(names <= limit, type.getName() + " has " + names + " methods, more than " + limit);
        }
    }

    @Test
    void noFileIsLongerThanOneHundredAndFiftyLines() throws Exception {
        for (Path file : files(Path.of("src/main/java"), ".java")) {
            long lines;
            try (Stream<String> text = Files.lines(file)) {
                lines = text.count();
            }
            assertTrue(lines <= LINES, file + " has " + lines + " lines, more than " + LINES);
        }
    }
}

package backplane.itests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each mistake ends the program with status 2 and one line that names the option or file and the remedy, and leaves
 * no file behind. All processes are started beforehand, two at a time.
 */
class BadInputTest {
    private static final String A = "-drive file=a.img,if=scsi";

    /** The command line, then what the line must say. Two at a time: none may get as far as locking an image. */
    private static final Map<String, String> CASES = new LinkedHashMap<>();

    static {
        CASES.put("run -drvie file=a.img", "-drvie: unknown option; did you mean -drive?");
        CASES.put("run -drive file=a.img,fi=scsi", "-drive file=a.img,fi=scsi: unknown key fi; did you mean if?");
        CASES.put(
                "run " + A + ",boot=on -drive file=b.img,if=ide,boot=on",
                "-drive file=b.img,if=ide,boot=on: two bootable drives specified (first: file=a.img); drop one boot=on");
        CASES.put(
                "run -drive file=none.img,if=scsi",
                "-drive file=none.img,if=scsi: Could not open 'none.img': No such file or directory; name a file");
        CASES.put(
                "run -drive file=empty.img,if=scsi",
                "Could not open 'empty.img': it is empty; make it a disk, as with truncate -s 64M");
        CASES.put("run -drive file=dir.img,if=scsi", "Could not open 'dir.img': it is a directory; name a file in it");
        CASES.put(
                "run -drive file=odd.img,if=scsi",
                "Could not open 'odd.img': its size, 1000 bytes, is no multiple of 512; round it up");
        CASES.put("run -drive file=a.img,if=scis", "-drive file=a.img,if=scis: .*did you mean if=scsi?");
        CASES.put("run -cpu z80", "-cpu z80: unable to find CPU model 'z80'; use 486, pentium, pentiumpro.*");
        CASES.put(
                "run -cpu pentium,+avx",
                "-cpu pentium,[+]avx: Property '[+]avx' not found; use [+]x or -x with x one of.*");
        CASES.put("run -smp 2", "-smp 2: there is one processor; use -smp 1 or leave it out");
        CASES.put("run -smp cpus=1,cores=2", "-smp cpus=1,cores=2: there is one processor; use -smp 1 or leave it out");
        CASES.put("run " + A + ",unit=9", A + ",unit=9: bad scsi device id: 9; use 0 to 6");
        CASES.put(
                "run " + A + ",unit=1 -drive file=b.img,if=scsi,unit=1",
                "-drive file=b.img,if=scsi,unit=1: unit 1 of scsi0 is taken by disk0; use unit=0 or leave it out");
        CASES.put(
                "run -drive file=a.img,id=x -drive file=b.img,id=x",
                "-drive file=b.img,id=x: Duplicate ID 'x' for drive (first: file=a.img); give each its own id=");
        CASES.put(
                "run -drive file=a.img,if=none,boot=on",
                "-drive file=a.img,if=none,boot=on: boot=on on a drive that no device uses; "
                        + "add -device with drive=drive0 or another if=");
        CASES.put(
                "run -drive file=a.img,if=nvme",
                "`if=nvme` is provided by no installed bundle and none in .*repository");
        CASES.put("run -device lsi53c895b", "-device lsi53c895b: .*did you mean lsi53c895a?");
        CASES.put("run -m 4G " + A, "-m 4G: 4096 MiB is out of range; use 2 to 2016");
        CASES.put("run -m 0", "-m 0: 0 MiB is out of range; use 2 to 2016");
        CASES.put("run -option-rom bad.rom", "-option-rom bad.rom: starts with 00 00, an option ROM starts with 55 AA");
        CASES.put("run -option-rom short.rom", "short.rom: ");
        CASES.put("run -bios odd.bin", "odd.bin: ");
        CASES.put("run -bios seabois", "-bios seabois: no such file; use builtin, seabios or the path of an image");
        CASES.put("run -bios seabios -L dir.img", "install the package seabios, or name its folder with -L DIR");
        CASES.put("run -repository nowhere", "-repository nowhere: there is no such folder");
        CASES.put("run -D dir.img/none/log", "; name a file that can be written");
        CASES.put("run -device isa-debugcon,iobase=0x70", "-device isa-debugcon,iobase=0x70: port 0x0070 wanted by ");
        CASES.put(
                "run -kernel vmlinuz",
                "-kernel vmlinuz: could not open kernel file 'vmlinuz': No such file or directory; name a file");
        CASES.put("run -kernel bad.rom", "-kernel bad.rom: invalid kernel header; it is neither a bzImage nor a multi");
        CASES.put(
                "run -initrd a.img", "-initrd: -initrd only allowed with -kernel option; add -kernel FILE or drop it");
        CASES.put("run -append quiet", "-append: -append only allowed with -kernel option");
        CASES.put("run -deploy nowhere", "-deploy nowhere: there is no such folder; make it with mkdir -p nowhere");
        CASES.put("run -config nowhere", "-config nowhere: ");
        CASES.put("run -fw_cfg name=opt/x,file=nowhere", "-fw_cfg name=opt/x,file=nowhere: ");
        CASES.put("demo -frobnicate", "-frobnicate: unknown option");
        CASES.put(
                "shell nowhere.gogo",
                "shell nowhere.gogo: Could not open 'nowhere.gogo': No such file or directory; name a file");
        CASES.put("rnu", "rnu.*`backplane --help` lists what there is");
        CASES.put("img create a.img", "img is not there yet");
    }

    @TempDir
    static Path base;

    private static Path cwd;
    private static final Map<String, CompletableFuture<Backplane.Result>> RESULTS = new LinkedHashMap<>();
    private static ExecutorService pool;

    @BeforeAll
    static void start() throws IOException {
        cwd = Files.createDirectory(base.resolve("cwd"));
        Files.write(cwd.resolve("a.img"), new byte[1024]);
        Files.write(cwd.resolve("b.img"), new byte[1024]);
        Files.createFile(cwd.resolve("empty.img"));
        Files.createDirectory(cwd.resolve("dir.img"));
        Files.write(cwd.resolve("odd.img"), new byte[1000]);
        Files.write(cwd.resolve("bad.rom"), new byte[2048]);
        Files.write(cwd.resolve("short.rom"), new byte[] {0x55, (byte) 0xaa, 4, 0});
        Files.write(cwd.resolve("odd.bin"), new byte[1000]);
        pool = Executors.newFixedThreadPool(2);
        int n = 0;
        for (String line : CASES.keySet()) {
            Path own = base.resolve("run" + n++);
            RESULTS.put(line, CompletableFuture.supplyAsync(() -> Backplane.run(own, cwd, line.split(" ")), pool));
        }
    }

    @AfterAll
    static void stop() {
        pool.shutdownNow();
    }

    static List<String> lines() {
        return new ArrayList<>(CASES.keySet());
    }

    @ParameterizedTest
    @MethodSource("lines")
    void oneLineAndStatusTwo(String line) {
        String refusal = RESULTS.get(line).join().refusal();
        String wanted = CASES.get(line);
        boolean plain = refusal.contains(wanted);
        assertTrue(
                plain || refusal.matches(".*" + wanted.replace("?", "\\?") + ".*"),
                () -> refusal + "\ndoes not contain\n" + wanted);
        int n = new ArrayList<>(CASES.keySet()).indexOf(line);
        assertEquals(List.of(), Backplane.leftovers(base.resolve("run" + n)));
    }

    @Test
    void theCurrentFolderIsAsItWas() throws IOException {
        RESULTS.values().forEach(CompletableFuture::join);
        try (Stream<Path> files = Files.list(cwd)) {
            assertEquals(
                    new TreeSet<>(List.of(
                            "a.img", "b.img", "empty.img", "dir.img", "odd.img", "bad.rom", "short.rom", "odd.bin")),
                    new TreeSet<>(
                            files.map(file -> file.getFileName().toString()).toList()));
        }
        assertEquals(1024, Files.size(cwd.resolve("a.img")));
    }
}

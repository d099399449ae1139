package backplane.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import backplane.core.PlanException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each mistake gets one line that names the option or file and what to do. */
class BadInputTest {
    @TempDir
    Path folder;

    @BeforeEach
    void images() throws Exception {
        for (String name : List.of("a.img", "b.img")) {
            Files.write(folder.resolve(name), new byte[1024]);
        }
        Files.createFile(folder.resolve("empty.img"));
        Files.createDirectory(folder.resolve("dir.img"));
        Files.write(folder.resolve("odd.img"), new byte[1000]);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -drvie file=a.img                                    | -drvie: unknown option; did you mean -drive?
            -frobnicate                                          | -frobnicate: unknown option; `backplane run -help` lists them
            -m                                                   | -m: it takes an argument; `backplane run -help` shows which
            a.img                                                | a.img: it belongs to no option; a disk is given with -drive file=a.img or -hda a.img
            -m 1                                                 | -m 1: 1 MiB is out of range; use 2 to 2016
            -m 4G                                                | -m 4G: 4096 MiB is out of range; use 2 to 2016
            -m many                                              | -m many: it takes a size in MiB, as 128, 128M or 1G
            -drive file=a.img,fi=scsi                            | -drive file=a.img,fi=scsi: unknown key fi; did you mean if?
            -drive if=scsi                                       | -drive if=scsi: it names no image; add file=PATH
            -drive file=a.img,if=scsi,boot=maybe                 | -drive file=a.img,if=scsi,boot=maybe: Parameter 'boot' expects 'on' or 'off'
            -drive file=a.img,if=scsi,format=qcow2               | -drive file=a.img,if=scsi,format=qcow2: no bundle reads format=qcow2 yet; make a raw image with qemu-img convert -O raw and give format=raw
            -drive file=a.img,if=scsi,unit=9                     | -drive file=a.img,if=scsi,unit=9: bad scsi device id: 9; use 0 to 6
            -drive file=a.img,if=none,id=d -device scsi-hd,drive=d,scsi-id=9 -device lsi53c895a | -device scsi-hd,drive=d,scsi-id=9: bad scsi device id: 9; use 0 to 6
            -drive file=a.img,if=scsi,unit=1 -drive file=b.img,if=scsi,unit=1 | -drive file=b.img,if=scsi,unit=1: unit 1 of scsi0 is taken by disk0; use unit=0 or leave it out
            -drive file=a.img,id=x -drive file=b.img,id=x        | -drive file=b.img,id=x: Duplicate ID 'x' for drive (first: file=a.img); give each its own id=
            -drive file=a.img,if=scsi,boot=on -drive file=b.img,if=ide,boot=on | -drive file=b.img,if=ide,boot=on: two bootable drives specified (first: file=a.img); drop one boot=on
            -drive file=a.img,if=none,boot=on                    | -drive file=a.img,if=none,boot=on: boot=on on a drive that no device uses; add -device with drive=drive0 or another if=
            -drive file=a.img,if=scis                            | -drive file=a.img,if=scis: `if=scis` is provided by no installed bundle and none in ./repository; did you mean if=scsi?
            -drive file=a.img,if=nvme                            | -drive file=a.img,if=nvme: `if=nvme` is provided by no installed bundle and none in ./repository; use one of ide, none, scsi
            -drive file=a.img,if=scsi,media=cdrom                | -drive file=a.img,if=scsi,media=cdrom: media=cdrom on if=scsi is provided by no installed bundle and none in ./repository
            -drive file=a.img,if=scsi,cyls=5                     | -drive file=a.img,if=scsi,cyls=5: cyls=, heads= and secs= go together; give all three or none
            -drive file=a.img,if=scsi,id=7up                     | -drive file=a.img,if=scsi,id=7up: Parameter 'id' expects an identifier: a letter, then letters, digits, '-', '.', '_'
            -drive file=a.img,if=ide,index=4                     | -drive file=a.img,if=ide,index=4: there is one ide controller with 4 units; use index=0 to 3
            -device lsi53c895b                                   | -device lsi53c895b: 'lsi53c895b' is not a valid device model name: it is provided by no installed bundle and none in ./repository; did you mean lsi53c895a?
            -device isa-debugcon,iobsae=1                        | -device isa-debugcon,iobsae=1: Property 'isa-debugcon.iobsae' not found; did you mean iobase?
            -device scsi-hd,drive=nix                            | -device scsi-hd,drive=nix: Property 'scsi-hd.drive' can't find value 'nix'; add -drive file=…,if=none,id=nix
            -drive file=a.img,if=none,id=d -device scsi-hd,drive=d | -device scsi-hd,drive=d: No 'scsi' bus found for device 'scsi-hd'; add -device lsi53c810
            -device lsi53c895a -device scsi-hd                   | -device scsi-hd: drive property not set; add drive=ID of a -drive
            -device isa-debugcon,chardev=nix                     | -device isa-debugcon,chardev=nix: Property 'isa-debugcon.chardev' can't find value 'nix'; add -chardev stdio,id=nix
            -serial stdio -debugcon stdio                        | -debugcon stdio: cannot use stdio by multiple character devices (first: -serial stdio); send one to file:PATH
            -serial tcp:1                                        | -serial tcp:1: no bundle provides it yet; use stdio, null, none or file:PATH
            -chardev sdtio,id=x                                  | -chardev sdtio,id=x: 'sdtio' is not a valid char driver name; did you mean stdio?
            -machine boot-route=extboto -drive file=a.img,if=scsi,boot=on | -machine boot-route=extboto: this route is provided by no installed bundle and none in ./repository; did you mean boot-route=extboot?
            -machine pc,acpi=maybe                               | -machine pc,acpi=maybe: Parameter 'acpi' does not accept value 'maybe'; use on or off
            -machine hpet=maybe                                  | -machine hpet=maybe: Parameter 'hpet' expects 'on' or 'off'
            -machine hept=off                                    | -machine hept=off: unknown key hept; did you mean hpet?
            -machine acpi=on                                     | -machine acpi=on: type PIIX4_PM is provided by no installed bundle and none in ./repository; put its bundle there or drop the option
            -machine q35                                         | -machine q35: unsupported machine type; the one there is, is pc
            -boot order=xyz                                      | -boot order=xyz: Invalid boot device for 'xyz'; use each of a and b (floppies), c (disk), d (CD-ROM), n (network) once at most
            -gdb tcp::1234                                       | -gdb: no bundle speaks GDB's protocol yet; use `backplane shell` and bp:regs
            -append quiet                                        | -append: -append only allowed with -kernel option; add -kernel FILE or drop it
            -initrd a.img                                        | -initrd: -initrd only allowed with -kernel option; add -kernel FILE or drop it
            -kernel bzImage                                      | -kernel bzImage: type fw_cfg is provided by no installed bundle and none in ./repository; put its bundle there or drop the option
            -cdrom a.img                                         | -cdrom: no bundle has a CD-ROM drive yet; give the image as a disk with -drive
            -accel kvm                                           | -accel kvm: invalid accelerator kvm; use jit or interp
            -accel jot                                           | -accel jot: invalid accelerator jot; did you mean jit?
            -accel jit,treshold=1                                | -accel jit,treshold=1: unknown key treshold; did you mean threshold?
            -accel interp,threshold=2                            | -accel interp,threshold=2: threshold= is a number of at least 1, and for jit only
            -vga cirrus                                          | -vga cirrus: type cirrus-vga is provided by no installed bundle and none in ./repository; use std or none
            -display gtk                                         | -display gtk: no bundle provides it yet; use terminal or none
            -smp 2                                               | -smp 2: there is one processor; use -smp 1 or leave it out
            -smp cpus=1,threads=2                                | -smp cpus=1,threads=2: there is one processor; use -smp 1 or leave it out
            -timeout soon                                        | -timeout soon: it takes seconds, more than 0
            -c bp:help                                           | -c: only `backplane shell` takes commands
            """)
    void oneLineWithTheRemedy(String line, String message) {
        assertEquals(message, failure(line));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            missing.img | No such file or directory; name a file that exists and can be read
            dir.img     | it is a directory; name a file in it
            empty.img   | it is empty; make it a disk, as with truncate -s 64M
            odd.img     | its size, 1000 bytes, is no multiple of 512; round it up with truncate -s %512
            """)
    void imagesAreLookedAtBeforeAnythingIsMade(String file, String message) {
        String path = folder.resolve(file).toString();
        PlanException e = assertThrows(
                PlanException.class, () -> PlanText.read("run", List.of("-drive", "if=scsi,file=" + path)));
        assertEquals("-drive if=scsi,file=" + path + ": Could not open '" + path + "': " + message, e.getMessage());
    }

    @Test
    void twoVendorsOfOneTypeAreNamed() throws Exception {
        List<CardType> types = new ArrayList<>(Types.all());
        CardType twin = Types.type("lsi53c895a", "pci", java.util.Map.of("offers", "scsi"));
        types.add(CardType.of(
                java.util.Map.of("type", twin.type(), "bus", "pci"),
                new CardType.Origin("acme.scsi", "2.0.0", "installed", 99)));
        Options options = OptionParser.parse("run", List.of("-device", "lsi53c895a"));
        PlanException e = assertThrows(PlanException.class, () -> Planner.plan("p", options, Types.of(types)));
        assertEquals(
                "type lsi53c895a is provided by both acme.scsi 2.0 and bundle.lsi53c895a 1.0; remove one of the two"
                        + " bundles",
                e.getMessage());
    }

    private static String failure(String line) {
        PlanException e = assertThrows(PlanException.class, () -> {
            Options options = OptionParser.parse("run", List.of(line.split(" ")));
            Planner.plan("p", options, Types.pc());
        });
        return e.getMessage();
    }
}

// node v86.mjs FOLDER IMAGE MEGABYTES: boots the image in v86, whose npm package lies in FOLDER, and writes what comes
// out of its serial line.
import { readFileSync, writeSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, image, megabytes] = process.argv.slice(2);
const library = `${folder}/node_modules/v86/build/`;
const { V86 } = await import(pathToFileURL(library + "libv86.mjs").href);
const file = path => new Uint8Array(readFileSync(path)).buffer;
const machine = new V86({
    wasm_path: library + "v86.wasm",
    memory_size: Number(megabytes) * 1024 * 1024,
    bios: { buffer: file("/usr/share/seabios/bios.bin") },
    vga_bios: { buffer: file("/usr/share/seabios/vgabios-stdvga.bin") },
    hda: { buffer: file(image) },
    disable_speaker: true,
    autostart: true,
});
machine.add_listener("serial0-output-byte", code => writeSync(1, Uint8Array.of(code)));

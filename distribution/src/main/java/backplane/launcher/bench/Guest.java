package backplane.launcher.bench;

import java.util.HashMap;
import java.util.Map;

/** A benchmark's guest program. Its parts announce themselves on the serial line; their results are known. */
enum Guest {
    CPU(
            "cpu",
            "compute-bound kernels",
            true,
            "sieve 2b1dbb1e crc32 71032468 matmul 9c8e657e qsort a8e60f46 string a8561258 fib 0002ff42 "
                    + "interp 000347e7 mandel e443acfd sieve_pg 2b1dbb1e"),
    REP(
            "rep",
            "repeated string instructions, in memory and at ports",
            true,
            "movsd eb499988 movsb dbeb1ba3 movsw 5c78dbc0 movsd_short c265a09c movsd_down 0bab1138 stosd 7159b508 "
                    + "stosb 062e7672 stosd_short 9fae858f scasb 4da67480 scasd d68d3580 cmpsb 1cb1a280 cmpsd 0006a810 "
                    + "insw_ata 1e377a49 insd_ata 9e377cb7 outsw_ata 00000000 outsb 00000000 insb 9e3779b9"),
    LINUX("linux", "Linux, from the start of the process to its first program", false, ""),
    DISK("disk", "64 MiB and 2,000 times 4 KiB by INT 13h", false, "sequential 276d6da0 random f0ddfad1");

    final String word;
    final String title;
    /** Whether its work can be scaled. */
    final boolean scales;

    private final Map<String, String> results = new HashMap<>();

    Guest(String word, String title, boolean scales, String results) {
        this.word = word;
        this.title = title;
        this.scales = scales;
        String[] words = results.split(" ");
        for (int i = 0; i + 1 < words.length; i += 2) {
            this.results.put(words[i], words[i + 1]);
        }
    }

    /** Whether a part came to the right result. */
    boolean right(String part, String result) {
        return results.getOrDefault(part, result).equals(result);
    }
}

/* String instructions with a repeat prefix: memory to memory in long and short runs and in all widths, and between
   memory and ports: an ATA disk's data register (PIO), and a port where nothing answers. */
#include "pc.h"

void body(void);
__asm__(".section .first, \"ax\"\n.globl start\nstart: jmp body\n.text");

/* Not a power of two apart: a TLB indexed by low page bits would thrash, and measure that instead. */
#define A ((byte *)0x200000)
#define B ((byte *)0x337000)
#define NUMBERED 128                             /* from here on sectors begin with their number */
#define SCRATCH 4096                             /* may be overwritten */

#define REP(op, to, from, n) do { void *d_ = (to); const void *s_ = (from); dword n_ = (n); \
    __asm__ volatile("rep " op : "+D"(d_), "+S"(s_), "+c"(n_) : : "memory"); } while (0)
#define FILL(op, to, v, n) do { void *d_ = (to); dword n_ = (n); \
    __asm__ volatile("rep " op : "+D"(d_), "+c"(n_) : "a"(v) : "memory"); } while (0)

static dword digest(const byte *p, dword n) {
    dword h = 0x9e3779b9;
    for (dword i = 0; i < n; i += 4) h = (h << 5 | h >> 27) + *(const dword *)(p + i);
    return h;
}

static void noise(byte *p, dword n) {
    dword x = 0x2545f491;
    for (dword i = 0; i < n; i += 4) { x ^= x << 13; x ^= x >> 17; x ^= x << 5; *(dword *)(p + i) = x; }
}

APART static dword copy_dwords(void) {           /* 64 KiB, aligned */
    for (int i = 0; i < 64; i++) REP("movsl", B, A, 16384);
    return digest(B, 65536);
}

APART static dword copy_bytes(void) {            /* 4 KiB, source and target out of step */
    for (int i = 0; i < 256; i++) REP("movsb", B + 5 + (i & 3), A + 1, 4096);
    return digest(B, 4112);
}

APART static dword copy_words(void) {
    for (int i = 0; i < 256; i++) REP("movsw", B + 2, A, 2048);
    return digest(B, 4100);
}

APART static dword copy_short(void) {            /* 16 to 76 bytes: what a compiler makes of a structure's copy */
    for (int i = 0; i < 4096; i++) REP("movsl", B + (i & 15) * 128, A + (i & 31) * 64, 4 + (i & 15));
    return digest(B, 2048);
}

APART static dword copy_down(void) {             /* overlapping, with the direction flag: memmove upwards */
    REP("movsl", B, A, 2048);
    for (int i = 0; i < 64; i++) {
        __asm__ volatile("std");
        REP("movsl", B + 8188 + 4 * i + 4, B + 8188 + 4 * i, 2048);
        __asm__ volatile("cld");
    }
    return digest(B, 8192);
}

APART static dword fill_dwords(void) {
    for (int i = 0; i < 64; i++) FILL("stosl", B, 0x01010101 * i, 16384);
    return digest(B, 65536);
}

APART static dword fill_bytes(void) {
    for (int i = 0; i < 256; i++) FILL("stosb", B + 3, i, 4096);
    return digest(B, 4100);
}

APART static dword fill_short(void) {            /* clearing of small structures */
    for (int i = 0; i < 4096; i++) FILL("stosl", B + (i & 63) * 32, i, 3 + (i & 7));
    return digest(B, 2112);
}

APART static dword find_byte(void) {             /* strlen of 3,000 and of 24 characters */
    dword all = 0;
    FILL("stosb", B, 'x', 4096);
    B[3000] = 0; B[3025] = 0;
    for (int i = 0; i < 64; i++) {
        for (int k = 0; k < 5; k++) {
            byte *p = k ? B + 3001 : B;
            dword n = ~0u;
            __asm__ volatile("repne scasb" : "+D"(p), "+c"(n) : "a"(0) : "cc", "memory");
            all = all * 3 + ~n;
        }
    }
    return all;
}

APART static dword find_dword(void) {            /* the first that is not zero */
    dword all = 0;
    FILL("stosl", B, 0, 4096);
    *(dword *)(B + 12000) = 7;
    for (int i = 0; i < 64; i++) {
        byte *p = B;
        dword n = 4096;
        __asm__ volatile("repe scasl" : "+D"(p), "+c"(n) : "a"(0) : "cc", "memory");
        all = all * 3 + n;
    }
    return all;
}

APART static dword compare_bytes(void) {         /* memcmp of 4 KiB that differ near the end, and at once */
    dword all = 0;
    REP("movsl", B, A, 1024);
    B[4000] ^= 1;
    for (int i = 0; i < 64; i++) {
        const byte *p = A, *q = B;
        dword n = 4096;
        __asm__ volatile("repe cmpsb" : "+S"(p), "+D"(q), "+c"(n) : : "cc", "memory");
        all = all * 3 + n;
        p = A + 3990; q = B + 3990; n = 64;
        __asm__ volatile("repe cmpsb" : "+S"(p), "+D"(q), "+c"(n) : : "cc", "memory");
        all = all * 3 + n;
    }
    return all;
}

APART static dword compare_dwords(void) {
    dword all = 0;
    REP("movsl", B, A, 16384);
    B[65000] ^= 1;
    for (int i = 0; i < 8; i++) {
        const byte *p = A, *q = B;
        dword n = 16384;
        __asm__ volatile("repe cmpsl" : "+S"(p), "+D"(q), "+c"(n) : : "cc", "memory");
        all = all * 3 + n;
    }
    return all;
}

static void task(byte command, dword sector, byte count) {
    out8(0x3f6, 2);
    out8(0x1f2, count);
    out8(0x1f3, sector); out8(0x1f4, sector >> 8); out8(0x1f5, sector >> 16);
    out8(0x1f6, 0xe0);
    out8(0x1f7, command);
}

static void data_wanted(void) {
    while ((in8(0x1f7) & 0x88) != 8) { }
}

APART static dword ata_read_words(void) {        /* READ SECTORS, 64 of them, one data block a sector */
    task(0x20, NUMBERED, 64);
    for (int i = 0; i < 64; i++) {
        void *to = B + 512 * i;
        dword n = 256;
        data_wanted();
        __asm__ volatile("rep insw" : "+D"(to), "+c"(n) : "d"(0x1f0) : "memory");
    }
    return digest(B, 16384);
}

APART static dword ata_read_dwords(void) {       /* READ MULTIPLE, 16 sectors in a block */
    task(0xc6, 0, 16);
    while (in8(0x1f7) & 0x80) { }
    task(0xc4, NUMBERED, 128);
    for (int i = 0; i < 8; i++) {
        void *to = B + 8192 * i;
        dword n = 2048;
        data_wanted();
        __asm__ volatile("rep insl" : "+D"(to), "+c"(n) : "d"(0x1f0) : "memory");
    }
    return digest(B, 65536);
}

APART static dword ata_write_words(void) {
    task(0x30, SCRATCH, 64);
    for (int i = 0; i < 64; i++) {
        const void *from = A + 512 * i;
        dword n = 256;
        data_wanted();
        __asm__ volatile("rep outsw" : "+S"(from), "+c"(n) : "d"(0x1f0) : "memory");
    }
    while (in8(0x1f7) & 0x80) { }
    return in8(0x1f7) & 0x21;
}

APART static dword port_out_bytes(void) {        /* 3E0h: nobody there */
    const void *from = A;
    dword n = 4096;
    __asm__ volatile("rep outsb" : "+S"(from), "+c"(n) : "d"(0x3e0) : "memory");
    return n;
}

APART static dword port_in_bytes(void) {
    void *to = B;
    dword n = 4096;
    __asm__ volatile("rep insb" : "+D"(to), "+c"(n) : "d"(0x3e0) : "memory");
    return digest(B, 4096);
}

void body(void) {
    begin();
    noise(A, 1 << 17);
    FILL("stosl", B, 0, 32768);
    measure("movsd", 330, copy_dwords);
    measure("movsb", 330, copy_bytes);
    measure("movsw", 660, copy_words);
    measure("movsd_short", 6000, copy_short);
    measure("movsd_down", 900, copy_down);
    measure("stosd", 520, fill_dwords);
    measure("stosb", 520, fill_bytes);
    measure("stosd_short", 12000, fill_short);
    measure("scasb", 2400, find_byte);
    measure("scasd", 2400, find_dword);
    measure("cmpsb", 1400, compare_bytes);
    measure("cmpsd", 2400, compare_dwords);
    measure("insw_ata", 130, ata_read_words);
    measure("insd_ata", 600, ata_read_dwords);
    measure("outsw_ata", 130, ata_write_words);
    measure("outsb", 4000, port_out_bytes);
    measure("insb", 3600, port_in_bytes);
    end();
}

/* Compute-bound kernels: byte arrays, tables, integer and floating-point arithmetic, recursion, an interpreter, and
   one of them again with 4 KiB pages. A kernel's result does not depend on how often it is repeated. */
#include "pc.h"

void body(void);
__asm__(".section .first, \"ax\"\n.globl start\nstart: jmp body\n.text");

/* All memory that kernels work on: 4 MiB each. */
#define HEAP0 ((byte *)0x400000)
#define HEAP1 ((byte *)0x837000)
#define HEAP2 ((byte *)0xc6b000)
#define TABLES ((dword *)0x1400000)

static dword spread(dword h, dword v) {
    h = (h ^ v) * 0x85ebca6b;
    return h ^ h >> 13;
}

/* Eratosthenes' sieve of the numbers below two million, a byte each. */
#define NUMBERS 2000000
APART static dword sieve(void) {
    byte *composite = HEAP0;
    dword found = 0, last = 0;
    for (dword i = 0; i < NUMBERS; i++) composite[i] = 0;
    for (dword p = 2; p * p < NUMBERS; p++) {
        if (composite[p]) continue;
        for (dword m = p * p; m < NUMBERS; m += p) composite[m] = 1;
    }
    for (dword i = 2; i < NUMBERS; i++) {
        if (!composite[i]) { found++; last = last * 7 + i; }
    }
    return spread(found, last);
}

/* CRC-32 of a megabyte, a table look-up a byte. */
#define CRC_BYTES (1 << 20)
static dword crc_table[256];
static void crc_prepare(void) {
    dword x = 1;
    for (dword i = 0; i < 256; i++) {
        dword v = i;
        for (int bit = 0; bit < 8; bit++) v = v >> 1 ^ (v & 1 ? 0xedb88320 : 0);
        crc_table[i] = v;
    }
    for (dword i = 0; i < CRC_BYTES; i++) { x = x * 22695477 + 1; HEAP2[i] = x >> 23; }
}
APART static dword crc32(void) {
    dword crc = 0xffffffff;
    for (const byte *p = HEAP2, *stop = HEAP2 + CRC_BYTES; p != stop; p++) crc = crc >> 8 ^ crc_table[(crc ^ *p) & 0xff];
    return ~crc;
}

/* The product of two 128 x 128 matrices of integers. */
#define SIDE 128
APART static dword matmul(void) {
    int *a = (int *)HEAP0, *b = a + SIDE * SIDE, *c = b + SIDE * SIDE;
    dword h = 0;
    for (int i = 0; i < SIDE * SIDE; i++) { a[i] = i % 117 - 40; b[i] = i % 91 * 3 - 100; }
    for (int row = 0; row < SIDE; row++) {
        for (int column = 0; column < SIDE; column++) {
            int sum = 0;
            for (int k = 0; k < SIDE; k++) sum += a[row * SIDE + k] * b[k * SIDE + column];
            c[row * SIDE + column] = sum;
        }
    }
    for (int i = 0; i < SIDE * SIDE; i++) h = h * 17 + (dword)c[i];
    return h;
}

/* Quicksort of a million integers, the median of three as pivot. */
#define ITEMS 1000000
APART static void sort(int *low, int *high) {
    while (high - low > 8) {
        int *i = low, *j = high, *middle = low + (high - low) / 2, t;
        if (*middle < *low) { t = *middle; *middle = *low; *low = t; }
        if (*high < *low) { t = *high; *high = *low; *low = t; }
        if (*high < *middle) { t = *high; *high = *middle; *middle = t; }
        int pivot = *middle;
        do {
            while (*i < pivot) i++;
            while (pivot < *j) j--;
            if (i <= j) { t = *i; *i++ = *j; *j-- = t; }
        } while (i <= j);
        if (j - low < high - i) { sort(low, j); low = i; } else { sort(i, high); high = j; }
    }
    for (int *p = low + 1; p <= high; p++) {
        int v = *p, *q = p;
        for (; q > low && q[-1] > v; q--) *q = q[-1];
        *q = v;
    }
}
APART static dword quicksort(void) {
    int *v = (int *)HEAP0;
    dword x = 88172645, h = 0;
    for (int i = 0; i < ITEMS; i++) { x ^= x << 13; x ^= x >> 17; x ^= x << 5; v[i] = (int)x; }
    sort(v, v + ITEMS - 1);
    for (int i = 1; i < ITEMS; i++) {
        if (v[i - 1] > v[i]) return 0;
        h = h * 5 + (dword)v[i];
    }
    return h;
}

/* What a C library does with strings, byte by byte, and REP MOVSD between. */
#define LETTERS 250000
APART static dword length(const char *s) { const char *p = s; while (*p) p++; return p - s; }
APART static void copy(char *to, const char *from) { while ((*to++ = *from++)) { } }
APART static int compare(const char *a, const char *b) {
    for (; *a == *b; a++, b++) if (!*a) return 0;
    return *(const byte *)a - *(const byte *)b;
}
APART static const char *find(const char *s, char c) { for (; *s; s++) if (*s == c) return s; return 0; }
APART static dword strings(void) {
    char *a = (char *)HEAP0, *b = (char *)HEAP1, *c = (char *)HEAP2 + (CRC_BYTES << 1);
    dword x = 5, h = 0;
    for (int i = 0; i < LETTERS; i++) { x = x * 1103515245 + 12345; a[i] = 'A' + (x >> 16) % 50; }
    a[LETTERS] = 0;
    copy(b, a);
    h = spread(h, length(b));
    h = spread(h, compare(a, b));
    b[LETTERS - 9]++;
    h = spread(h, compare(a, b) < 0);
    h = spread(h, find(b, '~') != 0);
    for (int i = 0; i < 12; i++) {
        void *to = c;
        const void *from = b;
        dword n = LETTERS / 4;
        __asm__ volatile("rep movsl" : "+D"(to), "+S"(from), "+c"(n) : : "memory");
    }
    for (int i = 0; i < LETTERS / 4 * 4; i += 4) h = h * 3 + *(dword *)(c + i);
    return h;
}

/* Calls and returns. */
APART static dword fibonacci(dword n) { return n < 2 ? n : fibonacci(n - 2) + fibonacci(n - 1); }
APART static dword fib(void) { return fibonacci(27); }

/* A machine of eight registers, switched on an opcode, that adds up how many steps 3n+1 takes for n up to 3,000. */
enum { SET, MOVE, PLUS, STEP, HALVE, TRIPLE, ODD, IF_ZERO, IF_NOT, GO, LESS, PUT, GET, STOP };
static const signed char program[][4] = {
    {SET, 0, 1, 0}, {SET, 5, 0, 0},
    {MOVE, 1, 0, 0}, {SET, 2, 0, 0},                       /* 2: the next n */
    {MOVE, 3, 1, 0}, {STEP, 3, -1, 0}, {IF_ZERO, 3, 14, 0},  /* 4: until it is one */
    {ODD, 3, 1, 0}, {IF_NOT, 3, 11, 0},
    {HALVE, 1, 0, 0}, {GO, 0, 12, 0},
    {TRIPLE, 1, 0, 0},
    {STEP, 2, 1, 0}, {GO, 0, 4, 0},
    {PUT, 2, 3, 0}, {GET, 4, 3, 0}, {PLUS, 5, 4, 0},        /* 14 */
    {STEP, 0, 1, 0}, {LESS, 6, 0, 0}, {IF_NOT, 6, 2, 0}, {STOP, 5, 0, 0},
};
static dword cells[8];
APART static dword interpret(const signed char (*code)[4], dword limit) {
    dword r[8] = {0};
    for (dword at = 0;;) {
        const signed char *i = code[at++];
        dword a = (byte)i[1], b = (byte)i[2];
        switch (i[0]) {
            case SET: r[a] = b; break;
            case MOVE: r[a] = r[b]; break;
            case PLUS: r[a] += r[b]; break;
            case STEP: r[a] += i[2]; break;
            case HALVE: r[a] >>= 1; break;
            case TRIPLE: r[a] = r[a] * 3 + 1; break;
            case ODD: r[a] = r[b] & 1; break;
            case IF_ZERO: if (r[a] == 0) at = b; break;
            case IF_NOT: if (r[a] != 0) at = b; break;
            case GO: at = b; break;
            case LESS: r[a] = r[b] < limit; break;
            case PUT: cells[b] = r[a]; break;
            case GET: r[a] = cells[b]; break;
            default: return r[a];
        }
    }
}
APART static dword interpreter(void) { return interpret(program, 3000); }

/* The Mandelbrot set in x87 double precision, so that engines with 64-bit and 80-bit arithmetic agree. */
__attribute__((target("arch=i586")))
APART static dword mandelbrot(void) {
    word control = 0x27f;
    dword h = 0;
    __asm__ volatile("fninit; fldcw %0" : : "m"(control));
    for (int row = 0; row < 48; row++) {
        for (int column = 0; column < 64; column++) {
            double x = 0, y = 0, cx = column / 20.0 - 2.2, cy = row / 20.0 - 1.2;
            int n = 0;
            while (n < 255) {
                double xx = x * x, yy = y * y;
                if (xx + yy > 4.0) break;
                y = x * y * 2.0 + cy;
                x = xx - yy + cx;
                n++;
            }
            h = h * 13 + n;
        }
    }
    return h;
}

static void paging(void) {
    for (int i = 0; i < 1024; i++) TABLES[i] = 0;
    for (int t = 0; t < 8; t++) {
        dword *table = TABLES + 1024 * (t + 1);
        for (int i = 0; i < 1024; i++) table[i] = t << 22 | i << 12 | 3;
        TABLES[t] = (dword)table | 3;
    }
    __asm__ volatile("movl %0, %%cr3\n\tmovl %%cr0, %%eax\n\torl $0x80000000, %%eax\n\tmovl %%eax, %%cr0\n\tjmp 1f\n1:"
                     : : "r"(TABLES) : "eax", "memory");
}

void body(void) {
    begin();
    crc_prepare();
    measure("sieve", 100, sieve);
    measure("crc32", 350, crc32);
    measure("matmul", 380, matmul);
    measure("qsort", 14, quicksort);
    measure("string", 340, strings);
    measure("fib", 330, fib);
    measure("interp", 70, interpreter);
    measure("mandel", 80, mandelbrot);
    paging();
    measure("sieve_pg", 80, sieve);
    end();
}

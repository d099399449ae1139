/*
 * Executes instructions and short sequences on the host's processor: reads cases from standard input, one a line,
 * runs each in segments of its own, made by modify_ldt, under the trap flag, and writes one hash of the outcomes per 64
 * cases, or with the argument "full" each outcome as words. README.md gives both formats. Needs Linux on x86-64.
 */
#define _GNU_SOURCE
#include <asm/ldt.h>
#include <asm/prctl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/ucontext.h>
#include <unistd.h>

enum { /* bits of a kind, as in Initial.java */
    DATA_REGISTERS = 1, /* EBX EBP ESI EDI hold data, not addresses */
    X87 = 2,
    SSE = 4,
    WIDE = 8, /* a 32-bit code segment */
    FLAT = 0x10, /* all segments reach to 4 GiB */
    POINTERS = 0x20, /* stores an x87 environment, whose pointers are left out */
    OP32 = 0x40, /* in the 32-bit format */
    FLAGS_STORED = 0x80, /* stores flags, TF among them */
    FLAGS_LOADED = 0x100, /* loads flags */
    COUNT = 0x200, /* ECX is a count, small as a rule */
    FORMAT_SHIFT = 12,
};
enum { NONE, M32, M64, M80, INTEGERS, ENVIRONMENT, SINGLES, DOUBLES, BYTES, MIXED, COUNTS }; /* what is put into a memory operand */
enum { SIZE = 0x11000, CODE = 0x1000, FILL_START = 0x400, FILL_END = 0x1c40, FILL = 0xee, BASE = 0x20000000 };
enum { FLAGS = 0xcd5, LOADABLE = 0xcd7, TF = 0x100, GROUP = 64, FRAME = 32, FS_BASE = 0x100, GS_BASE = 0x800 };

static uint8_t *mem;
static uint8_t background[SIZE], before[SIZE];
static uint32_t rng;

static uint32_t next(void) {
    rng ^= rng << 13;
    rng ^= rng >> 17;
    rng ^= rng << 5;
    return rng;
}

static void seed(uint32_t s) {
    rng = s * 2654435761u ^ 0x9e3779b9u;
    if (!rng) rng = 1;
    for (int i = 0; i < 4; i++) next();
}

static uint64_t next64(void) {
    uint64_t high = next();
    return high << 32 | next();
}

static int kind, limit, length;

static uint32_t value(void) {
    static const uint32_t edge[] = {0, 1, 0xffffffff, 0x7fffffff, 0x80000000, 0x7fff, 0x8000, 0xffff, 0x7f, 0x80, 0xff};
    uint32_t r = next(), k = r & 15;
    return k < 11 ? edge[k] : k == 11 ? r >> 24 : k == 12 ? r >> 16 : next();
}

/* What happens in the middle of a long x87 operand, at a segment's end, is up to the processor. */
static uint32_t address(int aligned) {
    uint32_t r = next();
    if ((r & 31) == 31) return kind & X87 ? 0xff00 : 0xfff8 + (r >> 8 & 7);
    uint32_t a = 0x2000 + ((r >> 8 & 0xffff) * 0xc000 >> 16);
    return aligned && (r >> 5 & 7) ? a & ~15 : a;
}

struct real {
    uint64_t m;
    uint16_t se;
};

/* An 80-bit number worth trying; p is the one before it. */
static struct real number(struct real p) {
    const uint64_t one = 1ull << 63;
    uint32_t r = next();
    uint16_t sign = r >> 16 & 0x8000;
    struct real x = {next64(), 0};
    switch (r & 15) {
        case 0: x.m = 0; break;
        case 1: x.m = one; x.se = 0x7fff; break;
        case 2: x.m |= 3ull << 62; x.se = 0x7fff; break;
        case 3: x.m = (x.m | one | 1) & ~(1ull << 62); x.se = 0x7fff; break;
        case 4: x.m &= ~one; break;
        case 5: x.m |= one; break;
        case 6: x.m &= ~one; x.se = r >> 8 & 0x7fff; break;
        case 7: x.m = (x.m | one) & ~0x7ffull; x.se = 0x3ff0 + (r >> 8 & 31); break;
        case 8: {
            uint64_t n = (r >> 8 & 0xff) + 1;
            int shift = __builtin_clzll(n);
            x.m = n << shift;
            x.se = 0x3fff + 63 - shift;
            break;
        }
        case 9: x.m |= one | 0xffffffff00000000ull; x.se = 0x7ffe - (r >> 8 & 3); break;
        case 10: x.m |= one; x.se = 1 + (r >> 8 & 3); break;
        case 11: x.m = p.m + (r >> 8 & 3) - 1; x.se = p.se & 0x7fff; break;
        case 12: x.m |= one; x.se = 0x3c00 + (r >> 8 & 0x7ff); break;
        default: x.m |= one; x.se = 0x3fff - 70 + (r >> 8 & 127); break;
    }
    x.se |= sign;
    return x;
}

static uint32_t single(struct real x) {
    uint32_t r = next(), k = r >> 3 & 31, exp = k == 0 ? 0 : k == 1 ? 255 : k == 2 ? 254 : k == 3 ? 1 : 96 + k * 2;
    uint32_t fraction = (r & 7) == 0 ? 0 : x.m >> 41;
    return (uint32_t) (x.se >> 15) << 31 | exp << 23 | (fraction & 0x7fffff);
}

static uint64_t twice(struct real x) {
    uint32_t r = next(), k = r >> 3 & 31, exp = k == 0 ? 0 : k == 1 ? 2047 : k == 2 ? 2046 : k == 3 ? 1 : 990 + k * 2;
    uint64_t fraction = (r & 7) == 0 ? 0 : x.m >> 12;
    return (uint64_t) (x.se >> 15) << 63 | (uint64_t) exp << 52 | (fraction & 0xfffffffffffffull);
}

/* A single worth trying in a lane. */
static uint32_t lane32(void) {
    static const uint32_t edge[] = {0, 0x7f800000, 0x7fc12345, 0x7f812345, 0x00012345, 0x3f800000, 0x7f7fffff, 0x4f000000, 0x00800000};
    uint32_t r = next(), k = r & 31, x = next(), sign = r & 0x80000000;
    if (k < 9) return edge[k] | sign;
    if (k < 12) return (x & 0xff) << 23 | (next() & 0x7fffff) | sign;
    if (k < 16) return (0x96 - (r >> 8 & 31)) << 23 | (x & 0x7f0000) | sign;
    return (0x70 + (r >> 8 & 31)) << 23 | (x & 0x7fffff) | sign;
}

/* A double worth trying in a lane. */
static uint64_t lane64(void) {
    static const uint64_t edge[] = {0, 0x7ff0000000000000, 0x7ff8123456789abc, 0x7ff0123456789abc, 0x0000123456789abc,
        0x3ff0000000000000, 0x7fefffffffffffff, 0x41e0000000000000, 0x0010000000000000, 0x47efffffe0000000, 0x36a0000000000000};
    uint32_t r = next(), k = r & 31;
    uint64_t x = next64(), sign = (uint64_t) (r & 0x80000000) << 32, fraction = x & 0xfffffffffffff;
    if (k < 11) return edge[k] | sign;
    if (k < 13) return (uint64_t) (r >> 8 & 0x7ff) << 52 | fraction | sign;
    if (k < 17) return (uint64_t) (0x41e - (r >> 8 & 31)) << 52 | (x & 0xff00000000000) | sign;
    if (k < 20) return (uint64_t) (0x370 + (r >> 8 & 0xff)) << 52 | fraction | sign;
    return (uint64_t) (0x3f0 + (r >> 8 & 31)) << 52 | fraction | sign;
}

/* 16 bytes of a lane format. */
static void vector16(int format, uint32_t *v) {
    if (format == MIXED) format = SINGLES + next() % 3;
    if (format == COUNTS && next() & 1) format = BYTES;
    if (format == DOUBLES) {
        for (int i = 0; i < 4; i += 2) {
            uint64_t x = lane64();
            v[i] = x;
            v[i + 1] = x >> 32;
        }
    } else if (format == COUNTS) {
        for (int i = 0; i < 4; i++) {
            uint32_t r = next();
            v[i] = (r & 7) == 0 ? value() : i & 1 ? 0 : (r >> 8 & 0x7f) >> (r >> 4 & 3);
        }
    } else {
        for (int i = 0; i < 4; i++) v[i] = format == SINGLES ? lane32() : i & 1 ? next() : value();
    }
}

static uint32_t number_of_seed, flag_mask, fault_mask, operand_at;
static uint8_t code[128];
static uint32_t regs[8], flags; /* EAX ECX EDX EBX ESP EBP ESI EDI */
static uint16_t cw, sw;
static uint8_t full; /* bit n: physical register n is occupied */
static struct real st[8];
static uint32_t xmm[8][4], mxcsr;

static void put(int at, const void *from, int n) {
    memcpy(mem + at, from, n);
}

static void operand(int format) {
    struct real x = number(st[0]);
    uint32_t v[28];
    switch (format) {
        case M80: put(operand_at, &x.m, 8); put(operand_at + 8, &x.se, 2); break;
        case M32: v[0] = single(x); put(operand_at, v, 4); break;
        case M64: { uint64_t d = twice(x); put(operand_at, &d, 8); break; }
        case INTEGERS: for (int i = 0; i < 3; i++) v[i] = value(); put(operand_at, v, 12); break;
        case ENVIRONMENT:
            for (int i = 0; i < 27; i++) v[i] = next();
            v[0] = (v[0] & 0xffff0000) | 0x37f | (next() & 0xf00);
            put(operand_at, v, 108);
            break;
        default: vector16(format, v); put(operand_at, v, 16); break;
    }
}

static void x87_state(void) {
    uint32_t r = next();
    cw = 0x40 | ((r & 3) == 0 ? r >> 8 & 0x3f : 0x3f) | (r >> 14 & 3) << 10 | (r >> 16 & 3) << 8;
    if ((cw >> 8 & 3) == 1) cw |= 0x200;
    int top = r >> 18 & 7;
    sw = top << 11 | (r >> 21 & 7) << 8 | (r >> 24 & 1) << 14;
    if ((r >> 25 & 7) == 0) sw |= next() & 0x7f;
    if (sw & ~cw & 0x3f) sw |= 0x8080;
    r = next();
    full = (r & 3) == 0 ? r >> 8 : (r & 3) == 1 ? 0xff : (uint8_t) (0x0f0f << top >> 8);
    struct real x = {0, 0};
    for (int i = 0; i < 8; i++) st[i] = x = number(x);
}

static void sse_state(int format) {
    uint32_t r = next();
    mxcsr = 0x1f80 | (r & 3) << 13 | ((r >> 2 & 7) == 0 ? 0x8000 : 0) | ((r >> 5 & 7) == 0 ? 0x40 : 0) | ((r >> 8 & 7) == 0 ? r >> 12 & 0x3f : 0);
    if ((r >> 20 & 3) == 0) mxcsr &= ~(next() & 0x1f80);
    for (int i = 0; i < 8; i++) vector16(format, xmm[i]);
}

/* MMX registers are the mantissas. */
static void mmx_state(int format) {
    for (int i = 0; i < 8; i++) {
        uint32_t v[4];
        vector16(format, v);
        st[i].m = v[0] | (uint64_t) v[1] << 32;
    }
}

static void prepare(void) {
    seed(number_of_seed);
    memcpy(mem, background, SIZE);
    int format = kind >> FORMAT_SHIFT;
    for (int i = 0; i < 8; i++) {
        regs[i] = i == 4 ? 0x8000 + (next() & 0x3ffe) : i < 3 || kind & DATA_REGISTERS ? value() : address(kind & SSE);
    }
    flags = (next() & FLAGS) | 0x202;
    uint32_t r = next();
    if (kind & COUNT && r & 7) regs[1] = r >> 8 & 0x3f;
    if (kind & X87) x87_state();
    if (kind & SSE) sse_state(format < SINGLES ? MIXED : format);
    if (kind & SSE && kind & X87 && format >= BYTES) mmx_state(format);
    if (operand_at) operand(format);
    if (kind & FLAGS_LOADED) {
        uint32_t v;
        memcpy(&v, mem + (regs[4] & 0xffff), 4);
        v &= LOADABLE;
        put(regs[4] & 0xffff, &v, 4);
    }
    put(CODE, code, length);
}

/* ---- running */

static int steps, vector;
static unsigned long thread_base;

static int selector(int entry) {
    return entry << 3 | 7;
}

static void enter(ucontext_t *u) {
    static const int map[] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI};
    greg_t *g = u->uc_mcontext.gregs;
    for (int i = 0; i < 8; i++) g[map[i]] = regs[i];
    for (int i = REG_R8; i <= REG_R15; i++) g[i] = 0;
    g[REG_RIP] = CODE;
    g[REG_EFL] = flags | TF;
    int set = kind & FLAT ? 9 : kind & WIDE ? 5 : 1;
    uint64_t c = selector(set), d = selector(set + 1);
    g[REG_CSGSFS] = (g[REG_CSGSFS] & 0x0000ffffffff0000ull) | c | d << 48;
    struct _libc_fpstate *f = u->uc_mcontext.fpregs;
    if (kind & X87) {
        f->cwd = cw;
        f->swd = sw;
        f->ftw = full;
        f->fop = 0;
        f->rip = f->rdp = 0;
        for (int i = 0; i < 8; i++) memcpy(&f->_st[i], &st[((sw >> 11) + i) & 7], 10);
        ((uint64_t *) f)[64] |= 1; /* XSTATE_BV in the xsave header behind the 512 bytes: x87 state is present */
    }
    if (kind & SSE) {
        f->mxcsr = mxcsr;
        memcpy(f->_xmm, xmm, sizeof xmm);
        ((uint64_t *) f)[64] |= 2;
    }
    __asm__ volatile("mov %0, %%ds; mov %0, %%es; mov %1, %%fs; mov %2, %%gs" ::"r"((int) d), "r"(selector(set + 2)), "r"(selector(set + 3)));
}

/* ---- outcomes */

static int in_full;
static uint64_t hash;
static int in_group;

static void word(uint32_t v) {
    if (in_full) {
        printf(" %x", v);
    } else {
        hash = (hash ^ v) * 0x9e3779b97f4a7c15ull;
        hash ^= hash >> 29;
    }
}

static void changes(uint32_t esp) {
    if (vector != 0xff) { /* where an engine's frame would be */
        uint32_t sp = kind & WIDE ? esp : esp & 0xffff;
        if (sp >= FRAME && sp <= SIZE) memcpy(mem + sp - FRAME, before + sp - FRAME, FRAME);
    }
    for (int i = 0; i < SIZE; i += 64) {
        if (memcmp(mem + i, before + i, 64) == 0) continue;
        for (int k = i; k < i + 64; k += 4) {
            uint32_t v;
            if (memcmp(mem + k, before + k, 4) == 0) continue;
            memcpy(&v, mem + k, 4);
            word(k);
            word(v);
        }
    }
}

static void x87_outcome(struct _libc_fpstate *f) {
    word(f->cwd);
    int switched = kind & SSE && vector != 0xff; /* how far a faulting MMX instruction got in becoming one is up to the processor */
    word(switched ? 0 : f->swd);
    word(switched ? 0 : f->ftw & 0xff);
    int top = f->swd >> 11 & 7;
    for (int p = 0; p < 8; p++) {
        uint32_t v[3] = {0};
        memcpy(v, &f->_st[(p - top) & 7], 10);
        for (int i = 0; i < 3; i++) word(v[i]);
    }
}

static void outcome(ucontext_t *u) {
    static const int map[] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI};
    greg_t *g = u->uc_mcontext.gregs;
    struct _libc_fpstate *f = u->uc_mcontext.fpregs;
    if (kind & FLAGS_STORED && vector == 0xff) mem[((uint32_t) g[REG_RSP] & 0xffff) + 1] &= ~1;
    if (kind & POINTERS && operand_at) {
        memset(mem + operand_at + (kind & OP32 ? 12 : 6), 0, kind & OP32 ? 16 : 8);
        memset(before + operand_at + (kind & OP32 ? 12 : 6), 0, kind & OP32 ? 16 : 8);
    }
    word(vector);
    word(g[REG_RIP]);
    word(g[REG_EFL] & (vector == 0xff ? flag_mask : fault_mask));
    word(vector == 14 ? g[REG_CR2] - BASE : 0);
    for (int i = 0; i < 8; i++) word(g[map[i]]);
    if (kind & X87) x87_outcome(f);
    if (kind & SSE) {
        word(f->mxcsr);
        for (int i = 0; i < 8; i++) {
            uint32_t v[4];
            memcpy(v, &f->_xmm[i], 16);
            for (int k = 0; k < 4; k++) word(v[k]);
        }
    }
    changes(g[REG_RSP]);
    if (in_full) {
        putchar('\n');
    } else if (++in_group == GROUP) {
        printf("%08x\n", (uint32_t) (hash >> 32));
        hash = 0;
        in_group = 0;
    }
}

static int read_case(void) {
    char line[512], *p = line;
    if (!fgets(line, sizeof line, stdin)) return 0;
    kind = strtoul(p, &p, 16);
    limit = strtoul(p, &p, 16);
    number_of_seed = strtoul(p, &p, 16);
    flag_mask = strtoul(p, &p, 16);
    fault_mask = strtoul(p, &p, 16);
    operand_at = strtoul(p, &p, 16);
    length = 0;
    for (p++; p[0] > ' ' && p[1] > ' '; p += 2) {
        char two[3] = {p[0], p[1]};
        code[length++] = strtoul(two, 0, 16);
    }
    return 1;
}

static void on_signal(int s, siginfo_t *info, void *context) {
    ucontext_t *u = context;
    greg_t *g = u->uc_mcontext.gregs;
    (void) info;
    if (s != SIGUSR1) {
        steps++;
        vector = g[REG_TRAPNO] == 1 ? 0xff : (int) g[REG_TRAPNO];
        if (vector == 0xff && g[REG_RIP] >= CODE && g[REG_RIP] < CODE + length && steps < limit) {
            g[REG_EFL] |= TF;
            return;
        }
        long result; /* the C library's thread pointer, before anything of it is called */
        __asm__ volatile("syscall" : "=a"(result) : "a"((long) SYS_arch_prctl), "D"((long) ARCH_SET_FS), "S"(thread_base) : "rcx", "r11", "memory");
        outcome(u);
    }
    if (!read_case()) {
        fflush(stdout);
        _exit(0);
    }
    steps = 0;
    prepare();
    memcpy(before, mem, SIZE);
    enter(u);
}

static void segment(int entry, uint32_t from, uint32_t last, int what) {
    struct user_desc d = {
        .entry_number = entry,
        .base_addr = BASE + from,
        .limit = last == 0xffffffff ? 0xfffff : last,
        .limit_in_pages = last == 0xffffffff,
        .seg_32bit = what & 1,
        .contents = what & 2,
        .read_exec_only = what >> 2,
        .useable = 1,
    };
    if (syscall(SYS_modify_ldt, 1, &d, sizeof d)) {
        perror("modify_ldt");
        exit(1);
    }
}

/* Code, data and stack, FS, GS for 16-bit code, for 32-bit code, and for 32-bit code in segments of 4 GiB. */
static void segments(void) {
    for (int i = 0; i < 3; i++) {
        uint32_t last = i == 2 ? 0xffffffff : 0xffff;
        segment(i * 4 + 1, 0, last, (i > 0) | 2);
        segment(i * 4 + 2, 0, last, i > 0);
        segment(i * 4 + 3, FS_BASE, last, i > 0);
        segment(i * 4 + 4, GS_BASE, i == 1 ? 0xbfff : last, i == 1 ? 5 : i > 0);
    }
}

/* Flat segments are no danger, and mean the same everywhere, when nothing else is mapped below 4 GiB. */
static void alone(void) {
    char line[256];
    FILE *f = fopen("/proc/self/maps", "r");
    while (f && fgets(line, sizeof line, f)) {
        unsigned long from = strtoul(line, 0, 16);
        if (from < 0x100000000 && from != BASE) fprintf(stderr, "also mapped: %s", line), exit(1);
    }
    fclose(f);
}

int main(int argc, char **argv) {
    in_full = argc > 1 && !strcmp(argv[1], "full");
    mem = mmap((void *) BASE, SIZE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (mem == MAP_FAILED) return perror("mmap"), 1;
    alone();
    seed(0xb5297a4d);
    for (int i = 0; i < SIZE; i += 4) {
        uint32_t v = value();
        memcpy(background + i, &v, 4);
    }
    memset(background + FILL_START, FILL, FILL_END - FILL_START);
    segments();
    stack_t stack = {.ss_sp = malloc(1 << 18), .ss_size = 1 << 18};
    sigaltstack(&stack, 0);
    syscall(SYS_arch_prctl, ARCH_GET_FS, &thread_base);
    struct sigaction a = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    int signals[] = {SIGTRAP, SIGSEGV, SIGFPE, SIGILL, SIGBUS, SIGUSR1};
    for (int i = 0; i < 6; i++) sigaction(signals[i], &a, 0);
    raise(SIGUSR1);
    return 1;
}

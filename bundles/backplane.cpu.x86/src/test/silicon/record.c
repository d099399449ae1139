/*
 * Records what the host processor does with single instructions and short sequences: reads cases (one a line: kind seed code, all hex) from
 * standard input, executes each in a 16-bit or 32-bit segment of its own, made by modify_ldt, under the trap flag, and
 * writes the vectors that SiliconVectorsTest replays. README.md gives the format. Needs Linux on x86-64.
 */
#define _GNU_SOURCE
#include <asm/ldt.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/ucontext.h>
#include <unistd.h>

enum {
    DATA_REGISTERS = 1, /* EBX EBP ESI EDI hold data, not addresses */
    X87 = 2,
    FORMAT_SHIFT = 2, /* what the x87 operand in memory is: 0 m80, 1 m32, 2 m64, 3 integers */
    WIDE = 0x10, /* a 32-bit code segment */
    ENVIRONMENT = 0x20, /* the operand is an FLDENV or FRSTOR image */
};
enum { SIZE = 0x10000, CODE = 0x1000, OPERAND = 0x1800, STEPS = 64 };
enum { FLAGS = 0xcd5, TF = 0x100 };

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

static uint32_t value(void) {
    static const uint32_t edge[] = {0, 1, 0xffffffff, 0x7fffffff, 0x80000000, 0x7fff, 0x8000, 0xffff, 0x7f, 0x80, 0xff};
    uint32_t r = next(), k = r & 15;
    return k < 11 ? edge[k] : k == 11 ? r >> 24 : k == 12 ? r >> 16 : next();
}

static uint32_t address(void) {
    uint32_t r = next();
    return (r & 31) == 31 ? 0xfff8 + (r >> 8 & 7) : 0x2000 + ((r >> 8 & 0xffff) * 0xc000 >> 16);
}

struct real {
    uint64_t m;
    uint16_t se;
};

static uint64_t next64(void) {
    uint64_t high = next();
    return high << 32 | next();
}

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

static int kind, length;
static uint32_t number_of_seed;
static uint8_t code[128];
static uint32_t regs[8], flags; /* EAX ECX EDX EBX ESP EBP ESI EDI */
static uint16_t cw, sw;
static uint8_t full; /* bit n: physical register n is occupied */
static struct real st[8];

static void put(int at, const void *from, int n) {
    memcpy(mem + at, from, n);
}

static void operand(void) {
    struct real x = number(st[0]);
    switch (kind >> FORMAT_SHIFT & 3) {
        case 0: put(OPERAND, &x.m, 8); put(OPERAND + 8, &x.se, 2); break;
        case 1: { uint32_t v = single(x); put(OPERAND, &v, 4); break; }
        case 2: { uint64_t v = twice(x); put(OPERAND, &v, 8); break; }
        default: for (int i = 0; i < 3; i++) { uint32_t v = value(); put(OPERAND + i * 4, &v, 4); }
    }
    if (kind & ENVIRONMENT) {
        for (int i = 0; i < 27; i++) { uint32_t v = next(); put(OPERAND + i * 4, &v, 4); }
        uint16_t w = 0x37f | (next() & 0xf00);
        put(OPERAND, &w, 2);
    }
}

static void prepare(void) {
    seed(number_of_seed);
    memcpy(mem, background, SIZE);
    for (int i = 0; i < 8; i++) regs[i] = i == 4 ? 0x8000 + (next() & 0x3ffe) : i < 3 || kind & DATA_REGISTERS ? value() : address();
    flags = (next() & FLAGS) | 0x202;
    if (kind & X87) {
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
        operand();
    }
    put(CODE, code, length);
}

/* ---- running */

static int steps, vector;

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
    uint64_t c = selector(kind & WIDE ? 3 : 1), d = selector(kind & WIDE ? 4 : 2);
    g[REG_CSGSFS] = (g[REG_CSGSFS] & 0x0000ffffffff0000ull) | c | d << 48;
    if (kind & X87) {
        struct _libc_fpstate *f = u->uc_mcontext.fpregs;
        f->cwd = cw;
        f->swd = sw;
        f->ftw = full;
        f->fop = 0;
        f->rip = f->rdp = 0;
        for (int i = 0; i < 8; i++) {
            memcpy(&f->_st[i], &st[((sw >> 11) + i) & 7], 10);
        }
        ((uint64_t *) f)[64] |= 1; /* XSTATE_BV in the xsave header behind the 512 bytes: x87 state is present */
    }
    __asm__ volatile("mov %0, %%ds; mov %0, %%es" ::"r"((int) d));
}

/* ---- output */

static void byte(int v) {
    putchar(v & 0xff);
}

static void word(int v) {
    byte(v);
    byte(v >> 8);
}

static void dword(uint32_t v) {
    word(v);
    word(v >> 16);
}

static void changes(void) {
    for (int i = 0; i < SIZE;) {
        if (memcmp(mem + i, before + i, 256) == 0 && (i & 255) == 0) {
            i += 256;
            continue;
        }
        if (mem[i] == before[i]) {
            i++;
            continue;
        }
        int n = 1;
        while (n < 255 && i + n < SIZE && memcmp(mem + i + n, before + i + n, i + n + 4 <= SIZE ? 4 : 1)) n++;
        byte(n);
        word(i);
        fwrite(mem + i, 1, n, stdout);
        i += n;
    }
    byte(0);
}

static void x87(struct _libc_fpstate *f) {
    word(f->cwd);
    word(f->swd);
    byte(f->ftw);
    int top = f->swd >> 11 & 7, mask = 0;
    for (int i = 0; i < 8; i++) {
        if (memcmp(&f->_st[i], &st[(top + i) & 7], 10)) mask |= 1 << ((top + i) & 7);
    }
    byte(mask);
    for (int p = 0; p < 8; p++) {
        if (mask >> p & 1) fwrite(&f->_st[(p - top) & 7], 1, 10, stdout);
    }
}

static void emit(ucontext_t *u) {
    static const int map[] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI};
    greg_t *g = u->uc_mcontext.gregs;
    byte(kind);
    dword(number_of_seed);
    byte(length);
    fwrite(code, 1, length, stdout);
    byte(vector);
    byte(steps);
    dword(g[REG_RIP]);
    word(g[REG_EFL] & FLAGS);
    int mask = 0;
    for (int i = 0; i < 8; i++) mask |= (uint32_t) g[map[i]] != regs[i] ? 1 << i : 0;
    byte(mask);
    for (int i = 0; i < 8; i++) {
        if (mask >> i & 1) dword(g[map[i]]);
    }
    changes();
    if (kind & X87) x87(u->uc_mcontext.fpregs);
}

static int read_case(void) {
    char hex[256];
    if (scanf("%x %x %255s", &kind, &number_of_seed, hex) != 3) return 0;
    length = strlen(hex) / 2;
    for (int i = 0; i < length; i++) sscanf(hex + i * 2, "%2hhx", code + i);
    return 1;
}

/* PUSHF under the trap flag stores it. */
static void hide_trap_flag(greg_t *g) {
    if (code[length - 1] == 0x9c && strspn((char *) code, "\x26\x36\x66\x67") == (size_t) length - 1) {
        mem[((uint32_t) g[REG_RSP] & 0xffff) + 1] &= ~1;
    }
}

static void on_signal(int s, siginfo_t *info, void *context) {
    ucontext_t *u = context;
    greg_t *g = u->uc_mcontext.gregs;
    (void) info;
    if (s != SIGUSR1) {
        steps++;
        vector = g[REG_TRAPNO] == 1 ? 0xff : (int) g[REG_TRAPNO];
        if (vector == 0xff && g[REG_RIP] >= CODE && g[REG_RIP] < CODE + length && steps < STEPS) {
            g[REG_EFL] |= TF;
            return;
        }
        if (vector == 0xff) hide_trap_flag(g);
        emit(u);
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

static void segment(int entry, int is_code, int wide) {
    struct user_desc d = {
        .entry_number = entry,
        .base_addr = (uint32_t) (uintptr_t) mem,
        .limit = SIZE - 1,
        .seg_32bit = wide,
        .contents = is_code ? 2 : 0,
        .useable = 1,
    };
    if (syscall(SYS_modify_ldt, 1, &d, sizeof d)) {
        perror("modify_ldt");
        exit(1);
    }
}

/* One line that names the processor, ended by a zero byte. */
static void header(void) {
    char line[256], model[256] = "", numbers[256] = "";
    FILE *f = fopen("/proc/cpuinfo", "r");
    while (f && fgets(line, sizeof line, f) && line[0] != '\n') {
        char *v = strchr(line, ':');
        if (!v) continue;
        v += 2;
        v[strcspn(v, "\n")] = 0;
        if (!strncmp(line, "model name", 10)) snprintf(model, sizeof model, "%s", v);
        if (!strncmp(line, "cpu family", 10) || !strncmp(line, "model\t", 6) || !strncmp(line, "stepping", 8)) {
            strcat(numbers, "/");
            strcat(numbers, v);
        }
    }
    printf("%s family/model/stepping %s", model, numbers[0] ? numbers + 1 : "");
    byte(0);
}

int main(void) {
    mem = mmap((void *) 0x20000000, SIZE * 2, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (mem == MAP_FAILED) return perror("mmap"), 1;
    seed(0xb5297a4d);
    for (int i = 0; i < SIZE; i += 4) {
        uint32_t v = value();
        memcpy(background + i, &v, 4);
    }
    for (int i = 0; i < 4; i++) segment(i + 1, !(i & 1), i >> 1);
    stack_t stack = {.ss_sp = malloc(1 << 18), .ss_size = 1 << 18};
    sigaltstack(&stack, 0);
    struct sigaction a = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    int signals[] = {SIGTRAP, SIGSEGV, SIGFPE, SIGILL, SIGBUS, SIGUSR1};
    for (int i = 0; i < 6; i++) sigaction(signals[i], &a, 0);
    header();
    raise(SIGUSR1);
    return 1;
}

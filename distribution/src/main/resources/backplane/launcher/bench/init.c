/* The first and only program of the Linux guest: says when it runs, and turns the machine off. */
static long call(long number, long a, long b, long c) {
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a), "c"(b), "d"(c) : "memory");
    return result;
}

enum { WRITE = 4, OPEN = 5, SYNC = 36, REBOOT = 88 };

void start(void) {
    static const char text[] = "user space\n";
    if (call(WRITE, 1, (long)text, sizeof text - 1) < 0) {
        long console = call(OPEN, (long)"/dev/console", 1, 0);
        call(WRITE, console, (long)text, sizeof text - 1);
    }
    call(SYNC, 0, 0, 0);
    call(REBOOT, 0xfee1dead, 672274793, 0x4321fedc);
    call(REBOOT, 0xfee1dead, 672274793, 0xcdef0123);
    for (;;) { }
}

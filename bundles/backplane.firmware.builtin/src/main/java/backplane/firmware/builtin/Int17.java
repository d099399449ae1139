package backplane.firmware.builtin;

/** Printers: there are none, and every function says so: time-out, not selected, out of paper. */
final class Int17 implements Service {
    private static final int NO_PRINTER = 0x21;

    @Override
    public Result call(Call c) {
        if (c.ah() <= 2) {
            c.ah(NO_PRINTER);
        }
        return Result.DONE;
    }
}

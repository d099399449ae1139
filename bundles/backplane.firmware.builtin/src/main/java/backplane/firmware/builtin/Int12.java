package backplane.firmware.builtin;

/** KiB of conventional memory. */
final class Int12 implements Service {
    private final BiosMemory memory;

    Int12(BiosMemory memory) {
        this.memory = memory;
    }

    @Override
    public Result call(Call c) {
        c.ax(memory.read16(BiosMemory.BASE_KIB));
        return Result.DONE;
    }
}

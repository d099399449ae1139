package backplane.firmware.builtin;

/** Equipment list. */
final class Int11 implements Service {
    private final BiosMemory memory;

    Int11(BiosMemory memory) {
        this.memory = memory;
    }

    @Override
    public Result call(Call c) {
        c.ax(memory.read16(BiosMemory.EQUIPMENT));
        return Result.DONE;
    }
}

package backplane.extboot;

import backplane.api.block.BlockInfo;
import backplane.testkit.MemoryDisk;

/** A memory disk that says it is read-only. */
class ReadOnlyDisk extends CountingDisk {
    ReadOnlyDisk(MemoryDisk memory) {
        super(memory);
    }

    @Override
    public BlockInfo info() {
        BlockInfo i = memory.info();
        return new BlockInfo(i.id(), i.description(), i.size(), i.blockSize(), true, i.serial(), 0, 0, 0);
    }
}

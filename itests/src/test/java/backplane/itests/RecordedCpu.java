package backplane.itests;

import backplane.core.MemoryMap;
import backplane.core.PortMap;
import backplane.cpu.x86.X86Cpu;
import backplane.cpu.x86.model.Model;
import backplane.cpu.x86.translate.Engine;

/** A processor whose stores leave a record. */
final class RecordedCpu extends X86Cpu {
    private WrittenPages written;

    RecordedCpu(Engine engine) {
        super(Model.DEFAULT, engine);
    }

    @Override
    public void connect(MemoryMap map, PortMap ports, Wires wires) {
        written = new WrittenPages(map);
        super.connect(written, ports, wires);
    }

    static WrittenPages written(Pc pc) {
        return ((RecordedCpu) pc.machine().cpu()).written;
    }
}

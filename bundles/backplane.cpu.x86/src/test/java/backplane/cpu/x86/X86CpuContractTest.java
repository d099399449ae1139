package backplane.cpu.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;

import backplane.api.device.Device;
import backplane.api.device.ResetKind;
import backplane.core.CpuState;
import backplane.cpu.x86.model.Model;
import backplane.testkit.DeviceContract;
import backplane.testkit.TestMachine;
import org.junit.jupiter.api.Test;

/** The processor as a card. */
class X86CpuContractTest extends DeviceContract {
    @Override
    protected Device create() {
        return new X86Cpu(Model.DEFAULT, Engines.chosen());
    }

    @Test
    void anUnknownModelIsRefusedByName() {
        try (TestMachine pc = TestMachine.builder().ram(1).build()) {
            assertEquals(
                    "-cpu z80: unable to find CPU model 'z80'; use 486, pentium, pentiumpro, pentium2, pentium3, qemu32",
                    pc.plugFails("cpu", new X86Cpu("z80"), java.util.Map.of()).getMessage());
        }
    }

    @Test
    void successorGoesOnWhereThePredecessorWas() {
        X86Cpu old = new X86Cpu(Model.DEFAULT, Engines.chosen());
        try (TestMachine pc = TestMachine.builder()
                .ram(1)
                .card("cpu", old, java.util.Map.of())
                .build()) {
            pc.load(
                    0x7c00,
                    Bench.bytes(Bench.code(
                            "mov ax, 0x1234 ; std ; stc ; fld1 ; mov ds, ax ; inc ax ; hlt",
                            "b83412fdf9d9e88ed840f4")));
            old.state().selector(CpuState.CS, 0);
            old.state().eip(0x7c00);
            old.run(5);
            X86Cpu next = new X86Cpu(Model.DEFAULT, Engines.chosen());
            pc.replace("cpu", next);
            assertEquals(0x1234, next.state().selector(CpuState.DS));
            assertEquals(0x12340, next.state().base(CpuState.DS));
            assertEquals(old.state().eflags(), next.state().eflags());
            next.run(10);
            assertEquals(0x1235, next.state().get(CpuState.EAX));
            assertEquals(true, next.halted());
        }
    }

    @Test
    void successorKeepsBreakpoints() {
        X86Cpu old = new X86Cpu(Model.DEFAULT, Engines.chosen());
        try (TestMachine pc = TestMachine.builder()
                .ram(1)
                .card("cpu", old, java.util.Map.of())
                .build()) {
            pc.load(
                    0x7c00,
                    Bench.bytes(Bench.code(
                            "mov eax, 0x7c13 ; mov dr0, eax ; mov eax, 1 ; mov dr7, eax ; nop ; nop ; hlt",
                            "66b8137c00000f23c066b8010000000f23f89090f4")));
            pc.load(4, Bench.bytes("007d0000"));
            pc.load(0x7d00, Bench.bytes("f4"));
            old.state().selector(CpuState.CS, 0);
            old.state().eip(0x7c00);
            old.run(4);
            X86Cpu next = new X86Cpu(Model.DEFAULT, Engines.chosen());
            pc.replace("cpu", next);
            next.run(10);
            assertEquals(0x7d01, next.state().eip());
        }
    }

    @Test
    void resetKeepsTheUnitOnlyAtInit() {
        X86Cpu cpu = new X86Cpu(Model.DEFAULT, Engines.chosen());
        FlatMemory memory = new FlatMemory(1 << 20);
        memory.load(0x7c00, Bench.bytes(Bench.code("fninit ; fld1 ; hlt ; fnstsw ax ; hlt", "dbe3d9e8f4dfe0f4")));
        cpu.connect(memory, new OpenPorts(), new Silent());
        for (ResetKind kind : new ResetKind[] {ResetKind.SOFT, ResetKind.HARD}) {
            start(cpu, 0x7c00);
            cpu.reset(kind);
            start(cpu, 0x7c05);
            assertEquals(kind == ResetKind.SOFT ? 0x3800 : 0, cpu.state().get(CpuState.EAX), kind.toString());
        }
    }

    private static void start(X86Cpu cpu, int eip) {
        cpu.state().selector(CpuState.CS, 0);
        cpu.state().eip(eip);
        cpu.run(10);
        cpu.nmi();
    }

    private static final class Silent implements backplane.core.Cpu.Wires {
        @Override
        public int acknowledge() {
            return 0xff;
        }

        @Override
        public long tsc() {
            return 0;
        }

        @Override
        public void trap(CpuState cpu, int number) {}
    }
}

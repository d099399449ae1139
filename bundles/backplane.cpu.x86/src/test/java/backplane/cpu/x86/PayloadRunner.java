package backplane.cpu.x86;

import backplane.core.Cpu;
import backplane.core.CpuState;
import backplane.cpu.x86.translate.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Development aid: runs a flat 32-bit payload (a raw disk's sectors from LBA 1) on the bare processor, as a boot sector
 * would enter it: loaded at 0x10000, flat protected mode, a serial port that swallows bytes, port 0xE9 on the console
 * with times.
 */
public final class PayloadRunner {
    private static final byte[] ENTRY = {
        (byte) 0xfa,
        0x66,
        0x2e,
        0x0f,
        0x01,
        0x16,
        0x40,
        0x7c, // lgdt [cs:0x7c40]
        0x0f,
        0x20,
        (byte) 0xc0,
        0x0c,
        0x01,
        0x0f,
        0x22,
        (byte) 0xc0, // mov eax,cr0; or al,1; mov cr0,eax
        0x66,
        (byte) 0xea,
        0x20,
        0x7c,
        0,
        0,
        8,
        0 // jmp 8:0x7c20
    };
    private static final byte[] FLAT = {
        (byte) 0xb8,
        0x10,
        0,
        0,
        0, // mov eax,16
        (byte) 0x8e,
        (byte) 0xd8,
        (byte) 0x8e,
        (byte) 0xc0,
        (byte) 0x8e,
        (byte) 0xd0, // ds, es, ss
        (byte) 0xbc,
        0,
        0x7c,
        0,
        0,
        (byte) 0xb8,
        0,
        0,
        1,
        0,
        (byte) 0xff,
        (byte) 0xe0 // esp; jmp 0x10000
    };
    private static final byte[] TABLE = {
        0x17,
        0,
        0x48,
        0x7c,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        (byte) 0xff,
        (byte) 0xff,
        0,
        0,
        0,
        (byte) 0x9a,
        (byte) 0xcf,
        0,
        (byte) 0xff,
        (byte) 0xff,
        0,
        0,
        0,
        (byte) 0x92,
        (byte) 0xcf,
        0
    };

    private final StringBuilder line = new StringBuilder();
    private long began;
    private long beganCpu;
    private long count;
    private long countAtBegin;
    private boolean done;

    private PayloadRunner() {}

    public static void main(String[] args) throws IOException {
        Engine engine =
                args.length < 2 ? Engine.JIT : Engine.of(args[1], args.length < 3 ? 0 : Integer.parseInt(args[2]));
        new PayloadRunner().run(Files.readAllBytes(Path.of(args[0])), engine);
    }

    private void run(byte[] image, Engine engine) {
        FlatMemory memory = new FlatMemory(64 << 20);
        byte[] payload = java.util.Arrays.copyOfRange(image, 512, 512 + (256 << 10));
        System.arraycopy(payload, 0, memory.array(), 0x10000, payload.length);
        memory.load(0x7c00, ENTRY);
        memory.load(0x7c20, FLAT);
        memory.load(0x7c40, TABLE);
        X86Cpu cpu = new X86Cpu(backplane.cpu.x86.model.Model.DEFAULT, engine);
        cpu.connect(memory, new Console(), new Silent());
        CpuState state = cpu.state();
        state.selector(CpuState.CS, 0);
        state.eip(0x7c00);
        while (!done && !cpu.shutdown()) {
            count += cpu.run(100_000);
        }
        if (cpu.shutdown()) {
            System.out.println("shutdown\n" + state.dump());
        }
        cpu.disconnect();
    }

    private void put(int c) {
        if (c != '\n') {
            line.append((char) c);
            return;
        }
        String text = line.toString();
        line.setLength(0);
        if (text.startsWith("BEGIN")) {
            began = System.nanoTime();
            beganCpu = cpuTime();
            countAtBegin = count;
        } else if (text.startsWith("END")) {
            double wall = (System.nanoTime() - began) / 1e9;
            double used = cpuTime() - beganCpu;
            long done = count - countAtBegin;
            System.out.printf("%-24s %7.3f s %8.1f M %6.2f ns of CPU%n", text, wall, done / 1e6, used / done);
        } else {
            System.out.println(text);
            done = text.equals("DONE");
        }
    }

    private static long cpuTime() {
        return java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private final class Console extends OpenPorts {
        @Override
        public int in8(int port) {
            return port == 0x3fd ? 0x60 : 0xff;
        }

        @Override
        public void out8(int port, int value) {
            if (port == 0xe9) {
                put(value);
            }
        }
    }

    private static final class Silent implements Cpu.Wires {
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

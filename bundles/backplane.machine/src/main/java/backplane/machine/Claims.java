package backplane.machine;

import backplane.api.device.PlugException;
import backplane.api.dma.DmaChannel;
import backplane.api.dma.DmaDevice;
import backplane.api.memory.MemoryDevice;
import backplane.api.port.PortDevice;
import backplane.api.rom.OptionRom;
import backplane.core.Cpu;
import backplane.core.DmaController;
import backplane.core.InterruptSource;
import backplane.core.IoApic;
import backplane.core.LocalApic;
import backplane.core.Trap;
import java.util.function.IntConsumer;

/** The simple claims: each puts itself into one table of the machine and takes itself out again. */
final class Claims {
    private Claims() {}

    static final class PortClaim extends TargetClaim<PortDevice> {
        private final PortSpace space;
        private PortSpace.PortRange range;

        PortClaim(CardSlot slot, PortSpace space, String key, int first, int count, PortDevice target)
                throws PlugException {
            super(slot, key, target);
            this.space = space;
            range = new PortSpace.PortRange(slot.id(), first, count, target, false);
            space.claim(range);
        }

        int first() {
            return range.first();
        }

        int last() {
            return range.first() + range.count() - 1;
        }

        @Override
        void retarget(PortDevice next) {
            super.retarget(next);
            space.unmap(range);
            range = new PortSpace.PortRange(range.owner(), range.first(), range.count(), next, false);
            space.map(range);
        }

        @Override
        void release() {
            space.unmap(range);
        }
    }

    /** Registers in memory, or a mapped block. */
    static final class MemoryClaim extends TargetClaim<MemoryDevice> {
        private final PhysicalMemory memory;
        private MemoryRegion region;

        MemoryClaim(
                CardSlot slot, PhysicalMemory memory, String key, long base, int size, MemoryDevice target, int offset)
                throws PlugException {
            super(slot, key, target);
            this.memory = memory;
            if (base < 0 || size < 1 || base + size > 1L << 32) {
                throw new PlugException(slot.id() + ": " + key + " is outside 4 GiB");
            }
            region = region(base, size, target, offset);
            memory.map(region);
        }

        private MemoryRegion region(long base, long size, MemoryDevice target, int offset) {
            return new MemoryRegion(
                    slot().id(), base, size, target, target instanceof Block b ? b : null, offset, true);
        }

        boolean ram() {
            return region.block() != null;
        }

        long base() {
            return region.base();
        }

        long size() {
            return region.size();
        }

        @Override
        void retarget(MemoryDevice next) {
            super.retarget(next);
            memory.unmap(region);
            region = region(region.base(), region.size(), next, region.blockOffset());
            memory.mapBar(region);
        }

        @Override
        void release() {
            memory.unmap(region);
        }
    }

    static final class IrqClaim extends SlotClaim {
        private final Interrupts.End end;
        private final int irq;

        IrqClaim(CardSlot slot, int irq, Interrupts.End end) {
            super(slot, "irq " + irq);
            this.irq = irq;
            this.end = end;
        }

        Interrupts.End line() {
            return end;
        }

        int irq() {
            return irq;
        }

        @Override
        void release() {
            end.set(false);
        }
    }

    static final class TimerClaim extends TargetClaim<Runnable> {
        private final GuestClock.GuestTimer timer;

        TimerClaim(CardSlot slot, String key, GuestClock.GuestTimer timer) {
            super(slot, key, timer.action());
            this.timer = timer;
        }

        GuestClock.GuestTimer timer() {
            return timer;
        }

        @Override
        void retarget(Runnable next) {
            super.retarget(next);
            timer.action(next);
        }

        @Override
        void release() {
            timer.cancel();
        }

        @Override
        boolean serves(Object object) {
            return object == timer;
        }
    }

    static final class RomClaim extends SlotClaim {
        private final OptionRom rom;

        RomClaim(CardSlot slot, OptionRom rom) {
            super(slot, "rom " + rom.name());
            this.rom = rom;
        }

        OptionRom rom() {
            return rom;
        }

        @Override
        void release() {
            // The machine reads ROMs off the slots' claims.
        }
    }

    static final class WatchClaim extends TargetClaim<IntConsumer> {
        private final Wire wire;

        WatchClaim(CardSlot slot, String key, Wire wire, IntConsumer watcher) {
            super(slot, key, watcher);
            this.wire = wire;
            wire.watch(watcher);
        }

        @Override
        void retarget(IntConsumer next) {
            wire.unwatch(target());
            super.retarget(next);
            wire.watch(next);
        }

        @Override
        void release() {
            wire.unwatch(target());
        }
    }

    static final class CpuClaim extends TargetClaim<Cpu> {
        private final Machine machine;

        CpuClaim(CardSlot slot, Machine machine, String key, Cpu cpu) throws PlugException {
            super(slot, key, cpu);
            this.machine = machine;
            if (machine.processor().cpu() != null) {
                throw new PlugException(slot.id() + ": the machine has a processor already");
            }
            machine.processor().cpu(cpu);
        }

        @Override
        void retarget(Cpu next) {
            super.retarget(next);
            machine.processor().cpu(next);
        }

        @Override
        void release() {
            machine.processor().cpu(null);
        }
    }

    static final class ControllerClaim extends TargetClaim<InterruptSource> {
        private final Machine machine;

        ControllerClaim(CardSlot slot, Machine machine, String key, InterruptSource source) throws PlugException {
            super(slot, key, source);
            this.machine = machine;
            if (machine.interrupts().controller() != null) {
                throw new PlugException(slot.id() + ": the machine has an interrupt controller already");
            }
            machine.interrupts().controller(source);
        }

        @Override
        void retarget(InterruptSource next) {
            super.retarget(next);
            machine.interrupts().controller(next);
        }

        @Override
        void release() {
            machine.interrupts().controller(null);
        }
    }

    static final class LocalApicClaim extends TargetClaim<LocalApic> {
        private final Machine machine;

        LocalApicClaim(CardSlot slot, Machine machine, String key, LocalApic apic) throws PlugException {
            super(slot, key, apic);
            this.machine = machine;
            if (machine.processor().apic() != null) {
                throw new PlugException(slot.id() + ": the processor has a local APIC already");
            }
            machine.processor().apic(apic);
        }

        @Override
        void retarget(LocalApic next) {
            super.retarget(next);
            machine.processor().apic(next);
        }

        @Override
        void release() {
            machine.processor().apic(null);
        }
    }

    static final class IoApicClaim extends TargetClaim<IoApic> {
        private final Machine machine;

        IoApicClaim(CardSlot slot, Machine machine, String key, IoApic apic) throws PlugException {
            super(slot, key, apic);
            this.machine = machine;
            if (machine.interrupts().ioApic() != null) {
                throw new PlugException(slot.id() + ": the machine has an I/O APIC already");
            }
            machine.interrupts().ioApic(apic);
        }

        @Override
        void retarget(IoApic next) {
            super.retarget(next);
            machine.interrupts().ioApic(next);
        }

        @Override
        void release() {
            machine.interrupts().ioApic(null);
        }
    }

    static final class DmaControllerClaim extends TargetClaim<DmaController> {
        private final Machine machine;

        DmaControllerClaim(CardSlot slot, Machine machine, String key, DmaController controller) throws PlugException {
            super(slot, key, controller);
            this.machine = machine;
            if (machine.dmaController() != null) {
                throw new PlugException(slot.id() + ": the machine has a DMA controller already");
            }
            machine.dmaController(controller);
        }

        @Override
        void retarget(DmaController next) {
            super.retarget(next);
            machine.dmaController(next);
        }

        @Override
        void release() {
            machine.dmaController(null);
        }
    }

    static final class DmaClaim extends TargetClaim<DmaDevice> implements DmaChannel {
        private final int channel;
        private final Machine machine;
        private DmaChannel behind;
        private boolean requested;

        private DmaClaim(CardSlot slot, Machine machine, String key, int channel, DmaDevice target) {
            super(slot, key, target);
            this.machine = machine;
            this.channel = channel;
        }

        static DmaClaim open(CardSlot slot, Machine machine, String key, int channel, DmaDevice target)
                throws PlugException {
            if (machine.dmaController() == null) {
                throw new PlugException(slot.id() + ": " + key + " needs a DMA controller; add -device i8257");
            }
            CardSlot holder = machine.rack().holder(key);
            if (holder != null) {
                throw new PlugException(key, slot.id(), holder.id());
            }
            DmaClaim claim = new DmaClaim(slot, machine, key, channel, target);
            claim.behind = machine.dmaController().channel(channel, target);
            return claim;
        }

        int channel() {
            return channel;
        }

        @Override
        public void request(boolean level) {
            requested = level;
            behind.request(level);
        }

        @Override
        void retarget(DmaDevice next) {
            super.retarget(next);
            rejoin();
        }

        /** Connects to the controller that is there now; the request line keeps its level. */
        void rejoin() {
            behind.close();
            behind = machine.dmaController().channel(channel, target());
            if (requested) {
                behind.request(true);
            }
        }

        @Override
        void release() {
            behind.close();
        }
    }

    static final class TrapClaim extends TargetClaim<Trap> {
        private final Machine machine;
        private final int first;
        private final int count;

        TrapClaim(CardSlot slot, Machine machine, String key, int first, int count, Trap trap) throws PlugException {
            super(slot, key, trap);
            this.machine = machine;
            this.first = first;
            this.count = count;
            machine.processor().traps(slot.id(), first, count, trap);
        }

        int first() {
            return first;
        }

        int last() {
            return first + count - 1;
        }

        @Override
        void retarget(Trap next) {
            super.retarget(next);
            machine.processor().setTraps(first, count, next);
        }

        @Override
        void release() {
            machine.processor().setTraps(first, count, null);
        }
    }
}

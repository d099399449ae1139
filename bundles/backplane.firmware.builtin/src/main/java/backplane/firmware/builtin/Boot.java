package backplane.firmware.builtin;

import backplane.api.device.Location;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import backplane.core.CpuState;
import java.util.ArrayList;
import java.util.List;

/** INT 19h and INT 18h: tries what can boot, in order. */
final class Boot {
    private static final int FIRST_DISK = 0x80;
    private static final int SIGNATURE = 0x7dfe;
    private static final int CARRY = 1;
    /** In place of a ROM's segment: the first hard disk. */
    private static final int HARD_DISK = -1;

    private static final int NONE = 0;

    private final Board board;
    private final GuestCode guest;
    private final Steps steps;
    /** Far pointers of boot entry vectors, or {@link #HARD_DISK}. */
    private final List<Integer> entries = new ArrayList<>();

    private int next;

    Boot(Board board, GuestCode guest, Steps steps) {
        this.board = board;
        this.guest = guest;
        this.steps = steps;
    }

    void clear() {
        entries.clear();
        next = 0;
    }

    /** However many hard disks there are, only the first one is booted from. */
    void addHardDisk() {
        if (!entries.contains(HARD_DISK)) {
            entries.add(HARD_DISK);
        }
    }

    void addRom(OptionRoms.Bootable rom) {
        entries.add(rom.rom().segment() << 16 | rom.offset());
    }

    /** INT 19h. */
    void start(CpuState cpu) {
        steps.clear();
        next = 0;
        attempt(cpu);
    }

    /** INT 18h, or a boot program that returned. */
    void failed(CpuState cpu) {
        steps.clear();
        attempt(cpu);
    }

    private void attempt(CpuState cpu) {
        guest.freshRegisters(cpu);
        int entry = nextEntry();
        if (entry == NONE) {
            board.log().line("No bootable device.");
            print("No bootable device.");
            steps.add(new Work(Stage.SLEEP, "", 0));
        } else if (entry == HARD_DISK) {
            print("Booting from hard disk...");
            steps.add(new Work(Stage.READ, "", 0));
            steps.add(new Work(Stage.ENTER_DISK, "", 0));
        } else {
            board.log().line("Booting from ROM " + Log.far(entry));
            print("Booting from ROM...");
            steps.add(new Work(Stage.ENTER_ROM, "", entry));
            steps.add(new Work(Stage.AGAIN, "", 0));
        }
    }

    private int nextEntry() {
        while (next < entries.size()) {
            int entry = entries.get(next++);
            if (entry != HARD_DISK || board.memory().read8(BiosMemory.DISK_COUNT) != 0) {
                return entry;
            }
        }
        return NONE;
    }

    private enum Stage {
        PRINT,
        READ,
        ENTER_DISK,
        ENTER_ROM,
        AGAIN,
        SLEEP
    }

    /** A stage and what it is about. */
    private final class Work implements Steps.Step {
        private final Stage stage;
        private final String text;
        private final int entry;

        Work(Stage stage, String text, int entry) {
            this.stage = stage;
            this.text = text;
            this.entry = entry;
        }

        @Override
        public Result run(CpuState cpu) {
            return switch (stage) {
                case PRINT -> guest.print(cpu, text);
                case READ -> guest.readBootSector(cpu, FIRST_DISK);
                case ENTER_DISK -> enterDisk(cpu);
                case ENTER_ROM -> enterRom(cpu, entry);
                case AGAIN -> again(cpu);
                case SLEEP -> Result.WAIT;
            };
        }
    }

    private void print(String line) {
        steps.add(new Work(Stage.PRINT, line + "\r\n", 0));
    }

    private Result enterDisk(CpuState cpu) {
        if ((cpu.eflags() & CARRY) != 0) {
            return fault("Hard disk: read error " + Log.hex(cpu.get8(4), 2) + ".");
        }
        if (board.memory().read16(SIGNATURE) != 0xaa55) {
            return fault("Hard disk: no boot signature.");
        }
        board.log().line("Booting from 0000:7c00");
        guest.freshRegisters(cpu);
        cpu.set(CpuState.EAX, 0xaa55);
        cpu.set(CpuState.EDX, FIRST_DISK);
        guest.callFar(cpu, 0, 0x7c00);
        steps.add(new Work(Stage.AGAIN, "", 0));
        return Result.CALLED;
    }

    private Result enterRom(CpuState cpu, int entry) {
        guest.freshRegisters(cpu);
        cpu.selector(CpuState.ES, Rom.SEGMENT);
        cpu.set(CpuState.EDI, board.rom().offset(Rom.Entry.PNP));
        guest.callFar(cpu, entry >>> 16, entry & 0xffff);
        return Result.CALLED;
    }

    private Result fault(String text) {
        board.log().line(text);
        print(text);
        steps.add(new Work(Stage.AGAIN, "", 0));
        return Result.DONE;
    }

    private Result again(CpuState cpu) {
        attempt(cpu);
        return Result.DONE;
    }

    /** The Open Firmware path that {@link Disk#path} gives for a disk there. */
    static String path(Location at) {
        if (at.protocol().equals("ATA")) {
            return "/pci@i0cf8/ide@1,1/drive@" + at.id() / 2 + "/disk@" + at.id() % 2;
        }
        int function = at.pci().function();
        return "/pci@i0cf8/scsi@" + Integer.toHexString(at.pci().device()) + (function == 0 ? "" : "," + function)
                + "/channel@0/disk@" + Integer.toHexString(at.id()) + "," + Integer.toHexString(at.lun());
    }

    void save(StateWriter out) {
        int[] list = new int[entries.size()];
        for (int i = 0; i < list.length; i++) {
            list[i] = entries.get(i);
        }
        out.put("entries", list);
        out.put("next", next);
    }

    void restore(StateReader in) throws StateException {
        clear();
        for (int entry : in.getInts("entries")) {
            entries.add(entry);
        }
        next = in.getInt("next");
    }
}

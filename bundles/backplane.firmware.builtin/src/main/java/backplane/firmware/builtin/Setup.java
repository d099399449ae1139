package backplane.firmware.builtin;

import backplane.core.PortMap;
import backplane.firmware.builtin.Rom.Entry;

/** Fills the interrupt vector table, the BIOS data area and the extended one. */
final class Setup {
    private static final int BASE_KIB = 639;
    private static final int EQUIPMENT_PS2_MOUSE = 0x0004;
    private static final int EQUIPMENT_FPU = 0x0002;
    private static final int WORK_SPACE = 0x7000;
    private static final int WORK_SPACE_END = 0x90000;
    private static final int WARM_BOOT = 0x1234;

    private static final int[] COM = {0x3f8, 0x2f8, 0x3e8, 0x2e8};
    private static final int[] LPT = {0x378, 0x278};

    private final Board board;
    private final Int10 video;

    Setup(Board board, Int10 video) {
        this.board = board;
        this.video = video;
    }

    void dataAreas() {
        BiosMemory m = board.memory();
        int flag = m.read16(BiosMemory.RESET_FLAG);
        vectors();
        m.fill(BiosMemory.COM_PORTS, 0x100, 0);
        m.fill(BiosMemory.EBDA, 0x400, 0);
        m.write16(BiosMemory.RESET_FLAG, flag == WARM_BOOT ? flag : 0);
        m.write8(BiosMemory.EBDA, 1);
        m.write16(BiosMemory.EBDA_SEGMENT, BiosMemory.EBDA >> 4);
        m.write16(BiosMemory.BASE_KIB, BASE_KIB);
        m.write16(BiosMemory.KEY_BUFFER_START, BiosMemory.KEY_BUFFER - BiosMemory.COM_PORTS);
        m.write16(BiosMemory.KEY_BUFFER_END, BiosMemory.KEY_BUFFER - BiosMemory.COM_PORTS + 32);
        m.write16(BiosMemory.KEY_HEAD, BiosMemory.KEY_BUFFER - BiosMemory.COM_PORTS);
        m.write16(BiosMemory.KEY_TAIL, BiosMemory.KEY_BUFFER - BiosMemory.COM_PORTS);
        m.write8(BiosMemory.KEYBOARD_TYPE, 0x10);
        m.write8(BiosMemory.DISK_CONTROL, 0xc0);
        m.write32(BiosMemory.TICKS, board.cmos().present() ? board.chipset().ticks() : 0);
        int serial = serialPorts();
        int parallel = parallelPorts();
        m.write16(BiosMemory.EQUIPMENT, EQUIPMENT_FPU | EQUIPMENT_PS2_MOUSE | serial << 9 | parallel << 14);
    }

    private void vectors() {
        BiosMemory m = board.memory();
        Rom rom = board.rom();
        int table = rom.offset(Entry.VECTORS);
        int count = (rom.offset(Entry.VECTORS_END) - table) / 2;
        for (int i = 0; i < 256; i++) {
            int offset = i < count ? rom.word(table + 2 * i) : 0;
            m.vector(i, offset == 0 ? 0 : Rom.SEGMENT, offset);
        }
    }

    private int serialPorts() {
        PortMap ports = board.ports();
        int n = 0;
        for (int base : COM) {
            ports.out8(base + 1, 2);
            boolean there = ports.in8(base + 1) == 2 && (ports.in8(base + 2) & 0x3f) == 2;
            if (there) {
                ports.out8(base + 1, 0);
                board.memory().write16(BiosMemory.COM_PORTS + 2 * n, base);
                board.memory().write8(BiosMemory.COM_TIMEOUT + n, 10);
                n++;
            }
        }
        return n;
    }

    private int parallelPorts() {
        PortMap ports = board.ports();
        int n = 0;
        for (int base : LPT) {
            ports.out8(base, 0xaa);
            if (ports.in8(base) == 0xaa) {
                board.memory().write16(BiosMemory.LPT_PORTS + 2 * n, base);
                n++;
            }
        }
        return n;
    }

    void ownVideo() {
        video.initialise();
    }

    /** Copies what goes to the VGA BIOS to COM1 on the way. */
    void serialInFront() {
        BiosMemory m = board.memory();
        video.chainTo(m.vector(0x10));
        m.vector(0x10, Rom.SEGMENT, board.rom().offset(Entry.SERIAL_CONSOLE));
    }

    /** The memory that option ROMs may have used as work space is handed over zeroed (PMM 1.01 section 2.2). */
    void clearForBoot() {
        board.memory().fill(WORK_SPACE, WORK_SPACE_END - WORK_SPACE, 0);
    }
}

package backplane.storage.lsi53c8xx;

import backplane.api.pci.PciAddress;
import backplane.testkit.TestMachine;

/** What a polling firmware driver does with the chip: one script of eleven instructions per command, in RAM. */
final class SeabiosDriver {
    static final int IO = 0xc000;
    static final PciAddress CARD = new PciAddress(0, 4, 0);
    private static final int SCRIPT = 0xe000;
    private static final int CDB = 0xe100;
    private static final int BYTES = 0xe120;
    private static final int POLLS = 20_000;

    private final TestMachine pc;
    private Runnable meanwhile = () -> {};

    SeabiosDriver(TestMachine pc) {
        this.pc = pc;
        pc.pciWrite(CARD, 0x10, 4, IO);
        pc.pciWrite(CARD, 0x04, 2, 7);
        pc.out8(IO + 0x14, 0x40);
    }

    /** What happens on the host while the driver polls for the 10th time. */
    void meanwhile(Runnable action) {
        meanwhile = action;
    }

    /** Runs a command; whether it ended with GOOD. */
    boolean run(int target, int lun, boolean in, long buffer, int length, int... cdb) {
        byte[] command = new byte[16];
        for (int i = 0; i < cdb.length; i++) {
            command[i] = (byte) cdb[i];
        }
        pc.load(CDB, command);
        pc.write8(BYTES, 0x80 | lun);
        pc.write8(BYTES + 3, 0xff);
        pc.write8(BYTES + 4, 0xff);
        int data = length == 0 ? 0 : (in ? 0x01000000 : 0) | length;
        int[] script = {
            0x40000000 | target << 16,
            0,
            0x06000001,
            BYTES,
            0x02000010,
            CDB,
            0x87820000,
            0x18,
            0x07000002,
            BYTES + 1,
            0x50000000,
            0,
            0x07000002,
            BYTES + 1,
            data,
            length == 0 ? 0 : (int) buffer,
            0x03000001,
            BYTES + 3,
            0x07000001,
            BYTES + 4,
            0x98080000,
            0
        };
        for (int i = 0; i < script.length; i++) {
            pc.write32(SCRIPT + 4 * i, script[i]);
        }
        for (int i = 0; i < 4; i++) {
            pc.out8(IO + 0x2c + i, SCRIPT >>> 8 * i & 0xff);
        }
        return poll() && pc.read8(BYTES + 3) == 0 && pc.read8(BYTES + 4) == 0;
    }

    private boolean poll() {
        for (int i = 0; i < POLLS; i++) {
            int dstat = pc.in8(IO + 0x0c);
            int sist0 = pc.in8(IO + 0x42);
            int sist1 = pc.in8(IO + 0x43);
            if ((sist0 | sist1) != 0) {
                return false;
            }
            if ((dstat & 4) != 0) {
                return true;
            }
            if (i == 10) {
                meanwhile.run();
            }
            pc.advance(5_000);
        }
        throw new AssertionError("the script never ends");
    }
}

package backplane.firmware.builtin;

import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;

/** A SCSI disk with 512-byte blocks (SPC-3, SBC-2). */
final class ScsiDisk implements Disk {
    static final int GOOD = 0x00;
    static final int CHECK_CONDITION = 0x02;

    private static final int SENSE_BYTES = 18;
    private static final int RETRIES = 4;

    private final LsiAdapter adapter;
    private final int target;
    private final int lun;
    private final String model;
    private final long sectors;

    private boolean sensing;
    private int tries;

    ScsiDisk(LsiAdapter adapter, int target, int lun, String model, long sectors) {
        this.adapter = adapter;
        this.target = target;
        this.lun = lun;
        this.model = model;
        this.sectors = sectors;
    }

    @Override
    public String name() {
        return "scsi " + slot() + ":" + target + "," + lun + " " + model;
    }

    private int slot() {
        return adapter.bdf() >> 3;
    }

    @Override
    public long sectors() {
        return sectors;
    }

    @Override
    public Geometry physical() {
        return Geometry.NONE;
    }

    @Override
    public void start(Transfer transfer) {
        sensing = false;
        tries = 0;
        issue(transfer);
    }

    private void issue(Transfer t) {
        int bytes = t.kind == Transfer.Kind.READ || t.kind == Transfer.Kind.WRITE ? t.count * 512 : 0;
        int direction = t.kind == Transfer.Kind.READ ? LsiAdapter.IN : LsiAdapter.OUT;
        adapter.start(target, lun, cdb(t), t.address, bytes, direction);
    }

    private static byte[] cdb(Transfer t) {
        int opcode = switch (t.kind) {
            case READ -> 0x28;
            case WRITE -> 0x2a;
            case VERIFY -> 0x2f;
            case FLUSH -> 0x35;
        };
        if (t.lba >>> 32 != 0) {
            byte[] cdb = new byte[16];
            cdb[0] = (byte) (t.kind == Transfer.Kind.FLUSH ? 0x91 : opcode + 0x60);
            put(cdb, 2, t.lba, 8);
            put(cdb, 10, t.count, 4);
            return cdb;
        }
        byte[] cdb = new byte[10];
        cdb[0] = (byte) opcode;
        put(cdb, 2, t.lba, 4);
        put(cdb, 7, t.count, 2);
        return cdb;
    }

    private static void put(byte[] to, int at, long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            to[at + i] = (byte) (value >>> 8 * (bytes - 1 - i));
        }
    }

    @Override
    public Result poll(Transfer t) {
        if (!adapter.over()) {
            return Result.SPIN;
        }
        int status = adapter.status();
        if (sensing) {
            sensing = false;
            return status == GOOD ? judge(t) : t.end(Transfer.CONTROLLER);
        }
        if (status == GOOD) {
            t.done = t.count;
            return t.end(Transfer.OK);
        }
        if (status != CHECK_CONDITION) {
            return t.end(Transfer.CONTROLLER);
        }
        sensing = true;
        adapter.start(
                target, lun, new byte[] {3, 0, 0, 0, SENSE_BYTES, 0}, BiosMemory.EBDA_DATA, SENSE_BYTES, LsiAdapter.IN);
        return Result.SPIN;
    }

    /** Decides by the sense key. */
    private Result judge(Transfer t) {
        int key = adapter.dataByte(2) & 15;
        switch (key) {
            case 6, 11 -> {
                if (++tries > RETRIES) {
                    return t.end(Transfer.CONTROLLER);
                }
                issue(t);
                return Result.SPIN;
            }
            case 2 -> {
                return t.end(Transfer.NOT_READY);
            }
            case 7 -> {
                return t.end(Transfer.WRITE_PROTECTED);
            }
            case 1 -> {
                t.done = t.count;
                return t.end(Transfer.OK);
            }
            case 3 -> {
                return t.end(Transfer.UNREADABLE);
            }
            case 5 -> {
                return t.end(Transfer.BAD_COMMAND);
            }
            default -> {
                return t.end(Transfer.CONTROLLER);
            }
        }
    }

    @Override
    public String path() {
        int function = adapter.bdf() & 7;
        return "/pci@i0cf8/scsi@" + Integer.toHexString(slot()) + (function == 0 ? "" : "," + function)
                + "/channel@0/disk@" + Integer.toHexString(target) + "," + Integer.toHexString(lun);
    }

    @Override
    public Edd.Place place() {
        return Edd.Place.scsi(adapter.bdf(), target, lun);
    }

    @Override
    public void save(StateWriter out) {
        out.put("kind", "scsi");
        out.put("bdf", adapter.bdf());
        out.put("io", adapter.io());
        out.put("target", target);
        out.put("lun", lun);
        out.put("model", model);
        out.put("sectors", sectors);
    }

    static ScsiDisk restore(StateReader in, Board board) throws StateException {
        return new ScsiDisk(
                new LsiAdapter(board.ports(), board.memory(), in.getInt("bdf"), in.getInt("io")),
                in.getInt("target"),
                in.getInt("lun"),
                in.getString("model"),
                in.getLong("sectors"));
    }
}

package backplane.scsi;

import backplane.api.block.BlockInfo;

/** What each command does (SPC-3 chapter 6, SBC-2 chapter 5). */
final class DiskCommands {
    private static final int NACA_OR_LINK = 0x05;
    private static final int FUA = 0x08;

    private final DiskTarget target;
    private final ModePages modes;

    DiskCommands(DiskTarget target, ModePages modes) {
        this.target = target;
        this.modes = modes;
    }

    void run(DiskRequest r, ScsiCommand command) {
        byte[] cdb = r.cdb();
        if (command == null) {
            r.check(Sense.INVALID_COMMAND, -1);
        } else if ((cdb[Cdb.length(cdb[0]) - 1] & NACA_OR_LINK) != 0) {
            r.check(Sense.INVALID_FIELD_IN_CDB, -1);
        } else if (target.isStopped() && needsMedium(command)) {
            r.check(Sense.INITIALIZING_COMMAND_REQUIRED, -1);
        } else {
            dispatch(r, command, cdb);
        }
    }

    private static boolean needsMedium(ScsiCommand command) {
        return switch (command) {
            case INQUIRY,
                    REQUEST_SENSE,
                    REPORT_LUNS,
                    START_STOP_UNIT,
                    MODE_SENSE_6,
                    MODE_SENSE_10,
                    RESERVE_6,
                    RELEASE_6 -> false;
            default -> true;
        };
    }

    private void dispatch(DiskRequest r, ScsiCommand command, byte[] cdb) {
        switch (command) {
            case TEST_UNIT_READY, RESERVE_6, RELEASE_6 -> r.good();
            case REQUEST_SENSE -> requestSense(r, cdb);
            case INQUIRY -> inquiry(r, cdb);
            case REPORT_LUNS -> reportLuns(r, cdb);
            case MODE_SENSE_6 -> modeSense(r, cdb, false, cdb[4] & 0xff);
            case MODE_SENSE_10 -> modeSense(r, cdb, true, Cdb.be16(cdb, 7));
            case MODE_SELECT_6 -> modeSelect(r, cdb, cdb[4] & 0xff);
            case MODE_SELECT_10 -> modeSelect(r, cdb, Cdb.be16(cdb, 7));
            case START_STOP_UNIT -> startStop(r, cdb);
            case SEND_DIAGNOSTIC -> sendDiagnostic(r, cdb);
            case READ_CAPACITY_10 -> readCapacity10(r, cdb);
            case SERVICE_ACTION_IN_16 -> serviceActionIn(r, cdb);
            case SYNCHRONIZE_CACHE_10, SYNCHRONIZE_CACHE_16 -> synchronizeCache(r, cdb);
            case SEEK_6, SEEK_10 -> seek(r, cdb);
            default -> blocks(r, command, cdb);
        }
    }

    /** READ, WRITE and VERIFY in all their lengths. */
    private void blocks(DiskRequest r, ScsiCommand command, byte[] cdb) {
        long lba = Cdb.lba(cdb);
        long count = Cdb.blocks(cdb);
        boolean six = Cdb.length(cdb[0]) == 6;
        if (!six && (cdb[1] & 0xe0) != 0) {
            r.check(Sense.INVALID_FIELD_IN_CDB, -1); // protection information
        } else if (!inRange(lba, count)) {
            r.check(Sense.LBA_OUT_OF_RANGE, lba);
        } else {
            long offset = lba * target.blockSize();
            long bytes = count * target.blockSize();
            switch (command) {
                case READ_6, READ_10, READ_12, READ_16 -> read(r, offset, bytes);
                case VERIFY_10, VERIFY_12, VERIFY_16 -> verify(r, offset, bytes, cdb[1] >> 1 & 3);
                case WRITE_6 -> write(r, offset, bytes, false);
                case WRITE_10, WRITE_12, WRITE_16 -> write(r, offset, bytes, (cdb[1] & FUA) != 0);
                default -> write(r, offset, bytes, true); // WRITE AND VERIFY
            }
        }
    }

    private void read(DiskRequest r, long offset, long bytes) {
        if (bytes == 0) {
            r.good();
        } else {
            r.read(offset, bytes);
        }
    }

    private void write(DiskRequest r, long offset, long bytes, boolean through) {
        if (info().readOnly()) {
            r.check(Sense.WRITE_PROTECTED, -1);
        } else if (bytes == 0) {
            r.good();
        } else {
            r.write(offset, bytes, through || !modes.writeCache());
        }
    }

    private void verify(DiskRequest r, long offset, long bytes, int byteCheck) {
        if (byteCheck > 1) {
            r.check(Sense.INVALID_FIELD_IN_CDB, -1);
        } else if (bytes == 0) {
            r.good();
        } else if (byteCheck == 1) {
            r.compare(offset, bytes);
        } else {
            r.scan(offset, bytes);
        }
    }

    private void seek(DiskRequest r, byte[] cdb) {
        long lba = Cdb.lba(cdb);
        if (inRange(lba, 1)) {
            r.good();
        } else {
            r.check(Sense.LBA_OUT_OF_RANGE, lba);
        }
    }

    private void synchronizeCache(DiskRequest r, byte[] cdb) {
        long lba = Cdb.lba(cdb);
        if (inRange(lba, Cdb.blocks(cdb))) {
            r.flush();
        } else {
            r.check(Sense.LBA_OUT_OF_RANGE, lba);
        }
    }

    private boolean inRange(long lba, long count) {
        long blocks = info().blocks();
        return lba >= 0 && lba <= blocks && count <= blocks - lba;
    }

    private void requestSense(DiskRequest r, byte[] cdb) {
        if ((cdb[1] & 1) != 0) {
            r.check(Sense.INVALID_FIELD_IN_CDB, -1); // descriptor format
            return;
        }
        target.takeSense(r.take());
        r.answer(Sense.LENGTH, cdb[4] & 0xff);
    }

    private void inquiry(DiskRequest r, byte[] cdb) {
        int allocation = Cdb.be16(cdb, 3);
        int page = cdb[2] & 0xff;
        boolean vital = (cdb[1] & 1) != 0;
        int length =
                vital ? InquiryData.page(page, info(), r.take()) : page == 0 ? InquiryData.standard(r.take(), true) : 0;
        if (length == 0 || (cdb[1] & 2) != 0) {
            r.check(Sense.INVALID_FIELD_IN_CDB, -1);
        } else {
            r.answer(length, allocation);
        }
    }

    private void reportLuns(DiskRequest r, byte[] cdb) {
        long allocation = Cdb.be32(cdb, 6);
        if ((cdb[2] & 0xff) > 2 || allocation < 16) {
            r.check(Sense.INVALID_FIELD_IN_CDB, -1);
            return;
        }
        byte[] b = r.take();
        java.util.Arrays.fill(b, 0, 16, (byte) 0);
        b[3] = 8;
        b[9] = (byte) target.lun();
        r.answer(16, (int) Math.min(allocation, 16));
    }

    private void modeSense(DiskRequest r, byte[] cdb, boolean ten, int allocation) {
        int control = cdb[2] >> 6 & 3;
        int subpage = cdb[3] & 0xff;
        if (control == ModePages.SAVED) {
            r.check(Sense.SAVING_PARAMETERS_NOT_SUPPORTED, -1);
            return;
        }
        int page = cdb[2] & 0x3f;
        boolean noSubpage = subpage == 0 || subpage == 0xff && page == 0x3f;
        int length = noSubpage ? modes.sense(r.take(), info(), ten, (cdb[1] & 8) != 0, control, page) : 0;
        if (length == 0) {
            r.check(Sense.INVALID_FIELD_IN_CDB, -1);
        } else {
            r.answer(length, allocation);
        }
    }

    private void modeSelect(DiskRequest r, byte[] cdb, int length) {
        if ((cdb[1] & 1) != 0 || (cdb[1] & 0x10) == 0 && length > 0) {
            r.check(Sense.INVALID_FIELD_IN_CDB, -1); // save pages, or not in page format
        } else if (length == 0) {
            r.good();
        } else {
            r.modeList(length);
        }
    }

    /** A stopped unit refuses what needs the medium until it is started or reset. Stopping flushes first. */
    private void startStop(DiskRequest r, byte[] cdb) {
        int power = cdb[4] >> 4 & 15;
        boolean start = (cdb[4] & 1) != 0;
        if ((cdb[4] & 2) != 0) {
            r.check(Sense.INVALID_FIELD_IN_CDB, -1); // load or eject
        } else if (power != 0) {
            r.good();
        } else if (start) {
            target.stop(false);
            r.good();
        } else {
            target.stop(true);
            r.flush();
        }
    }

    private void sendDiagnostic(DiskRequest r, byte[] cdb) {
        if ((cdb[1] & 4) != 0 && Cdb.be16(cdb, 3) == 0) {
            r.good();
        } else {
            r.check(Sense.INVALID_FIELD_IN_CDB, -1);
        }
    }

    private void readCapacity10(DiskRequest r, byte[] cdb) {
        if ((cdb[8] & 1) == 0 && Cdb.lba(cdb) != 0) {
            r.check(Sense.INVALID_FIELD_IN_CDB, -1);
            return;
        }
        byte[] b = r.take();
        Cdb.put32(b, 0, Math.min(info().blocks() - 1, 0xffffffffL));
        Cdb.put32(b, 4, info().blockSize());
        r.answer(8, 8);
    }

    private void serviceActionIn(DiskRequest r, byte[] cdb) {
        if ((cdb[1] & 0x1f) != 0x10) {
            r.check(Sense.INVALID_FIELD_IN_CDB, -1);
            return;
        }
        byte[] b = r.take();
        java.util.Arrays.fill(b, 0, 32, (byte) 0);
        Cdb.put64(b, 0, info().blocks() - 1);
        Cdb.put32(b, 8, info().blockSize());
        b[13] = 3; // 8 blocks of 512 in a physical block of 4 KiB
        r.answer(32, (int) Math.min(Cdb.be32(cdb, 10), 32));
    }

    /** A logical unit that is not there answers INQUIRY, REQUEST SENSE and REPORT LUNS only. */
    void absent(DiskRequest r, ScsiCommand command) {
        byte[] cdb = r.cdb();
        if (command == ScsiCommand.INQUIRY && (cdb[1] & 1) == 0 && cdb[2] == 0) {
            r.answer(InquiryData.standard(r.take(), false), Cdb.be16(cdb, 3));
        } else if (command == ScsiCommand.REQUEST_SENSE) {
            Sense.LOGICAL_UNIT_NOT_SUPPORTED.put(r.take(), -1);
            r.answer(Sense.LENGTH, cdb[4] & 0xff);
        } else if (command == ScsiCommand.REPORT_LUNS) {
            reportLuns(r, cdb);
        } else {
            r.check(Sense.LOGICAL_UNIT_NOT_SUPPORTED, -1);
        }
    }

    private BlockInfo info() {
        return target.info();
    }
}

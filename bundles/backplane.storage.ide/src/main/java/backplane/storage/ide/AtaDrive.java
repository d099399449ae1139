package backplane.storage.ide;

import backplane.api.block.BlockPort;
import backplane.api.device.PlugException;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;

/** A disk on the cable: its registers and commands (ATA/ATAPI-6 chapter 8). The cable is {@link AtaChannel}. */
final class AtaDrive {
    static final int BSY = 0x80;
    static final int DRDY = 0x40;
    static final int DF = 0x20;
    static final int DSC = 0x10;
    static final int DRQ = 0x08;
    static final int ERR = 0x01;

    static final int UNC = 0x40;
    static final int IDNF = 0x10;
    static final int ABRT = 0x04;

    private final TaskFile file = new TaskFile();
    private final AtaTransfer transfer = new AtaTransfer(this);
    private final String serial;
    private Runnable changed = () -> {};
    private BusMaster busMaster;
    private BlockPort port;
    private AtaGeometry physical;
    private AtaGeometry current;
    private int status;
    private boolean interrupting;
    private int multiple;
    private boolean writeCache = true;
    private int transferMode = IdentifyData.POWER_ON_MODE;

    AtaDrive(String serial) {
        this.serial = serial;
    }

    void connect(BlockPort blocks) throws PlugException {
        port = blocks;
        physical = AtaGeometry.of(blocks.info());
        current = physical;
    }

    BlockPort port() {
        return port;
    }

    TaskFile file() {
        return file;
    }

    AtaTransfer transfer() {
        return transfer;
    }

    AtaGeometry geometry() {
        return current;
    }

    boolean writeCache() {
        return writeCache;
    }

    /** {@code listener} runs when INTRQ may have changed. Both are null for a drive off the cable. */
    void connect(Runnable listener, BusMaster master) {
        changed = listener == null ? () -> {} : listener;
        busMaster = master;
        transfer.busMasterReady();
    }

    /** The channel's bus master, or null off the cable. */
    BusMaster busMaster() {
        return busMaster;
    }

    int status() {
        return status;
    }

    boolean isInterrupting() {
        return interrupting;
    }

    void acknowledge() {
        interrupting = false;
        changed.run();
    }

    void interrupt() {
        interrupting = true;
        changed.run();
    }

    /** RESET-, SRST or power-on. */
    void reset(boolean hard) {
        if (port != null) {
            port.cancel();
        }
        transfer.stop();
        file.signature();
        status = DRDY | DSC;
        interrupting = false;
        if (hard) {
            multiple = 0;
            writeCache = true;
            transferMode = IdentifyData.POWER_ON_MODE;
            current = physical;
        }
        changed.run();
    }

    /** SRST is high: nothing goes on. */
    void holdInReset() {
        if (port != null) {
            port.cancel();
        }
        transfer.stop();
        status = BSY;
        interrupting = false;
        changed.run();
    }

    // ---- Ends of commands ------------------------------------------------------------------------------------------

    void busy() {
        status = BSY | DSC;
    }

    /** A DRQ block is ready to be taken or filled. */
    void requestData(boolean interrupt) {
        status = DRDY | DSC | DRQ;
        if (interrupt) {
            interrupt();
        }
    }

    /** The host has taken the last data; no interrupt (PIO data-in protocol). */
    void idle() {
        status = DRDY | DSC;
    }

    void done() {
        status = DRDY | DSC;
        interrupt();
    }

    void fail(int error) {
        transfer.stop();
        file.error = error;
        status = DRDY | DSC | ERR;
        interrupt();
    }

    /** A write or flush that the host could not do. */
    void fault() {
        transfer.stop();
        file.error = ABRT;
        status = DRDY | DSC | DF | ERR;
        interrupt();
    }

    // ---- Commands
    // ----------------------------------------------------------------------------------------------------

    /** COMMAND was written to the selected drive. */
    void command(int code) {
        if ((status & BSY) != 0) {
            return;
        }
        interrupting = false;
        changed.run();
        transfer.stop();
        file.error = 0;
        AtaCommand command = AtaCommand.of(code);
        if (command == null) {
            fail(ABRT);
        } else {
            execute(command);
        }
    }

    private void execute(AtaCommand command) {
        switch (command) {
            case IDENTIFY_DEVICE -> {
                byte[] words = transfer.take();
                IdentifyData.put(words, port.info(), serial, physical, current);
                IdentifyData.settings(words, multiple, writeCache, transferMode);
                transfer.answer();
            }
            case READ_SECTORS, READ_SECTORS_EXT -> readWrite(command, 1, true);
            case READ_MULTIPLE, READ_MULTIPLE_EXT -> readWrite(command, multiple, true);
            case WRITE_SECTORS, WRITE_SECTORS_EXT -> readWrite(command, 1, false);
            case WRITE_MULTIPLE, WRITE_MULTIPLE_EXT -> readWrite(command, multiple, false);
            case READ_DMA, READ_DMA_EXT -> readWrite(command, AtaTransfer.DMA, true);
            case WRITE_DMA, WRITE_DMA_EXT -> readWrite(command, AtaTransfer.DMA, false);
            case READ_VERIFY_SECTORS, READ_VERIFY_SECTORS_EXT -> verify(command);
            case SEEK -> seek();
            case FLUSH_CACHE, FLUSH_CACHE_EXT -> transfer.flush();
            case SET_MULTIPLE_MODE -> setMultiple();
            case SET_FEATURES -> setFeatures();
            case INITIALIZE_DEVICE_PARAMETERS -> initializeParameters();
            case CHECK_POWER_MODE, CHECK_POWER_MODE_OLD -> {
                file.count(0xff, false); // active or idle
                done();
            }
            case STANDBY, STANDBY_OLD, STANDBY_IMMEDIATE, STANDBY_IMMEDIATE_OLD, SLEEP, SLEEP_OLD -> transfer.flush();
            case RECALIBRATE, IDLE, IDLE_OLD, IDLE_IMMEDIATE, IDLE_IMMEDIATE_OLD -> done();
            case EXECUTE_DEVICE_DIAGNOSTIC -> done(); // the channel has set the signatures
            case NOP, IDENTIFY_PACKET_DEVICE -> fail(ABRT); // NOP always aborts; this is no packet device
        }
    }

    private boolean inRange(long sector, int count) {
        return sector >= 0 && sector <= port.info().blocks() - count;
    }

    private void readWrite(AtaCommand command, int block, boolean read) {
        boolean ext = command.isExt();
        int count = file.count(ext);
        long sector = file.sector(ext, current);
        if (block == 0 || !read && port.info().readOnly()) {
            fail(ABRT);
        } else if (!inRange(sector, count)) {
            fail(IDNF);
        } else if (read) {
            transfer.read(sector, count, block, ext);
        } else {
            transfer.write(sector, count, block, ext);
        }
    }

    private void verify(AtaCommand command) {
        boolean ext = command.isExt();
        int count = file.count(ext);
        long sector = file.sector(ext, current);
        if (inRange(sector, count)) {
            transfer.verify(sector, count, ext);
        } else {
            fail(IDNF);
        }
    }

    private void seek() {
        if (inRange(file.sector(false, current), 1)) {
            done();
        } else {
            fail(IDNF);
        }
    }

    private void setMultiple() {
        int n = file.countByte();
        if (n > IdentifyData.MOST_MULTIPLE || Integer.bitCount(n) > 1) {
            multiple = 0;
            fail(ABRT);
        } else {
            multiple = n;
            done();
        }
    }

    private void setFeatures() {
        switch (file.features) {
            case 0x02 -> {
                writeCache = true;
                done();
            }
            case 0x82 -> {
                writeCache = false;
                transfer.flush();
            }
            case 0x03 -> setTransferMode(file.countByte());
            case 0x55, 0xaa, 0x66, 0xcc -> done(); // look-ahead off and on, power-on defaults kept or not
            default -> fail(ABRT);
        }
    }

    /** PIO up to 4, multiword DMA up to 2, Ultra DMA up to 5. The mode changes no timing; IDENTIFY tells it. */
    private void setTransferMode(int mode) {
        boolean pio = mode <= 0x01 || mode >= 0x08 && mode <= 0x0c;
        if (pio || IdentifyData.isDmaMode(mode)) {
            transferMode = pio ? transferMode : mode;
            done();
        } else {
            fail(ABRT);
        }
    }

    private void initializeParameters() {
        int sectors = file.countByte();
        int heads = (file.device & 15) + 1;
        if (sectors == 0) {
            fail(ABRT);
        } else {
            current = AtaGeometry.of(port.info().blocks(), heads, sectors);
            done();
        }
    }

    void save(StateWriter out) {
        file.save(out.record("file"));
        transfer.save(out.record("transfer"));
        out.put("status", status);
        out.put("interrupting", interrupting);
        out.put("multiple", multiple);
        out.put("writeCache", writeCache);
        out.put("transferMode", transferMode);
        out.put("geometry", new int[] {current.cylinders(), current.heads(), current.sectors()});
    }

    void restore(StateReader in) throws StateException {
        file.restore(in.record("file"));
        status = in.getInt("status");
        interrupting = in.getBoolean("interrupting");
        multiple = in.getInt("multiple");
        writeCache = in.getBoolean("writeCache");
        transferMode = in.getInt("transferMode");
        int[] g = in.getInts("geometry");
        if (g.length != 3 || g[0] <= 0 || g[1] <= 0 || g[2] <= 0) {
            throw new StateException("ide-hd: geometry is not three positive numbers");
        }
        current = new AtaGeometry(g[0], g[1], g[2]);
        transfer.restore(in.record("transfer"));
        changed.run();
        transfer.busMasterReady();
    }
}

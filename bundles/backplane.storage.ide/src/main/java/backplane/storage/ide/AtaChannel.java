package backplane.storage.ide;

import static backplane.storage.ide.AtaRegister.*;

import backplane.api.irq.IrqLine;
import backplane.api.port.PortDevice;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;

/**
 * One cable with up to two drives: the command block as ports. Writes reach both drives, reads come from the selected
 * one. A channel without drives reads as zeros; so does STATUS of an absent drive, and commands to it are ignored.
 */
final class AtaChannel implements PortDevice {
    private static final int DEV = 0x10;
    private static final int HOB = 0x80;
    private static final int SRST = 0x04;
    private static final int NIEN = 0x02;

    private final AtaDrive[] drives = new AtaDrive[2];
    private final PortDevice control = new Control();
    private final BusMaster busMaster;
    private IrqLine irq;
    private boolean interrupting;
    private int device;
    private int deviceControl;

    AtaChannel(BusMaster busMaster) {
        this.busMaster = busMaster;
        busMaster.onStart(this::busMasterStarted);
    }

    private void busMasterStarted() {
        AtaDrive d = selected();
        if (d != null) {
            d.transfer().busMasterReady();
        }
    }

    void connect(IrqLine line) {
        irq = line;
    }

    /** The port of ALTERNATE STATUS and DEVICE CONTROL. */
    PortDevice control() {
        return control;
    }

    void attach(int number, AtaDrive drive) {
        if (drives[number] != null && drives[number] != drive) {
            drives[number].connect(null, null);
        }
        drives[number] = drive;
        if (drive != null) {
            drive.connect(this::update, busMaster);
        }
        update();
    }

    void reset() {
        device = 0;
        deviceControl = 0;
        for (AtaDrive d : drives) {
            if (d != null) {
                d.reset(true);
            }
        }
        update();
    }

    private AtaDrive selected() {
        return drives[(device & DEV) >> 4];
    }

    private boolean isEmpty() {
        return drives[0] == null && drives[1] == null;
    }

    private void update() {
        AtaDrive d = selected();
        boolean intrq = d != null && d.isInterrupting() && (deviceControl & NIEN) == 0;
        if (intrq && !interrupting) {
            busMaster.interrupted();
        }
        interrupting = intrq;
        if (irq != null) {
            irq.set(intrq);
        }
    }

    @Override
    public int read8(int offset) {
        if (isEmpty()) {
            return 0;
        }
        AtaDrive d = selected();
        if (d == null) {
            // The present drive answers for the absent one: its registers, and a status of 0.
            AtaDrive other = drives[(device & DEV) == 0 ? 1 : 0];
            return switch (offset) {
                case DATA_OFFSET, ERROR_OFFSET, STATUS_OFFSET -> 0;
                case DEVICE_OFFSET -> device | 0xa0;
                default -> other.file().read(offset, (deviceControl & HOB) != 0);
            };
        }
        return switch (offset) {
            case DATA_OFFSET -> d.transfer().readWord() & 0xff;
            case ERROR_OFFSET -> d.file().error;
            case DEVICE_OFFSET -> d.file().device & 0x4f | device & DEV | 0xa0;
            case STATUS_OFFSET -> {
                int status = d.status();
                if (d.isInterrupting()) {
                    d.acknowledge();
                }
                yield status;
            }
            default -> d.file().read(offset, (deviceControl & HOB) != 0);
        };
    }

    @Override
    public void write8(int offset, int value) {
        deviceControl &= ~HOB;
        if (offset == DATA_OFFSET) {
            write16(offset, value);
            return;
        }
        if (offset == STATUS_OFFSET) {
            command(value);
            return;
        }
        if (offset == DEVICE_OFFSET) {
            device = value;
        }
        for (AtaDrive d : drives) {
            if (d != null && (d.status() & (AtaDrive.BSY | AtaDrive.DRQ)) == 0) {
                switch (offset) {
                    case ERROR_OFFSET -> d.file().features = value;
                    case DEVICE_OFFSET -> d.file().device = value;
                    default -> d.file().write(offset, value);
                }
            }
        }
        if (offset == DEVICE_OFFSET) {
            update();
        }
    }

    private void command(int code) {
        if ((deviceControl & SRST) != 0) {
            return;
        }
        AtaDrive d = selected();
        if (AtaCommand.of(code) == AtaCommand.EXECUTE_DEVICE_DIAGNOSTIC) {
            diagnose();
        } else if (d != null) {
            d.command(code);
        }
    }

    /** Both drives run it whichever is selected; drive 0 ends up selected and interrupts. */
    private void diagnose() {
        for (AtaDrive x : drives) {
            if (x != null) {
                x.reset(false);
            }
        }
        device = 0;
        if (drives[0] != null) {
            drives[0].done();
        }
    }

    @Override
    public int read16(int offset) {
        if (offset == DATA_OFFSET) {
            AtaDrive d = selected();
            return isEmpty() || d == null ? 0 : d.transfer().readWord();
        }
        return PortDevice.super.read16(offset);
    }

    @Override
    public void write16(int offset, int value) {
        if (offset == DATA_OFFSET) {
            AtaDrive d = selected();
            if (d != null) {
                d.transfer().writeWord(value);
            }
        } else {
            PortDevice.super.write16(offset, value);
        }
    }

    @Override
    public int read32(int offset) {
        if (offset == DATA_OFFSET) {
            return read16(offset) | read16(offset) << 16;
        }
        return PortDevice.super.read32(offset);
    }

    @Override
    public void write32(int offset, int value) {
        if (offset == DATA_OFFSET) {
            write16(offset, value & 0xffff);
            write16(offset, value >>> 16);
        } else {
            PortDevice.super.write32(offset, value);
        }
    }

    @Override
    public void readBlock(int offset, int width, byte[] to, int at, int count) {
        AtaDrive d = selected();
        if (offset == DATA_OFFSET && width > 1 && d != null) {
            d.transfer().readBytes(to, at, count * width);
        } else {
            PortDevice.super.readBlock(offset, width, to, at, count);
        }
    }

    @Override
    public void writeBlock(int offset, int width, byte[] from, int at, int count) {
        AtaDrive d = selected();
        if (offset == DATA_OFFSET && width > 1 && d != null) {
            d.transfer().writeBytes(from, at, count * width);
        } else {
            PortDevice.super.writeBlock(offset, width, from, at, count);
        }
    }

    /** ALTERNATE STATUS and DEVICE CONTROL. */
    private final class Control implements PortDevice {
        @Override
        public int read8(int offset) {
            AtaDrive d = selected();
            return d == null ? 0 : d.status();
        }

        @Override
        public void write8(int offset, int value) {
            boolean rise = (value & SRST) != 0 && (deviceControl & SRST) == 0;
            boolean fall = (value & SRST) == 0 && (deviceControl & SRST) != 0;
            deviceControl = value;
            if (fall) {
                device = 0;
            }
            for (AtaDrive d : drives) {
                if (d != null && rise) {
                    d.holdInReset();
                } else if (d != null && fall) {
                    d.reset(false);
                }
            }
            update();
        }
    }

    void save(StateWriter out) {
        out.put("device", device);
        out.put("control", deviceControl);
    }

    void restore(StateReader in) throws StateException {
        device = in.getInt("device");
        deviceControl = in.getInt("control");
        interrupting = true; // the bus master has seen it rise
        update();
        busMasterStarted();
    }
}

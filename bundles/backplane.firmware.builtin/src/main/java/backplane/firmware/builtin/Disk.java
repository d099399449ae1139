package backplane.firmware.builtin;

import backplane.api.state.StateWriter;

/** A disk that a driver of this BIOS has found. */
interface Disk {
    /** For lists, for example {@code ata0-0 QEMU HARDDISK}. */
    String name();

    /** Sectors of 512 bytes. */
    long sectors();

    /** Cylinders, heads and sectors that the disk reports, or zeros. */
    Geometry physical();

    /** Starts a transfer, giving up one in progress. */
    void start(Transfer transfer);

    /** {@link Result#DONE} when it is over, else how to wait. */
    Result poll(Transfer transfer);

    /** The Open Firmware path of boot order lists. */
    String path();

    /** Where it is, for the EDD 3.0 device path. */
    Edd.Place place();

    void save(StateWriter out);
}

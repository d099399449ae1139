package backplane.api.device;

/** How deep a reset goes. */
public enum ResetKind {
    /** Power has just come: every register, also those a reset button leaves alone. */
    POWER_ON,
    /** PCI RST# and ISA RESET DRV: the button, port 0xCF9 value 6. */
    HARD,
    /** The CPU alone: keyboard controller pulse, triple fault, port 0x92 bit 0. */
    SOFT,
    /** A bus reset from the card above, for example SCSI RST. */
    BUS
}

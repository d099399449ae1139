package backplane.firmware.builtin;

/** Cylinders, heads and sectors per track. */
record Geometry(int cylinders, int heads, int sectors) {
    static final Geometry NONE = new Geometry(0, 0, 0);

    private static final int MOST_CYLINDERS = 1024;
    private static final int SECTORS = 63;

    /**
     * What INT 13h reports: the disk's own geometry if its cylinders fit in ten bits, else LBA-assist translation,
     * which every BIOS since 1995 agrees on.
     */
    static Geometry logical(Geometry physical, long total) {
        if (physical.cylinders > 0
                && physical.cylinders <= MOST_CYLINDERS
                && physical.heads > 0
                && physical.heads <= 255
                && physical.sectors > 0
                && physical.sectors <= SECTORS) {
            return physical;
        }
        long tracks = total / SECTORS;
        long wanted = tracks / MOST_CYLINDERS;
        int heads = wanted > 128 ? 255 : wanted > 64 ? 128 : wanted > 32 ? 64 : wanted > 16 ? 32 : 16;
        long cylinders = Math.max(1, Math.min(MOST_CYLINDERS, tracks / heads));
        return new Geometry((int) cylinders, heads, SECTORS);
    }
}

package backplane.storage.lsi53c8xx;

/** The chips of the family that this card can be. */
public enum LsiModel {
    /** 53C810: fast narrow, no on-chip RAM. */
    LSI53C810("lsi53c810", "LSI 53C810 PCI to SCSI controller", "SYM53C810A data manual", 0x0001, 0x100, 0, 8),
    /** 53C895A: Ultra2 wide, 8 KiB of SCRIPTS RAM. */
    LSI53C895A(
            "lsi53c895a",
            "LSI 53C895A PCI to SCSI controller",
            "LSI53C895A technical manual",
            0x0012,
            0x400,
            0x2000,
            16);

    final String type;
    final String title;
    final String source;
    final int device;
    final int memoryBar;
    final int scriptsRam;
    final int ids;

    LsiModel(String type, String title, String source, int device, int memoryBar, int scriptsRam, int ids) {
        this.type = type;
        this.title = title;
        this.source = source;
        this.device = device;
        this.memoryBar = memoryBar;
        this.scriptsRam = scriptsRam;
        this.ids = ids;
    }
}

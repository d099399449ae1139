package backplane.firmware.builtin;

import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import java.nio.charset.StandardCharsets;

/** A disk on an IDE channel. */
final class AtaDisk implements Disk {
    private final AtaChannel channel;
    private final int unit;
    private final String model;
    private final long sectors;
    private final Geometry physical;
    private final int multiple;

    AtaDisk(AtaChannel channel, int unit, String model, long sectors, Geometry physical, int multiple) {
        this.channel = channel;
        this.unit = unit;
        this.model = model;
        this.sectors = sectors;
        this.physical = physical;
        this.multiple = multiple;
    }

    /** From the reply to IDENTIFY DEVICE; null when the device has no LBA. */
    static AtaDisk of(AtaChannel channel, int unit, byte[] id) {
        if ((word(id, 49) & 0x200) == 0) {
            return null;
        }
        long sectors = word(id, 60) | (long) word(id, 61) << 16;
        if ((word(id, 83) & 0x400) != 0) {
            long large = word(id, 100) | (long) word(id, 101) << 16 | (long) word(id, 102) << 32;
            sectors = Math.max(sectors, large);
        }
        byte[] name = new byte[40];
        for (int i = 0; i < name.length; i++) {
            name[i] = id[54 + (i ^ 1)];
        }
        int multiple = word(id, 47) & 0xff;
        boolean set = multiple > 1 && channel.setMultiple(unit, multiple);
        return new AtaDisk(
                channel,
                unit,
                new String(name, StandardCharsets.ISO_8859_1).trim(),
                sectors,
                new Geometry(word(id, 1), word(id, 3), word(id, 6)),
                set ? multiple : 1);
    }

    private static int word(byte[] id, int n) {
        return id[2 * n] & 0xff | (id[2 * n + 1] & 0xff) << 8;
    }

    int unit() {
        return unit;
    }

    int multiple() {
        return multiple;
    }

    @Override
    public String name() {
        return "ata" + channel.number() + "-" + unit + " " + model;
    }

    @Override
    public long sectors() {
        return sectors;
    }

    @Override
    public Geometry physical() {
        return physical;
    }

    @Override
    public void start(Transfer transfer) {
        channel.start(this);
    }

    @Override
    public Result poll(Transfer transfer) {
        return channel.poll(this, transfer);
    }

    @Override
    public String path() {
        return "/pci@i0cf8/ide@1,1/drive@" + channel.number() + "/disk@" + unit;
    }

    @Override
    public Edd.Place place() {
        return Edd.Place.ata(channel.base(), channel.control(), channel.irq(), channel.number(), unit);
    }

    @Override
    public void save(StateWriter out) {
        out.put("kind", "ata");
        out.put("channel", channel.number());
        out.put("unit", unit);
        out.put("model", model);
        out.put("sectors", sectors);
        out.put("physical", new int[] {physical.cylinders(), physical.heads(), physical.sectors()});
        out.put("multiple", multiple);
    }

    static AtaDisk restore(StateReader in, AtaChannel[] channels) throws StateException {
        int[] chs = in.getInts("physical");
        return new AtaDisk(
                channels[in.getInt("channel") & 1],
                in.getInt("unit") & 1,
                in.getString("model"),
                in.getLong("sectors"),
                new Geometry(chs[0], chs[1], chs[2]),
                in.getInt("multiple"));
    }
}

package backplane.cpu.x86.interpret;

/** The flight recorder: the latest blocks, interrupts and faults, cheap enough to be always on. */
final class Recorder {
    static final int BLOCK = 0;
    static final int INTERRUPT = 1;
    static final int FAULT = 2;

    private static final int SIZE = 4096;

    private final int[] ring = new int[SIZE * 2];
    private int count;

    void block(int selector, int eip) {
        int i = (count++ & SIZE - 1) * 2;
        ring[i] = eip;
        ring[i + 1] = selector << 2;
    }

    void event(int kind, int vector, int code) {
        int i = (count++ & SIZE - 1) * 2;
        ring[i] = code;
        ring[i + 1] = vector << 2 | kind;
    }

    String text() {
        StringBuilder s = new StringBuilder();
        int entries = count < 0 || count > SIZE ? SIZE : count;
        for (int n = count - entries; n != count; n++) {
            int i = (n & SIZE - 1) * 2;
            int what = ring[i + 1];
            int detail = what >>> 2;
            if ((what & 3) == BLOCK) {
                s.append(String.format("%04x:%08x%n", detail, ring[i]));
            } else if ((what & 3) == INTERRUPT) {
                s.append(String.format("interrupt %02x%n", detail));
            } else {
                String code = ring[i] == -1 ? "" : String.format("(%04x)", ring[i]);
                s.append("fault ")
                        .append(backplane.cpu.x86.semantics.Fault.name(detail))
                        .append(code)
                        .append(System.lineSeparator());
            }
        }
        return s.toString();
    }
}

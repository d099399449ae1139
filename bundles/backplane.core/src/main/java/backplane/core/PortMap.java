package backplane.core;

import org.osgi.annotation.versioning.ProviderType;

/** The port space as the CPU sees it. {@code port} is 0 to 0xffff. Machine thread only. */
@ProviderType
public interface PortMap {
    int in8(int port);

    int in16(int port);

    int in32(int port);

    void out8(int port, int value);

    void out16(int port, int value);

    void out32(int port, int value);

    /** REP INS of {@code count} items of {@code width} bytes. */
    void ins(int port, int width, byte[] to, int at, int count);

    /** REP OUTS. */
    void outs(int port, int width, byte[] from, int at, int count);
}

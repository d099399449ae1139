package backplane.core;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Firmware in Java behind a ROM stub: the guest executes {@code 0F 3F iw} in a ROM page and the CPU calls this. It
 * must not block; to wait it leaves EIP at guest code that halts and traps again. Machine thread only.
 */
@ConsumerType
@FunctionalInterface
public interface Trap {
    void trap(CpuState cpu, int number);
}

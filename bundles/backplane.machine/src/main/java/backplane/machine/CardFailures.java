package backplane.machine;

/** Hears of cards that threw while the guest was accessing them. */
@FunctionalInterface
interface CardFailures {
    /** {@code target} is the PortDevice, MemoryDevice or action that threw. Its card will be unplugged. */
    void failed(Object target, RuntimeException reason);
}

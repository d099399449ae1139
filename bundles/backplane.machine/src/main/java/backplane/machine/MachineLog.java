package backplane.machine;

/** Where the lines of a machine's cards go. Called on the machine thread; must not block. */
@FunctionalInterface
public interface MachineLog {
    /** @param card the card's id, or {@code machine} */
    void log(String machine, String card, System.Logger.Level level, String text);
}

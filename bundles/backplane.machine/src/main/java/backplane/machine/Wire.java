package backplane.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** A named wire and everybody who watches it. */
final class Wire {
    private final List<IntConsumer> watchers = new ArrayList<>();
    private IntConsumer[] snapshot = new IntConsumer[0];
    private int value;

    int get() {
        return value;
    }

    void set(int next) {
        value = next;
        for (IntConsumer watcher : snapshot) {
            watcher.accept(next);
        }
    }

    /** Changes the value and tells nobody: reset. */
    void preset(int next) {
        value = next;
    }

    void watch(IntConsumer watcher) {
        watchers.add(watcher);
        snapshot = watchers.toArray(IntConsumer[]::new);
    }

    void unwatch(IntConsumer watcher) {
        watchers.remove(watcher);
        snapshot = watchers.toArray(IntConsumer[]::new);
    }
}

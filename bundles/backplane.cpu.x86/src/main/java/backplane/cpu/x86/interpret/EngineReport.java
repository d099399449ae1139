package backplane.cpu.x86.interpret;

import backplane.core.EngineView;
import backplane.cpu.x86.translate.Translator;
import java.util.List;

/** What {@code bp:perf} and {@code bp:jit} are told. */
final class EngineReport implements EngineView {
    private final Interpreter interpreter;
    /** Null when nothing is translated. */
    private final Translator translator;

    /** Written around every entry of a region by the machine thread; a sampler may see it a moment late. */
    boolean inRegion;

    EngineReport(Interpreter interpreter, Translator translator) {
        this.interpreter = interpreter;
        this.translator = translator;
    }

    @Override
    public boolean inRegion() {
        return inRegion;
    }

    @Override
    public Counters counters() {
        long translated = interpreter.translated();
        long interpreted = interpreter.executed() - translated;
        return translator == null
                ? new Counters("interp", interpreted, 0, interpreter.exits(), 0, 0, 0, 0, 0)
                : translator.counters(interpreted, translated, interpreter.exits());
    }

    @Override
    public List<Region> regions() {
        return translator == null ? List.of() : translator.view();
    }

    @Override
    public int discard() {
        return translator == null ? 0 : translator.clear();
    }
}

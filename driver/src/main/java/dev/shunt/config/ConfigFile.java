package dev.shunt.config;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A file that is read again within a second of every change, also where it is replaced by a rename or behind a symlink.
 * Content that cannot be used (broken, half-written, empty, gone) leaves the last good content in use, which is logged
 * once.
 *
 * <p>Options that {@linkplain Option#reloads() need a restart} keep their value from the moment when they are in use:
 * {@code state.dir} always, {@code source.url} once it is set, the others once there is a target; going from no target
 * to a target is applied. Everything else in such content is applied, unless it names other databases and at the same
 * time raises a knob or changes the scope: then nothing of it is. {@link #problem()} says so either way.
 *
 * <p>Thread-safe.
 */
public final class ConfigFile implements AutoCloseable {
    private static final Logger LOG = System.getLogger(ConfigFile.class.getName());

    private record State(
            Config config, Instant applied, @Nullable String problem) {}

    private final Path path;
    private final Watcher watcher;
    private final List<Consumer<Config>> listeners = new CopyOnWriteArrayList<>();
    private volatile State state;

    // the watcher's thread only
    private Reading good;
    private @Nullable String problemOfGood;

    private ConfigFile(Path path, Reading first, Config config) {
        this.path = path;
        this.good = first;
        this.state = new State(config, Instant.now(), null);
        this.watcher = new Watcher(path, first, this::settled, System::nanoTime);
    }

    /**
     * Reads a file and watches it until closed.
     *
     * @throws ConfigException where the file is missing or cannot be read, or anything in it is wrong
     */
    public static ConfigFile open(Path path) throws ConfigException {
        Reading first = Reading.of(path);
        ConfigFile file = new ConfigFile(path, first, first.parse(path));
        file.watcher.start();
        return file;
    }

    /** The last good content. */
    public Config current() {
        return state.config;
    }

    /** The path that was opened. */
    public Path path() {
        return path;
    }

    /** When the current content was applied. */
    public Instant applied() {
        return state.applied;
    }

    /** Why the newest content is not applied, or not wholly; null when it is. */
    public @Nullable String problem() {
        return state.problem;
    }

    /** Adds a listener, called on the watcher's thread after each change of the current content. What it throws is logged. */
    public void onChange(Consumer<Config> listener) {
        listeners.add(listener);
    }

    /** Ends the watching; the current content stays. */
    @Override
    public void close() {
        watcher.stop();
    }

    private void settled(Reading reading) {
        if (reading.equals(good)) {
            report(problemOfGood);
            return;
        }
        try {
            Reload reload = Reload.of(state.config, reading.parse(path));
            good = reading;
            problemOfGood = reload.problem();
            state = new State(reload.config(), Instant.now(), state.problem);
            report(problemOfGood);
            LOG.log(Level.INFO, () -> path + ": applied");
            listeners.forEach(this::tell);
        } catch (ConfigException e) {
            report(String.join("; ", e.problems()) + "; the last good content stays in use");
        }
    }

    private void report(@Nullable String problem) {
        State before = state;
        if (Objects.equals(problem, before.problem)) {
            return;
        }
        state = new State(before.config, before.applied, problem);
        if (problem == null) {
            LOG.log(Level.INFO, () -> path + ": is good again");
        } else {
            LOG.log(Level.WARNING, () -> path + ": " + problem);
        }
    }

    private void tell(Consumer<Config> listener) {
        try {
            listener.accept(state.config);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, path + ": a listener to changes failed", e);
        }
    }
}

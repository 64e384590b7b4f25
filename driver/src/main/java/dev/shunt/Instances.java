package dev.shunt;

import dev.shunt.config.ConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** The running instances of this JVM, one for each file. Thread-safe. */
final class Instances {
    private static final Map<Path, Instance> RUNNING = new HashMap<>();

    private Instances() {}

    /**
     * Opens a connection through the instance of the URL's file, which starts with its first connection.
     *
     * @throws SQLException with SQLState 08001 where the file or the state directory cannot be used; else the wrapped
     *     driver's own
     */
    static Connection connect(ShuntUrl url) throws SQLException {
        return running(url).connect(url);
    }

    private static synchronized Instance running(ShuntUrl url) throws SQLException {
        Instance known = RUNNING.get(url.file());
        if (known != null) {
            return known;
        }
        try {
            Instance started = Instance.start(url.file());
            RUNNING.put(url.file(), started);
            return started;
        } catch (ConfigException | IOException e) {
            throw new SQLException(e.getMessage(), "08001", e);
        }
    }

    /** Stops the instance of a file, if it runs: its connections go on, but nothing of theirs is mirrored any more. */
    static void stop(Path file) {
        Instance running;
        synchronized (Instances.class) {
            running = RUNNING.remove(file);
        }
        if (running != null) {
            running.close();
        }
    }
}

package dev.shunt.journal;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Says once that something is wrong, and once that it is over. Thread-safe. */
final class Alarm {
    private static final System.Logger LOG = System.getLogger(Alarm.class.getName());

    private final String what;
    private long times;
    private volatile @Nullable String problem;

    Alarm(String what) {
        this.what = what;
    }

    synchronized void raise(Throwable error) {
        times++;
        String known = problem;
        problem = what + ": " + text(error);
        if (known == null) {
            // what a database says in a cause may be a whole statement, with keys
            LOG.log(Level.ERROR, problem, error instanceof RuntimeException || error instanceof Error ? error : null);
        }
    }

    static String text(Throwable error) {
        return error.getMessage() == null ? error.toString() : error.getMessage();
    }

    void over() {
        if (problem != null) {
            end();
        }
    }

    private synchronized void end() {
        if (problem != null) {
            LOG.log(Level.INFO, "over, after " + times + " times: " + problem);
            problem = null;
            times = 0;
        }
    }

    @Nullable
    String problem() {
        return problem;
    }
}

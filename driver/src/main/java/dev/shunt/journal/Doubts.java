package dev.shunt.journal;

import dev.shunt.schema.Dialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/**
 * The intents in doubt whose sessions may still commit them. When a session is over is read from the primary's own list:
 * before that nothing that can be read proves that the commit will not come. A session is never ended from here, since
 * its number may be another's by now. Thread-safe.
 */
public final class Doubts {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Journal journal;
    private final Set<Intent> held = ConcurrentHashMap.newKeySet();
    private final AtomicLong lookedAt = new AtomicLong(System.nanoTime() - PAUSE_NANOS);

    Doubts(Journal journal) {
        this.journal = journal;
    }

    void add(Intent intent) {
        held.add(intent);
    }

    List<Intent> held() {
        return List.copyOf(held);
    }

    /**
     * Looks at the sessions, if any is waited for and nobody has looked a moment ago.
     *
     * @param primary connections in auto-commit
     */
    public void look(DataSource primary) throws SQLException {
        long now = System.nanoTime();
        long before = lookedAt.get();
        if (held.isEmpty() || now - before < PAUSE_NANOS || !lookedAt.compareAndSet(before, now)) {
            return;
        }
        List<Intent> doubts = held();
        Sessions sessions;
        try (Connection connection = primary.getConnection()) {
            sessions = Sessions.now(connection, Dialect.of(connection));
        }
        doubts.forEach(intent -> end(intent, sessions));
    }

    private void end(Intent intent, Sessions sessions) {
        Session session = intent.session;
        switch (session == null ? Sessions.End.UNKNOWN : sessions.end(session)) {
            case OPEN -> {}
            case OVER -> {
                journal.released(intent);
                held.remove(intent); // last: where it cannot be let go now, the next look tries again
            }
            case UNKNOWN -> {
                unproved(intent);
                held.remove(intent);
            }
        }
    }

    /** A locking read alone proves nothing; its rows are synced once more, for what that is worth. */
    private void unproved(Intent intent) {
        intent.written().forEach(table -> journal.taint(table, "a commit with an unknown end; verify the table"));
        journal.released(intent);
    }
}

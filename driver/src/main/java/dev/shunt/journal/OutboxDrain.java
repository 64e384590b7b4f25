package dev.shunt.journal;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what others have left in the outbox, and what an earlier run of this instance has: round and round, a page at a
 * time, in the order of the key, so that rows that cannot be synced now hold up no others. Used by one thread, but for
 * {@link #done}.
 */
final class OutboxDrain {
    private static final int PAGE = 200;
    private static final int PAGES = 20;
    private static final int MAX_ROWS = 2_000;
    private static final long MAX_BYTES = 64L << 20;
    private static final String BEYOND_ALL = "~";

    /** Gets an intent whose transaction has committed. */
    interface Adopter {
        void adopt(OutboxRow row, byte[] payload) throws IOException;
    }

    private final OutboxTable table;
    private final OutboxRow.Id firstOwn;
    private final long youngMillis;
    private final Adopter adopter;
    private final BiConsumer<String, String> taint;
    private final Set<OutboxRow.Id> inHand = ConcurrentHashMap.newKeySet();
    private final Set<OutboxRow.Id> unreadable = new HashSet<>();
    private final AtomicLong bytes = new AtomicLong();
    private OutboxRow.Id at = new OutboxRow.Id("", 0);
    private long waiting;
    private volatile long inDoubt;

    /**
     * @param firstOwn rows of this instance from here on are in this process's own hands
     * @param youngMillis rows of other instances are left to them until they are so old
     */
    OutboxDrain(
            OutboxTable table,
            OutboxRow.Id firstOwn,
            long youngMillis,
            Adopter adopter,
            BiConsumer<String, String> taint) {
        this.table = table;
        this.firstOwn = firstOwn;
        this.youngMillis = youngMillis;
        this.adopter = adopter;
        this.taint = taint;
    }

    /** The row is deleted. */
    void done(OutboxRow row) {
        if (inHand.remove(row.id)) {
            bytes.addAndGet(-row.bytes);
        }
    }

    /** Returns how many rows are left by statements of which it is not known whether they are over. */
    long inDoubt() {
        return inDoubt;
    }

    /**
     * Takes over what is there, before this process's own rows or behind them, or as much as is good for one time: of an
     * empty table it costs one statement.
     */
    void poll(Connection connection) throws SQLException {
        for (int i = 0; i < PAGES; i++) {
            if (inHand.size() >= MAX_ROWS || bytes.get() >= MAX_BYTES || !page(connection)) {
                return;
            }
        }
    }

    /** Returns false at the end of what is before this process's own rows, or behind them. */
    private boolean page(Connection connection) throws SQLException {
        Sessions sessions = new Sessions(connection);
        String self = firstOwn.instance();
        int side = at.instance().compareTo(self);
        boolean beforeOwn = side < 0 || side == 0 && at.number() < firstOwn.number() - 1;
        int count = 0;
        try (PreparedStatement statement = connection.prepareStatement(table.page(PAGE))) {
            statement.setString(1, at.instance());
            statement.setString(2, at.instance());
            statement.setLong(3, at.number());
            statement.setString(4, beforeOwn ? self : BEYOND_ALL);
            statement.setString(5, beforeOwn ? self : BEYOND_ALL);
            statement.setLong(6, beforeOwn ? firstOwn.number() : Long.MAX_VALUE);
            statement.setString(7, self); // of an earlier process: nobody else has them in hand
            statement.setLong(8, youngMillis);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    count++;
                    take(rows, sessions);
                }
            }
        }
        if (count == PAGE) {
            return true;
        }
        if (beforeOwn) {
            at = new OutboxRow.Id(self, Long.MAX_VALUE);
            return false;
        }
        at = new OutboxRow.Id("", 0);
        inDoubt = waiting;
        waiting = 0;
        return false;
    }

    private void take(ResultSet rows, Sessions sessions) throws SQLException {
        OutboxRow.Id id = new OutboxRow.Id(rows.getString(1).trim(), rows.getLong(2));
        at = id;
        int kind = rows.getInt(3);
        // the register tells of taints, and takes them off again
        if (kind == OutboxTable.TAINT || inHand.contains(id) || unreadable.contains(id)) {
            return;
        }
        byte[] payload = rows.getBytes(7);
        try {
            if (kind == OutboxTable.BEFORE && !sessions.gone(rows.getString(6), rows.getLong(5))) {
                waiting++;
            } else {
                inHand.add(id);
                bytes.addAndGet(payload.length);
                adopter.adopt(new OutboxRow(id, payload.length, false), payload);
            }
        } catch (IOException | RuntimeException e) {
            unreadable.add(id);
            taint.accept(Taint.EVERY_TABLE, e.getMessage() + ", of instance " + id.instance() + "; verify every table");
        }
    }

    /** Looked at once for a page, after it was read, where it is asked for at all. */
    private final class Sessions {
        private final Connection connection;
        private @Nullable OutboxSessions seen;

        Sessions(Connection connection) {
            this.connection = connection;
        }

        boolean gone(@Nullable String session, long created) throws SQLException {
            OutboxSessions now = seen;
            if (now == null) {
                now = OutboxSessions.now(connection, table.dialect());
                seen = now;
            }
            return session != null && now.gone(session, created);
        }
    }
}

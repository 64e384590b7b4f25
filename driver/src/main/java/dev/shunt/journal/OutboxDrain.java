package dev.shunt.journal;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what others have left in the outbox, and what an earlier run of this instance has: round and round, a page at a
 * time, in the order of the key, so that rows that cannot be synced now hold up no others. Used by one thread, but for
 * {@link #done}.
 */
final class OutboxDrain {
    private static final int PAGE = 200;
    private static final int PAGES = 20;
    private static final int MAX_ROWS = 20_000;
    private static final int MAX_OF_A_TABLE = 1_000;
    private static final int COUNTED = 10_000;
    private static final long MAX_BYTES = 64L << 20;
    private static final String BEYOND_ALL = "~";

    private final OutboxTable table;
    private final OutboxRow.Id firstOwn;
    private final long youngMillis;
    private final Consumer<Intent> finish;
    private final BiConsumer<OutboxRow, Intent> adopter;
    private final BiConsumer<String, String> taint;

    /** Each with the tables that it names. */
    private final Map<OutboxRow.Id, Set<String>> inHand = new ConcurrentHashMap<>();

    private final Map<String, Integer> ofTable = new ConcurrentHashMap<>();
    private final Set<OutboxRow.Id> unreadable = new HashSet<>();
    private final AtomicLong bytes = new AtomicLong();
    private OutboxRow.Id at = new OutboxRow.Id("", 0);
    private long waiting;
    private volatile long inDoubt;
    private long ownLeft;
    private volatile boolean recovered;

    /** Something may be there, until the first look. */
    private volatile long left = 1;

    /**
     * @param firstOwn rows of this instance from here on are in this process's own hands
     * @param youngMillis rows of other instances are left to them until they are so old
     * @param finish told of each intent when nothing of it is left to be done
     * @param adopter gets each intent, whose transaction has committed
     */
    OutboxDrain(
            OutboxTable table,
            OutboxRow.Id firstOwn,
            long youngMillis,
            Consumer<Intent> finish,
            BiConsumer<OutboxRow, Intent> adopter,
            BiConsumer<String, String> taint) {
        this.table = table;
        this.firstOwn = firstOwn;
        this.youngMillis = youngMillis;
        this.finish = finish;
        this.adopter = adopter;
        this.taint = taint;
    }

    /** The row is deleted. */
    void done(OutboxRow row) {
        Set<String> tables = inHand.remove(row.id);
        if (tables != null) {
            bytes.addAndGet(-row.bytes);
            tables.forEach(name -> ofTable.merge(name, -1, Integer::sum));
        }
    }

    /** Returns how many rows are left by statements of which it is not known whether they are over. */
    long inDoubt() {
        return inDoubt;
    }

    /** Returns how many rows nobody has in hand here: others', and those of an earlier run; at most some 10,000. */
    long left() {
        return left;
    }

    /** Returns true once all that an earlier run of this instance has left was taken over. */
    boolean recovered() {
        return recovered;
    }

    /**
     * Takes over what is there, before this process's own rows or behind them, or as much as is good for one time: of an
     * empty table it costs one statement.
     */
    void poll(Connection connection) throws SQLException {
        for (int i = 0; i < PAGES; i++) {
            if (!room() || !page(connection)) {
                break;
            }
        }
        count(connection);
    }

    private boolean room() {
        return inHand.size() < MAX_ROWS && bytes.get() < MAX_BYTES;
    }

    private void count(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(table.left(MAX_ROWS + COUNTED))) {
            statement.setString(1, firstOwn.instance());
            statement.setString(2, firstOwn.instance());
            statement.setString(3, firstOwn.instance());
            statement.setLong(4, firstOwn.number());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                left = Math.max(0, row.getLong(1) - inHand.size() - unreadable.size()); // the latter taint
            }
        }
    }

    /** Returns false at the end of what is before this process's own rows, or behind them. */
    private boolean page(Connection connection) throws SQLException {
        Look look = new Look(connection);
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
                    take(rows, look);
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
        if (ownLeft == 0) {
            recovered = true;
        }
        ownLeft = 0;
        return false;
    }

    private void take(ResultSet rows, Look look) throws SQLException {
        OutboxRow.Id id = new OutboxRow.Id(rows.getString(1).trim(), rows.getLong(2));
        at = id;
        int kind = rows.getInt(3);
        // the register tells of taints, and takes them off again
        if (kind == OutboxTable.TAINT || inHand.containsKey(id) || unreadable.contains(id)) {
            return;
        }
        try {
            byte[] payload = rows.getBytes(7);
            Intent intent = OutboxPayload.intent(payload, finish);
            Sessions.End end = kind == OutboxTable.BEFORE
                    ? look.end(intent.session, rows.getString(6), rows.getLong(5))
                    : Sessions.End.OVER;
            if (end == Sessions.End.OPEN) {
                waiting++;
                leave(id);
                return;
            }
            if (end == Sessions.End.UNKNOWN) {
                intent.written().forEach(name -> taint.accept(name, "a write with an unknown end; verify the table"));
            }
            adopt(id, payload.length, intent);
        } catch (IOException | RuntimeException e) {
            unreadable.add(id);
            taint.accept(Taint.EVERY_TABLE, e.getMessage() + ", of instance " + id.instance() + "; verify every table");
        }
    }

    private void leave(OutboxRow.Id id) {
        ownLeft += id.instance().equals(firstOwn.instance()) ? 1 : 0;
    }

    /** Rows of a table that cannot be synced leave room for others. */
    private void adopt(OutboxRow.Id id, int size, Intent intent) {
        Set<String> tables = intent.written();
        if (tables.stream().anyMatch(name -> ofTable.getOrDefault(name, 0) >= MAX_OF_A_TABLE)) {
            leave(id);
            return;
        }
        inHand.put(id, tables);
        tables.forEach(name -> ofTable.merge(name, 1, Integer::sum));
        bytes.addAndGet(size);
        adopter.accept(new OutboxRow(id, size, false), intent);
    }

    /** Looked at once for a page, after it was read, where it is asked for at all. */
    private final class Look {
        private final Connection connection;
        private @Nullable Sessions seen;

        Look(Connection connection) {
            this.connection = connection;
        }

        /**
         * Tells of the session that announced a row. After a failover no list knows it; and where the driver may have gone
         * on with another one ({@code session} is null) the end of what the row names proves nothing.
         */
        Sessions.End end(@Nullable Session session, @Nullable String name, long created) throws SQLException {
            if (session != null && sessions().elsewhere(session)) {
                return Sessions.End.UNKNOWN;
            }
            if (name == null || !sessions().gone(name, created)) {
                return Sessions.End.OPEN;
            }
            return session == null ? Sessions.End.UNKNOWN : Sessions.End.OVER;
        }

        private Sessions sessions() throws SQLException {
            Sessions now = seen;
            if (now == null) {
                now = Sessions.now(connection, table.dialect());
                seen = now;
            }
            return now;
        }
    }
}

package dev.shunt.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The tables of one side, in the schema its connections are in, read when first asked for and kept for a while: another
 * instance's change of a table is seen when that time is over. Thread-safe.
 */
public final class Catalog {
    private record Entry(Table table, long readAt) {}

    private final DataSource source;
    private final long maxAge;
    private final LongSupplier nanos;
    private final UnaryOperator<String> where;
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final AtomicLong forgotten = new AtomicLong();

    /** Creates a catalog that reads through {@code source} what is older than {@code maxAge}. */
    public Catalog(DataSource source, Duration maxAge) {
        this(source, maxAge, table -> "");
    }

    /** As the other; {@code where} tells, for a table's name, which of its rows there are for Shunt, or "" for all. */
    public Catalog(DataSource source, Duration maxAge, UnaryOperator<String> where) {
        this(source, maxAge, where, System::nanoTime);
    }

    Catalog(DataSource source, Duration maxAge, UnaryOperator<String> where, LongSupplier nanos) {
        this.source = source;
        this.maxAge = maxAge.toNanos();
        this.where = where;
        this.nanos = nanos;
    }

    /** Returns the condition that the rows of a table meet which there are for Shunt, as SQL; "" where all are. */
    public String where(String table) {
        return where.apply(table);
    }

    /** Returns the table of that name, in any case where no other table has it exactly; null if there is none. */
    public @Nullable Table table(String name) throws SQLException {
        Table kept = kept(name);
        if (kept != null) {
            return kept;
        }
        try (Connection connection = source.getConnection()) {
            return read(connection, name);
        }
    }

    /** As {@link #table(String)}, but reads through {@code connection}, inside whatever transaction it has. */
    public @Nullable Table table(Connection connection, String name) throws SQLException {
        Table kept = kept(name);
        return kept == null ? read(connection, name) : kept;
    }

    /** Returns the table of that name if it is known without asking the database. */
    public @Nullable Table kept(String name) {
        Entry entry = entries.get(name);
        return entry == null || nanos.getAsLong() - entry.readAt > maxAge ? null : entry.table;
    }

    /** Reads all tables anew; in the order of their names. */
    public List<Table> tables() throws SQLException {
        try (Connection connection = source.getConnection()) {
            long before = forgotten.get();
            long now = nanos.getAsLong();
            List<Table> all = new TableReader(connection).all();
            if (before == forgotten.get()) {
                all.forEach(table -> entries.put(table.name(), new Entry(table, now)));
            }
            return all;
        }
    }

    /** Reads the table of that name anew, through {@code connection}; null if there is none. */
    public @Nullable Table read(Connection connection, String name) throws SQLException {
        long before = forgotten.get();
        long now = nanos.getAsLong();
        Table table = new TableReader(connection).read(name);
        if (table == null) {
            entries.remove(name);
        } else if (before == forgotten.get()) { // else it may be from before the change that was told
            entries.put(name, new Entry(table, now));
        }
        return table;
    }

    /** Forgets the table of that name: it was changed. */
    public void forget(String name) {
        forgotten.incrementAndGet();
        entries.keySet().removeIf(name::equalsIgnoreCase);
    }

    /** Forgets all tables. */
    public void forgetAll() {
        forgotten.incrementAndGet();
        entries.clear();
    }
}

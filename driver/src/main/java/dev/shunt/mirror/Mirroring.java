package dev.shunt.mirror;

import dev.shunt.config.Config;
import dev.shunt.config.Options;
import dev.shunt.journal.Intent;
import dev.shunt.journal.Journal;
import dev.shunt.journal.Session;
import dev.shunt.journal.Taint;
import dev.shunt.replay.Bindings;
import dev.shunt.schema.Column;
import dev.shunt.schema.Dialect;
import dev.shunt.schema.Family;
import dev.shunt.schema.Key;
import dev.shunt.schema.Table;
import dev.shunt.session.Breaker;
import dev.shunt.session.Fence;
import dev.shunt.sql.Analysis;
import dev.shunt.sql.Read;
import dev.shunt.sql.TableName;
import dev.shunt.sql.Verb;
import dev.shunt.sql.Write;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The mirroring of one instance: turns the application's writes into intents of the journal. Thread-safe; its
 * {@linkplain #track trackers} are not.
 */
public final class Mirroring {
    private static final Pattern CONTROL = Pattern.compile(
            "(?i)\\b(begin|start\\s+transaction|commit|rollback|autocommit|call|execute|xa|create|alter|drop|rename)\\b");

    private final Primary primary;
    private final Tables tables;
    private final Journal journal;
    private final Breaker breaker;
    private final Breaker patience;
    private final Fence fence;
    private final @Nullable External external;
    private final RangeCounts ranges = new RangeCounts();
    private final WritePlanner planner;

    /**
     * What is known of the primary as a whole.
     *
     * @param skipLocked {@link Dialect#skipLocked} where its version knows that, else no locking at all
     * @param homes the catalog and schema of the source URL, in lower case: names without a qualifier, and those
     *     qualified by one of them, are its tables
     * @param exactCounts its update counts are of rows found, not only of rows changed
     * @param oneSession a connection of its driver is one session of one server, from end to end
     * @param anyText an application's connections send and read every text as it is, unless they say otherwise later
     */
    public record Primary(
            Dialect dialect,
            String skipLocked,
            Set<String> homes,
            boolean exactCounts,
            boolean oneSession,
            boolean anyText) {
        /** Returns true if a statement in that database means one of its tables, or what it does not have, by the name. */
        boolean home(TableName name, @Nullable String catalog) {
            String database = name.qualifier() != null ? name.qualifier() : catalog;
            return database == null || homes.contains(database.toLowerCase(Locale.ROOT));
        }
    }

    /**
     * Puts one together.
     *
     * @param breaker that of the secondary
     * @param patience opens when commits have waited in vain for their rows to be synced
     */
    public Mirroring(Primary primary, Tables tables, Journal journal, Breaker breaker, Breaker patience, Fence fence) {
        this(primary, tables, journal, breaker, patience, fence, null);
    }

    /** As the other, with {@code external} for tables that something else mirrors. */
    public Mirroring(
            Primary primary,
            Tables tables,
            Journal journal,
            Breaker breaker,
            Breaker patience,
            Fence fence,
            @Nullable External external) {
        this.external = external;
        this.primary = primary;
        this.tables = tables;
        this.journal = journal;
        this.breaker = breaker;
        this.patience = patience;
        this.fence = fence;
        this.planner = new WritePlanner(primary, tables, journal, ranges, fence);
    }

    /** Returns the tracker of a connection to the primary that the application has opened. */
    public Tracker track(Connection connection) {
        return new Tracker(this, connection);
    }

    /** Asks a connection that nothing is running on for its session; null if that cannot be told. */
    @Nullable
    Session session(Connection connection) {
        try {
            return primary.oneSession() ? Session.of(connection, primary.dialect()) : null;
        } catch (SQLException | RuntimeException e) {
            fence.caught("asking for a session", e);
            return null;
        }
    }

    /** Returns true once anything has been mirrored: from then on a write that is not mirrored taints its table. */
    public boolean begun() {
        return journal.begun();
    }

    /** Counts the statements whose rows were asked for, or stayed unknown. */
    public RangeCounts ranges() {
        return ranges;
    }

    /**
     * Returns the analysis of a statement, as that of a CALL if it is no write by its text but seems to call a stored
     * function that may write.
     */
    public Analysis withFunctions(Analysis analysis) {
        if (analysis.write() != null || !tables.routines().writes(analysis.sql())) {
            return analysis;
        }
        return new Analysis(
                analysis.sql(),
                analysis.fingerprint(),
                Verb.WRITE,
                analysis.commits(),
                analysis.tables(),
                new Write.Opaque(List.of(), Write.Reason.CALL, null),
                null,
                analysis.key());
    }

    Dialect dialect() {
        return primary.dialect();
    }

    boolean anyText() {
        return primary.anyText();
    }

    WrittenKeys keys(Config config) {
        return new WrittenKeys(config.get(Options.MIRROR_MAX_KEYS), ranges);
    }

    /**
     * Makes durable what is about to be committed, or has been.
     *
     * @param session that of the connection; null if it is not known
     * @param open true if the transaction is open on the connection, and nothing but its commit is to follow
     * @throws SQLException only where the primary has ended the transaction
     */
    Intent record(WrittenKeys written, @Nullable Session session, @Nullable Connection connection, boolean open)
            throws SQLException {
        return journal.record(written.keys(), written.tables(), session, connection, open);
    }

    /**
     * Makes durable what a statement has written, in the place of what was recorded before it.
     *
     * @return what stands for it from now on: {@code before}, where no more could be recorded
     */
    Intent narrow(Intent before, WrittenKeys written) {
        Intent[] exact = {before};
        fence.run("recording intents", () -> exact[0] = journal.narrow(before, written.keys(), written.tables()));
        return exact[0];
    }

    void settle(Intent intent, Intent.Outcome outcome) {
        boolean settled = false;
        try {
            settled = fence.run("recording intents", () -> journal.settle(intent, outcome));
        } finally { // where the stack is at its end the fence may be, too
            if (!settled) {
                journal.taint(Taint.EVERY_TABLE, "an intent that could not be recorded");
            }
        }
    }

    /** The application goes on. */
    void returned(Intent intent) {
        fence.run("letting a commit return", () -> journal.returned(intent));
    }

    /**
     * Waits for the sync of a commit that has happened, as long as the operator allows. Not for a dead secondary; and a
     * slow or silent one, which takes longer to be known as such, costs a few commits their wait and then one in every
     * probe interval.
     *
     * @param free the application holds no lock that the sync would wait for
     * @return false if it waited in vain
     */
    boolean await(Config config, Intent intent, boolean free) {
        boolean[] inTime = {true};
        fence.run("waiting for the sync of a commit", () -> inTime[0] = waitFor(config, intent, free));
        return inTime[0];
    }

    private boolean waitFor(Config config, Intent intent, boolean free) {
        if (!free || breaker.state() != Breaker.State.CLOSED || !patience.allows()) {
            fence.count("sync commit that did not wait");
            return true;
        }
        try {
            Duration timeout = config.get(Options.MIRROR_TIMEOUT);
            if (intent.await(timeout.toNanos())) {
                patience.succeeded();
                return true;
            }
            fence.count("sync commit that went on before its rows were synced");
            patience.failed(new TimeoutException("rows were not synced within " + timeout));
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    void fault(String what, Throwable error) {
        fence.caught(what, error);
    }

    /** Reads the tables anew in the background; until then one that the statement has changed is walked as a whole. */
    void schemaChanged(Analysis analysis) {
        if (analysis.write() instanceof Write.Opaque write
                && write.reason() != Write.Reason.TRUNCATE
                && write.reason() != Write.Reason.XA
                && (write.reason() != Write.Reason.CREATE_IF_ABSENT || !tables.known(write.tables()))) {
            tables.changed(write.tables());
        }
    }

    /** Plans how the rows of an execution become known; never throws. */
    Writing plan(Execution<?> execution) {
        return planner.plan(execution);
    }

    /** Returns true if the name, in that database, is of the source's own one: of no other is anything mirrored. */
    public boolean home(TableName name, @Nullable String catalog) {
        return primary.home(name, catalog);
    }

    /** The application goes on after writes to tables that something else mirrors. */
    void wroteExternally(Set<String> names) {
        External other = external;
        if (other != null) {
            other.wrote(names);
        }
    }

    /** Returns true if one of several statements in a text may begin or end a transaction, or changes the schema. */
    public static boolean controlsTransaction(Analysis analysis) {
        return analysis.write() instanceof Write.Opaque opaque
                && opaque.reason() == Write.Reason.MULTI_STATEMENT
                && CONTROL.matcher(analysis.sql()).find();
    }

    /** The primary has run, or has refused, a statement that Shunt does not understand either. */
    void judged(Writing writing, boolean refused) {
        writing.suspects()
                .forEach((table, how) -> fence.run("judging a write that is not understood", () -> {
                    if (!refused) {
                        journal.taint(table, how);
                    }
                    journal.acquit(table);
                }));
    }

    /** Returns the keys that a read of one table asks for; null where it does not name them. */
    public @Nullable Set<Key> lookedUp(Analysis analysis, @Nullable Bindings bindings) {
        Read read = analysis.read();
        Table table = read == null || read.table() == null ? null : tables.find(read.table());
        if (read == null || table == null || !table.keyed()) {
            return null;
        }
        return KeyPlanner.given(read.equalities(), table, bindings);
    }

    /** Returns the key columns of the only table that a read names; empty where there is none. */
    public List<String> keyColumns(Analysis analysis) {
        Read read = analysis.read();
        Table table = read == null || read.table() == null ? null : tables.find(read.table());
        return table == null
                ? List.of()
                : table.primaryKey().stream().map(Column::name).toList();
    }

    /** Returns for how long, in nanoseconds, the oldest write to a statement's tables has been on its way; 0 if none is. */
    public long lag(Analysis analysis) {
        long oldest = 0;
        for (TableName name : analysis.tables()) {
            String known = tables.name(name);
            oldest = Math.max(oldest, Math.max(journal.lag(known), external == null ? 0 : external.lag(known)));
        }
        return oldest;
    }

    /** As {@link Journal#underway}, for the tables of a statement. */
    public BooleanSupplier underway(Analysis analysis) {
        return journal.underway(analysis.tables().stream().map(tables::name).collect(Collectors.toSet()));
    }

    /** Returns true if the name, in that database, is of a table of the primary: no view, and nothing unknown. */
    public boolean known(TableName name, @Nullable String catalog) {
        return home(name, catalog) && tables.find(name) != null;
    }

    /** Returns true if the table is tainted. */
    public boolean tainted(TableName name) {
        return journal.tainted(tables.name(name));
    }

    /**
     * Returns the tables that are tainted, or of which a row waits to be synced. A snapshot of the secondary that begins
     * after this is asked goes on without those rows, whatever arrives later.
     */
    public Set<String> late() {
        Set<String> late = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        late.addAll(journal.late());
        if (external != null) {
            late.addAll(external.late());
        }
        return late;
    }

    /** Returns true if the table is among what {@link #late} has told. */
    public boolean among(Set<String> late, TableName name) {
        return late.contains(Taint.EVERY_TABLE) || late.contains(tables.name(name));
    }

    /** Returns true if a row that a read may see waits to be synced, its key being one of {@code keys} where these are known. */
    public boolean behind(TableName name, @Nullable Set<Key> keys) {
        Table table = tables.find(name);
        String known = tables.name(name);
        if (external != null && external.behind(known)) {
            return true;
        }
        // a collation may call keys equal that are not the same here
        boolean byText =
                table != null && table.primaryKey().stream().anyMatch(column -> column.family() == Family.STRING);
        return (byText || keys == null || keys.isEmpty())
                ? journal.behind(known)
                : keys.stream().anyMatch(key -> journal.behind(known, key));
    }
}

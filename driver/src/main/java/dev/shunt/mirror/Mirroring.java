package dev.shunt.mirror;

import dev.shunt.config.Ask;
import dev.shunt.config.Config;
import dev.shunt.config.Mirror;
import dev.shunt.config.Option;
import dev.shunt.config.Options;
import dev.shunt.config.Policy;
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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The mirroring of one instance: turns the application's writes into intents of the journal. Thread-safe; its
 * {@linkplain #track trackers} are not.
 */
public final class Mirroring {
    private static final Pattern CONTROL = Pattern.compile(
            "(?i)\\b(begin|start\\s+transaction|commit|rollback|autocommit|call|execute|xa|create|alter|drop|rename)\\b");

    private static final String CASCADE = "a delete or a change of keys that cascades";

    private final Primary primary;
    private final Tables tables;
    private final Journal journal;
    private final Breaker breaker;
    private final Breaker patience;
    private final Fence fence;
    private final @Nullable External external;
    private final RangeCounts ranges = new RangeCounts();

    /**
     * What is known of the primary as a whole.
     *
     * @param skipLocked {@link Dialect#skipLocked} where its version knows that, else no locking at all
     * @param homes the catalog and schema of the source URL, in lower case: names without a qualifier, and those
     *     qualified by one of them, are its tables
     * @param exactCounts its update counts are of rows found, not only of rows changed
     * @param oneSession a connection of its driver is one session of one server, from end to end
     */
    public record Primary(
            Dialect dialect, String skipLocked, Set<String> homes, boolean exactCounts, boolean oneSession) {}

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

    /** Makes durable what an auto-commit statement has written, in the place of what was recorded before it. */
    Intent narrow(Intent before, WrittenKeys written) throws SQLException {
        return journal.narrow(before, written.keys(), written.tables());
    }

    void settle(Intent intent, Intent.Outcome outcome) {
        if (!fence.run("recording intents", () -> journal.settle(intent, outcome))) {
            journal.taint(Taint.EVERY_TABLE, "an intent that could not be recorded");
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
     */
    void await(Config config, Intent intent) {
        if (breaker.state() != Breaker.State.CLOSED || !patience.allows()) {
            fence.count("sync commit that did not wait");
            return;
        }
        try {
            Duration timeout = config.get(Options.MIRROR_TIMEOUT);
            if (intent.await(timeout.toNanos())) {
                patience.succeeded();
            } else {
                fence.count("sync commit that went on before its rows were synced");
                patience.failed(new TimeoutException("rows were not synced within " + timeout));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void fault(String what, Throwable error) {
        fence.caught(what, error);
    }

    /** Reads the tables anew in the background; until then one that the statement has changed is walked as a whole. */
    void schemaChanged(Analysis analysis) {
        if (analysis.write() instanceof Write.Opaque write
                && write.reason() != Write.Reason.TRUNCATE
                && write.reason() != Write.Reason.XA) {
            tables.changed(write.tables());
        }
    }

    /** Plans how the rows of an execution become known; never throws. */
    Writing plan(Execution<?> execution) {
        Config config = execution.config();
        Writing writing = new Writing(config.get(Options.MIRROR_MAX_KEYS), ranges);
        for (int i = 0; i < execution.items().size(); i++) {
            plan(execution.items().get(i), i, execution, writing);
        }
        return writing;
    }

    private void plan(Execution.Item item, int index, Execution<?> execution, Writing writing) {
        Write write = item.analysis().write();
        if (write == null) {
            return;
        }
        try {
            if (tables.routines().writes(item.analysis().sql())) {
                Write.Opaque call = new Write.Opaque(List.of(), Write.Reason.CALL, null);
                taint(
                        call,
                        item.analysis(),
                        execution,
                        writing,
                        Options.MIRROR_CALL,
                        "a call of a function that may write");
            }
            if (write instanceof Write.Opaque opaque) {
                opaque(opaque, item.analysis(), execution, writing);
            } else {
                plan(write, item.bindings(), index, execution, writing);
            }
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            fault("planning the keys of a write", e);
            write.tables().forEach(name -> writing.addTable(name.name(), "a fault of Shunt"));
        }
    }

    private void plan(Write write, @Nullable Bindings bindings, int index, Execution<?> execution, Writing writing) {
        TableName name = write.tables().get(0);
        if (external(name, execution)) {
            externally(write, name, execution, writing);
            return;
        }
        Table table = mirrored(name, execution) ? tables.find(name) : null;
        if (table == null) {
            unknown(name, execution, writing);
            return;
        }
        if (!table.has(write.columns())) { // somebody else has added one: rows would be synced without it
            writing.addTable(table.name(), "a column that is not known yet");
            tables.outdated(name);
            children(table, execution, writing);
            fired(table, execution, writing);
            return;
        }
        Config config = execution.config();
        KeyPlanner planner = new KeyPlanner(
                dialect(),
                primary.skipLocked(),
                config.get(Options.MIRROR_ASK) == Ask.ALWAYS,
                primary.exactCounts(),
                config.get(Options.MIRROR_MAX_KEYS));
        KeyPlan plan = planner.plan(write, table, bindings);
        if (plan instanceof KeyPlan.Tainted tainted) {
            journal.taint(table.name(), tainted.why());
        } else {
            writing.add(plan, table.name(), bindings, index);
        }
        if (KeyPlanner.cascades(write, table)) {
            children(table, execution, writing);
        }
        fired(table, execution, writing);
    }

    private void fired(Table table, Execution<?> execution, Writing writing) {
        if (table.triggers()) {
            anywhere(execution, writing, "a write to " + table.name() + ", whose triggers may write anywhere");
        }
    }

    private void children(Table table, Execution<?> execution, Writing writing) {
        for (String child : table.cascades()) {
            if (execution.config().mirror(child) == Mirror.EXTERNAL) {
                writing.addExternal(child);
            } else {
                writing.addTable(child, CASCADE);
            }
        }
    }

    /** Who mirrors the table sees the write by itself; that leaves what it does to tables that Shunt mirrors. */
    private void externally(Write write, TableName name, Execution<?> execution, Writing writing) {
        Table table = tables.find(name);
        if (table == null) {
            tables.reload();
            anywhere(execution, writing, "a write to " + name.name() + ", which is not known and may be a view");
            return;
        }
        writing.addExternal(table.name());
        if (KeyPlanner.cascades(write, table)) {
            children(table, execution, writing);
        }
        fired(table, execution, writing);
    }

    /** Any table may have been written: those that something else mirrors are noted, all others tainted. */
    private void anywhere(Execution<?> execution, Writing writing, String how) {
        Config config = execution.config();
        if (!config.external()) {
            journal.taint(Taint.EVERY_TABLE, how);
            return;
        }
        writing.addExternal(External.EVERY_TABLE);
        if (tables.names().isEmpty() && config.mirrors()) {
            journal.taint(Taint.EVERY_TABLE, how);
        }
        for (String table : tables.names()) {
            Mirror mirror = config.mirror(table);
            if (mirror.ours() || mirror == Mirror.OFF && config.inScope(table) && journal.begun()) {
                journal.taint(table, how);
            }
        }
    }

    private boolean external(TableName name, Execution<?> execution) {
        return execution.config().mirror(name.name()) == Mirror.EXTERNAL && home(name, execution);
    }

    private boolean home(TableName name, Execution<?> execution) {
        return home(name, execution.catalog());
    }

    /** Returns true if the name, in that database, is of the source's own one: of no other is anything mirrored. */
    public boolean home(TableName name, @Nullable String catalog) {
        String database = name.qualifier() != null ? name.qualifier() : catalog;
        return database == null || primary.homes().contains(database.toLowerCase(Locale.ROOT));
    }

    /** The application goes on after writes to tables that something else mirrors. */
    void wroteExternally(Set<String> names) {
        External other = external;
        if (other != null) {
            other.wrote(names);
        }
    }

    private void unknown(TableName name, Execution<?> execution, Writing writing) {
        if (mirrored(name, execution)) {
            writing.addTable(name.name(), "a table that is not known yet");
            tables.reload();
        }
    }

    private void opaque(Write.Opaque write, Analysis analysis, Execution<?> execution, Writing writing) {
        switch (write.reason()) {
            case DDL -> taint(write, analysis, execution, writing, Options.MIRROR_DDL, "a change of the schema");
            case CALL -> taint(write, analysis, execution, writing, Options.MIRROR_CALL, "a call of a procedure");
            case XA -> taint(write, analysis, execution, writing, Options.MIRROR_UNPARSED, "an XA transaction");
            case UNPARSED ->
                taint(write, analysis, execution, writing, Options.MIRROR_UNPARSED, "a write that is not understood");
            default -> {
                if (write.tables().isEmpty() || controlsTransaction(analysis)) {
                    taint(write, analysis, execution, writing, Options.MIRROR_UNPARSED, "several statements in one");
                }
                write.tables().forEach(name -> wholeTable(write, name, execution, writing));
            }
        }
    }

    /** Returns true if one of several statements in a text may begin or end a transaction, or changes the schema. */
    public static boolean controlsTransaction(Analysis analysis) {
        return analysis.write() instanceof Write.Opaque opaque
                && opaque.reason() == Write.Reason.MULTI_STATEMENT
                && CONTROL.matcher(analysis.sql()).find();
    }

    private void wholeTable(Write.Opaque write, TableName name, Execution<?> execution, Writing writing) {
        if (external(name, execution)) {
            externally(write, name, execution, writing);
            return;
        }
        Table table = mirrored(name, execution) ? tables.find(name) : null;
        if (table == null) {
            unknown(name, execution, writing);
            return;
        }
        if (table.keyed()) {
            writing.addTable(table.name(), why(write.reason()));
        } else {
            journal.taint(table.name(), "it has no primary key; add one, then verify");
        }
        children(table, execution, writing);
        fired(table, execution, writing);
    }

    private static String why(Write.Reason reason) {
        return switch (reason) {
            case MULTI_TABLE -> "a write to several tables";
            case FROM_QUERY -> "rows from a query";
            case LIMIT -> "LIMIT";
            case LOAD_DATA -> "LOAD DATA";
            case TRUNCATE -> "TRUNCATE";
            default -> "a write whose rows the statement does not tell";
        };
    }

    private void taint(
            Write.Opaque write,
            Analysis analysis,
            Execution<?> execution,
            Writing writing,
            Option<Policy> policy,
            String by) {
        Config config = execution.config();
        if (config.get(policy) == Policy.IGNORE || !on(config) && !config.external()) {
            return;
        }
        String how = by + " (" + policy.name() + " = taint): " + analysis.fingerprint();
        boolean doubtful = write.reason() == Write.Reason.UNPARSED && execution.refusable();
        if (write.tables().isEmpty() && doubtful && !config.external()) {
            suspect(Taint.EVERY_TABLE, how, writing);
        } else if (write.tables().isEmpty()) {
            anywhere(execution, writing, how);
        }
        for (TableName name : write.tables()) {
            if (external(name, execution)) {
                externally(write, name, execution, writing);
            } else if (mirrored(name, execution)) {
                Table table = tables.find(name);
                String known = table == null ? name.name() : table.name();
                if (doubtful) {
                    suspect(known, how, writing);
                } else {
                    journal.taint(known, how);
                }
            }
        }
    }

    private void suspect(String table, String how, Writing writing) {
        writing.suspect(table, how);
        journal.suspect(table, how);
    }

    /** The primary has run, or has refused, a statement that Shunt does not understand either. */
    void judged(Writing writing, boolean refused) {
        writing.suspects().forEach((table, how) -> {
            if (refused) {
                journal.acquit(table);
            } else {
                journal.taint(table, how);
            }
        });
    }

    private boolean on(Config config) {
        if (config.mirrors() && !journal.begun()) {
            journal.begin();
        }
        return journal.begun();
    }

    /** Returns true if writes to the table are mirrored; one that was and is no more is tainted. */
    private boolean mirrored(TableName name, Execution<?> execution) {
        Config config = execution.config();
        if (!home(name, execution) || !config.inScope(name.name()) || external(name, execution)) {
            return false;
        }
        if (config.mirror(name.name()) == Mirror.OFF) {
            if (journal.begun()) {
                Table table = tables.find(name);
                journal.taint(
                        table == null ? name.name() : table.name(),
                        "it was written while mirror = off; verify it once mirroring is on again");
            }
            return false;
        }
        if (!journal.begun()) {
            journal.begin();
        }
        return true;
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
            Table table = tables.find(name);
            String known = table == null ? name.name() : table.name();
            oldest = Math.max(oldest, Math.max(journal.lag(known), external == null ? 0 : external.lag(known)));
        }
        return oldest;
    }

    /** Returns true if the name, in that database, is of a table of the primary: no view, and nothing unknown. */
    public boolean known(TableName name, @Nullable String catalog) {
        return home(name, catalog) && tables.find(name) != null;
    }

    /** Returns true if the table is tainted. */
    public boolean tainted(TableName name) {
        Table table = tables.find(name);
        return journal.tainted(table == null ? name.name() : table.name());
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
        Table table = tables.find(name);
        return late.contains(Taint.EVERY_TABLE) || late.contains(table == null ? name.name() : table.name());
    }

    /** Returns true if a row that a read may see waits to be synced, its key being one of {@code keys} where these are known. */
    public boolean behind(TableName name, @Nullable Set<Key> keys) {
        Table table = tables.find(name);
        String known = table == null ? name.name() : table.name();
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

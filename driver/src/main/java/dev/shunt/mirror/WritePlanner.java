package dev.shunt.mirror;

import dev.shunt.config.Ask;
import dev.shunt.config.Config;
import dev.shunt.config.Mirror;
import dev.shunt.config.Option;
import dev.shunt.config.Options;
import dev.shunt.config.Policy;
import dev.shunt.journal.Journal;
import dev.shunt.journal.Taint;
import dev.shunt.replay.Bindings;
import dev.shunt.schema.Table;
import dev.shunt.session.Fence;
import dev.shunt.sql.Analysis;
import dev.shunt.sql.TableName;
import dev.shunt.sql.Write;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of each table that an execution writes to: its rows are known, or become known by a plan; the table
 * is walked; it is tainted; or it is nothing of Shunt's. Thread-safe.
 */
final class WritePlanner {
    private static final String SCHEMA = "a change of the schema";
    private static final String CASCADE = "a delete or a change of keys that cascades";
    private static final String FAULT = "a fault of Shunt";
    private static final String NEGLECTED = "it was written while mirror = off; verify it once mirroring is on again";

    private final Mirroring.Primary primary;
    private final Tables tables;
    private final Journal journal;
    private final RangeCounts ranges;
    private final Fence fence;

    WritePlanner(Mirroring.Primary primary, Tables tables, Journal journal, RangeCounts ranges, Fence fence) {
        this.primary = primary;
        this.tables = tables;
        this.journal = journal;
        this.ranges = ranges;
        this.fence = fence;
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
        } catch (RuntimeException | Error e) {
            fence.caught("planning the keys of a write", e);
            write.tables().forEach(name -> unplanned(name, execution, writing));
        }
    }

    private void unplanned(TableName name, Execution<?> execution, Writing writing) {
        try {
            if (external(name, execution)) {
                writing.addExternal(tables.name(name));
            } else if (mirrored(name, execution)) {
                writing.addUnknown(tables.name(name), FAULT);
            }
            besides(name, execution, writing);
        } catch (RuntimeException | Error e) {
            if (home(name, execution) && execution.config().mirror(name.name()).ours()) {
                writing.addUnknown(tables.name(name), FAULT);
            }
        }
    }

    /** What a write to the table may do to others. */
    private void besides(TableName name, Execution<?> execution, Writing writing) {
        Table table = home(name, execution) ? tables.latest(name) : null;
        if (table != null) {
            children(table, execution, writing);
            fired(table, execution, writing);
        }
    }

    private void plan(Write write, @Nullable Bindings bindings, int index, Execution<?> execution, Writing writing) {
        Table table = mirrored(write, write.tables().get(0), execution, writing);
        if (table == null) {
            return;
        }
        if (!table.has(write.columns())) { // somebody else has added one: rows would be synced without it
            writing.addTable(table.name(), "a column that is not known yet");
            tables.outdated(write.tables().get(0));
            children(table, execution, writing);
            fired(table, execution, writing);
            return;
        }
        Config config = execution.config();
        KeyPlanner planner = new KeyPlanner(
                primary.dialect(),
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
        Config config = execution.config();
        for (String child : table.cascades()) {
            if (config.mirror(child).ours()) {
                begin();
                writing.addTable(child, CASCADE);
            } else if (config.mirror(child) == Mirror.EXTERNAL) {
                writing.addExternal(child);
            } else if (neglected(child, config)) {
                journal.taint(child, NEGLECTED);
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
            if (config.mirror(table).ours() || neglected(table, config)) {
                journal.taint(table, how);
            }
        }
    }

    private boolean external(TableName name, Execution<?> execution) {
        return execution.config().mirror(name.name()) == Mirror.EXTERNAL && home(name, execution);
    }

    private boolean home(TableName name, Execution<?> execution) {
        return primary.home(name, execution.catalog());
    }

    /** Returns a table that Shunt mirrors, and knows; null for any other, which is dealt with here. */
    private @Nullable Table mirrored(Write write, TableName name, Execution<?> execution, Writing writing) {
        if (external(name, execution)) {
            externally(write, name, execution, writing);
            return null;
        }
        if (!mirrored(name, execution)) {
            cascaded(write, name, execution, writing);
            return null;
        }
        Table table = tables.find(name);
        if (table == null) {
            writing.addUnknown(tables.name(name), "a table that is not known yet");
            besides(name, execution, writing);
            tables.reload();
            return null;
        }
        writing.into(table);
        return table;
    }

    /** Of a table that is not mirrored a write may cascade to one that is. */
    private void cascaded(Write write, TableName name, Execution<?> execution, Writing writing) {
        Table table = home(name, execution) ? tables.latest(name) : null;
        if (table != null && (write instanceof Write.Opaque || KeyPlanner.cascades(write, table))) {
            children(table, execution, writing);
        }
    }

    private void opaque(Write.Opaque write, Analysis analysis, Execution<?> execution, Writing writing) {
        switch (write.reason()) {
            case CREATE_IF_ABSENT -> {
                if (!tables.known(write.tables())) {
                    taint(write, analysis, execution, writing, Options.MIRROR_DDL, SCHEMA);
                }
            }
            case DDL -> taint(write, analysis, execution, writing, Options.MIRROR_DDL, SCHEMA);
            case CALL -> taint(write, analysis, execution, writing, Options.MIRROR_CALL, "a call of a procedure");
            case XA -> taint(write, analysis, execution, writing, Options.MIRROR_UNPARSED, "an XA transaction");
            case UNPARSED ->
                taint(write, analysis, execution, writing, Options.MIRROR_UNPARSED, "a write that is not understood");
            default -> {
                if (write.tables().isEmpty() || Mirroring.controlsTransaction(analysis)) {
                    taint(write, analysis, execution, writing, Options.MIRROR_UNPARSED, "several statements in one");
                }
                write.tables().forEach(name -> wholeTable(write, name, execution, writing));
            }
        }
    }

    private void wholeTable(Write.Opaque write, TableName name, Execution<?> execution, Writing writing) {
        Table table = mirrored(write, name, execution, writing);
        if (table == null) {
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
                String known = tables.name(name);
                if (doubtful) {
                    suspect(known, how, writing);
                } else {
                    journal.taint(known, how);
                }
            }
        }
    }

    private void suspect(String table, String how, Writing writing) {
        if (writing.suspect(table, how)) {
            journal.suspect(table, how);
        }
    }

    private boolean on(Config config) {
        if (config.mirrors()) {
            begin();
        }
        return journal.begun();
    }

    private void begin() {
        if (!journal.begun()) {
            journal.begin();
        }
    }

    /** Returns true if the table moves, is not mirrored now, and another, or this one before, is or was. */
    private boolean neglected(String table, Config config) {
        return config.mirror(table) == Mirror.OFF && config.inScope(table) && journal.begun();
    }

    /** Returns true if writes to the table are mirrored; one that was and is no more is tainted. */
    private boolean mirrored(TableName name, Execution<?> execution) {
        Config config = execution.config();
        if (!home(name, execution) || !config.inScope(name.name()) || external(name, execution)) {
            return false;
        }
        if (config.mirror(name.name()) == Mirror.OFF) {
            if (neglected(name.name(), config)) {
                journal.taint(tables.name(name), NEGLECTED);
            }
            return false;
        }
        begin();
        return true;
    }
}

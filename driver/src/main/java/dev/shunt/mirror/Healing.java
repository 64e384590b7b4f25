package dev.shunt.mirror;

import dev.shunt.compare.Difference;
import dev.shunt.config.Config;
import dev.shunt.config.Options;
import dev.shunt.journal.Intent;
import dev.shunt.journal.Journal;
import dev.shunt.replay.Bindings;
import dev.shunt.schema.Column;
import dev.shunt.schema.Family;
import dev.shunt.schema.Key;
import dev.shunt.schema.Table;
import dev.shunt.session.Fence;
import dev.shunt.sql.Analysis;
import dev.shunt.sql.Read;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns a confirmed difference into the row sync of its row ({@code diff.heal}): an intent like any other, so that it
 * waits, is tried again and is counted with the rest. Only where Shunt mirrors the table, and the row is known for
 * certain: by values read from the table's own key columns, or by the statement's own look-up. Thread-safe.
 */
public final class Healing {
    private final Supplier<Config> config;
    private final Tables tables;
    private final Journal journal;
    private final Fence fence;
    private final LongAdder healed = new LongAdder();
    private final LongAdder left = new LongAdder();

    /** Creates one that heals while the configuration of the moment says so. */
    public Healing(Supplier<Config> config, Tables tables, Journal journal, Fence fence) {
        this.config = config;
        this.tables = tables;
        this.journal = journal;
        this.fence = fence;
    }

    /** Hands the row of a difference to row sync, if that is asked for and its row is known. Never waits or throws. */
    public void heal(Analysis statement, @Nullable Bindings bindings, Difference difference) {
        fence.run("healing a difference", () -> {
            Config now = config.get();
            if (now.get(Options.DIFF_HEAL)) {
                (handedOver(now, statement, bindings, difference) ? healed : left).increment();
            }
        });
    }

    private boolean handedOver(Config now, Analysis statement, @Nullable Bindings bindings, Difference difference) {
        Read read = statement.read();
        Table table = read == null || read.table() == null ? null : tables.find(read.table());
        // whoever else brings rows to the secondary must not find there what it has not brought
        if (read == null
                || table == null
                || !table.keyed()
                || !now.mirror(table.name()).ours()) {
            return false;
        }
        Set<Key> keys =
                switch (difference.kind()) {
                    case MISSING_ROW, EXTRA_ROW, VALUE -> keys(table, read, bindings, difference);
                    default -> null; // of no one row, or of none at all
                };
        if (keys == null || keys.isEmpty()) {
            return false;
        }
        try {
            Intent intent = journal.record(Map.of(table.name(), keys), Set.of(), null, false);
            journal.settle(intent, Intent.Outcome.COMMITTED);
            journal.returned(intent);
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private static @Nullable Set<Key> keys(Table table, Read read, @Nullable Bindings bindings, Difference difference) {
        List<Object> values = difference.keyValues();
        return values != null && ofKey(values, table.primaryKey())
                ? Set.of(Key.of(values))
                : KeyPlanner.given(read.equalities(), table, bindings);
    }

    private static boolean ofKey(List<Object> values, List<Column> key) {
        if (values.size() != key.size()) {
            return false;
        }
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            // what was read from a decimal column is its value, with or without a fraction
            boolean decimal = key.get(i).family() == Family.DECIMAL && value instanceof BigDecimal;
            if (!decimal && !KeyValues.exact(key.get(i), value)) {
                return false;
            }
        }
        return true;
    }

    /** Returns how many differences were handed to row sync. */
    public long healed() {
        return healed.sum();
    }

    /** Returns how many differences were left while healing was on: their row is not known, or not mirrored. */
    public long left() {
        return left.sum();
    }
}

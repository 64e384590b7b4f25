package dev.shunt.mirror;

import dev.shunt.replay.Bindings;
import dev.shunt.schema.Column;
import dev.shunt.schema.Dialect;
import dev.shunt.schema.Family;
import dev.shunt.schema.Key;
import dev.shunt.schema.Table;
import dev.shunt.sql.Predicate;
import dev.shunt.sql.Term;
import dev.shunt.sql.Write;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Plans how the rows of a write become known. Too many keys is always safe, too few never: what is not certain becomes a
 * walk of the whole table. Immutable.
 */
final class KeyPlanner {
    /** There a question keeps nobody from other rows once it is answered, so an equal count proves nothing. */
    static final String NO_LOCKS = "a question to a table without transactions, which locks nothing";

    private static final int MAX_PRODUCT = 1_000;

    private final Dialect dialect;
    private final String skipLocked;
    private final boolean askAlways;
    private final boolean exactCounts;
    private final int maxKeys;

    /**
     * @param skipLocked the clause of a question that is put after the statement: it neither waits nor takes a snapshot
     * @param askAlways ask by predicates without an index too
     * @param exactCounts the primary counts the rows found, not only those changed
     * @param maxKeys keys of one statement beyond which the table is walked
     */
    KeyPlanner(Dialect dialect, String skipLocked, boolean askAlways, boolean exactCounts, int maxKeys) {
        this.dialect = dialect;
        this.skipLocked = skipLocked;
        this.askAlways = askAlways;
        this.exactCounts = exactCounts;
        this.maxKeys = maxKeys;
    }

    KeyPlan plan(Write write, Table table, @Nullable Bindings bindings) {
        if (!table.keyed()) {
            return new KeyPlan.Tainted("it has no primary key; add one, then verify");
        }
        if (!portable(table)) {
            return new KeyPlan.WholeTable("a primary key that another session cannot name exactly");
        }
        if (write instanceof Write.Insert insert) {
            return new InsertPlanner(insert, table, bindings, dialect, skipLocked).plan();
        }
        if (write instanceof Write.Update update) {
            return update(update, table, bindings);
        }
        if (write instanceof Write.Delete delete) {
            return condition(delete.target(), delete.where(), Map.of(), table, bindings);
        }
        return new KeyPlan.WholeTable("a write whose rows the statement does not tell");
    }

    private static boolean portable(Table table) {
        for (Column column : table.primaryKey()) {
            if (!KeyValues.portable(column)) {
                return false;
            }
        }
        return true;
    }

    private KeyPlan update(Write.Update update, Table table, @Nullable Bindings bindings) {
        KeyPlan old = condition(update.target(), update.where(), update.assigned(), table, bindings);
        if (!changesKey(update, table)) {
            return old;
        }
        if (!(old instanceof KeyPlan.Given given)) {
            return new KeyPlan.WholeTable("a change of primary keys that are not in the statement");
        }
        Set<Key> keys = new LinkedHashSet<>(given.keys());
        for (Key key : given.keys()) {
            List<Object> values = new ArrayList<>(key.values());
            for (int i = 0; i < values.size(); i++) {
                Column column = table.primaryKey().get(i);
                Term term = assigned(update, column);
                Object value = term == null ? values.get(i) : KeyValues.value(term, bindings);
                if (value == null || !KeyValues.exact(column, value)) {
                    return new KeyPlan.WholeTable("a change of primary keys to computed values");
                }
                values.set(i, value);
            }
            keys.add(Key.of(values));
        }
        return new KeyPlan.Given(keys);
    }

    /** Returns true if the write may change what foreign keys of other tables refer to. */
    static boolean cascades(Write write, Table table) {
        if (table.cascades().isEmpty()) {
            return false;
        }
        if (write instanceof Write.Insert insert) {
            return insert.conflict() == Write.Conflict.REPLACE || insert.conflict() == Write.Conflict.UPDATE;
        }
        return !(write instanceof Write.Update update)
                || changesKey(update, table)
                || update.assigned().keySet().stream()
                        .anyMatch(column -> table.referenced().contains(column.toLowerCase(Locale.ROOT)))
                || table.uniqueKeys().stream()
                        .flatMap(key -> key.columns().stream())
                        .anyMatch(column -> assigned(update, column) != null);
    }

    private static boolean changesKey(Write.Update update, Table table) {
        for (Column column : table.primaryKey()) {
            if (assigned(update, column) != null) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Term assigned(Write.Update update, Column column) {
        for (Map.Entry<String, Term> entry : update.assigned().entrySet()) {
            if (entry.getKey().equalsIgnoreCase(column.name())) {
                return entry.getValue();
            }
        }
        return null;
    }

    private KeyPlan condition(
            String target, Predicate where, Map<String, Term> assigned, Table table, @Nullable Bindings bindings) {
        Set<Key> given = given(where.equalities(), table, bindings);
        if (given != null) {
            return new KeyPlan.Given(given);
        }
        if (!table.transactional()) {
            return new KeyPlan.WholeTable(NO_LOCKS);
        }
        if (!where.askable() || where.params().stream().anyMatch(p -> unknown(p, bindings))) {
            return new KeyPlan.WholeTable("a condition that cannot be asked twice");
        }
        if (!askAlways && where.compared().stream().noneMatch(table::indexed)) {
            return new KeyPlan.WholeTable("a condition without an index (mirror.ask = indexed)");
        }
        if (!exactCounts && !assigned.isEmpty()) {
            return new KeyPlan.WholeTable("useAffectedRows=true, which counts changed rows only");
        }
        Question before = Questions.rows(table, dialect, target, where, maxKeys + 1, dialect.forUpdate());
        boolean stillMet = !assigned.isEmpty()
                && assigned.keySet().stream().noneMatch(c -> mentions(where.text(), c))
                && table.columns().stream().noneMatch(c -> changesItself(c) && mentions(where.text(), c.name()));
        Question after = stillMet ? Questions.rows(table, dialect, target, where, maxKeys + 1, skipLocked) : null;
        return new KeyPlan.Asked(table, before, after, KeyPlan.Check.COUNT);
    }

    private static boolean unknown(int param, @Nullable Bindings bindings) {
        return bindings == null || bindings.value(param) == Bindings.UNKNOWN;
    }

    /** ON UPDATE CURRENT_TIMESTAMP is not told by every driver, so any time may be such. */
    private static boolean changesItself(Column column) {
        return column.generated() || column.family() == Family.TEMPORAL;
    }

    private static boolean mentions(String condition, String column) {
        return Pattern.compile("(?i)(?<![\\w$])" + Pattern.quote(column) + "(?![\\w$])")
                .matcher(condition)
                .find();
    }

    /** Returns the keys that equalities on all key columns name; null where they do not. */
    static @Nullable Set<Key> given(Map<String, List<Term>> equalities, Table table, @Nullable Bindings bindings) {
        List<List<Object>> product = List.of(List.of());
        for (Column column : table.primaryKey()) {
            List<Term> terms = List.of();
            for (Map.Entry<String, List<Term>> entry : equalities.entrySet()) {
                if (entry.getKey().equalsIgnoreCase(column.name())) {
                    terms = entry.getValue();
                    break;
                }
            }
            List<List<Object>> longer = new ArrayList<>();
            for (Term term : terms) {
                Object value = KeyValues.value(term, bindings);
                if (value == null) {
                    continue; // equal to nothing
                }
                if (!KeyValues.exact(column, value)) {
                    return null;
                }
                for (List<Object> start : product) {
                    List<Object> values = new ArrayList<>(start);
                    values.add(value);
                    longer.add(values);
                }
            }
            if (terms.isEmpty() || longer.size() > MAX_PRODUCT) {
                return null;
            }
            product = longer;
        }
        Set<Key> keys = new LinkedHashSet<>();
        product.forEach(values -> keys.add(Key.of(values)));
        return keys;
    }
}

package dev.shunt.mirror;

import dev.shunt.replay.Bindings;
import dev.shunt.schema.Column;
import dev.shunt.schema.Dialect;
import dev.shunt.schema.Key;
import dev.shunt.schema.Table;
import dev.shunt.schema.UniqueKey;
import dev.shunt.sql.Term;
import dev.shunt.sql.Write;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Plans how the rows of an INSERT of listed values become known. One object for one execution. */
final class InsertPlanner {
    private final Write.Insert insert;
    private final Table table;
    private final @Nullable Bindings bindings;
    private final Dialect dialect;
    private final String skipLocked;
    private final List<String> columns;

    InsertPlanner(Write.Insert insert, Table table, @Nullable Bindings bindings, Dialect dialect, String skipLocked) {
        this.insert = insert;
        this.table = table;
        this.bindings = bindings;
        this.dialect = dialect;
        this.skipLocked = skipLocked;
        this.columns = insert.columns().isEmpty() && !onlyDefaults()
                ? table.columns().stream().map(Column::name).toList()
                : insert.columns();
    }

    KeyPlan plan() {
        if (insert.columns().isEmpty()
                && !onlyDefaults()
                && insert.rows().stream()
                        .anyMatch(row -> row.size() != table.columns().size())) {
            return new KeyPlan.WholeTable("an INSERT that leaves out columns without naming the others");
        }
        Set<Key> given = given();
        boolean onlyKey = table.uniqueKeys().isEmpty();
        return switch (insert.conflict()) {
            case FAIL -> {
                KeyPlan generated = given == null ? generated() : null;
                yield given != null ? new KeyPlan.Given(given) : generated != null ? generated : probes(false);
            }
            case IGNORE -> given != null ? new KeyPlan.Given(given) : probes(false);
            case UPDATE ->
                setsUnique()
                        ? new KeyPlan.WholeTable("an upsert that sets a unique column")
                        : onlyKey && given != null ? new KeyPlan.Given(given) : probes(true);
            case REPLACE ->
                onlyKey && given != null
                        ? new KeyPlan.Given(given)
                        : new KeyPlan.WholeTable("REPLACE, which may delete rows by another unique key");
        };
    }

    /** {@code INSERT INTO t () VALUES ()}. */
    private boolean onlyDefaults() {
        for (List<Term> row : insert.rows()) {
            if (!row.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private @Nullable Term term(List<Term> row, Column column) {
        for (int i = Math.min(columns.size(), row.size()) - 1; i >= 0; i--) {
            if (columns.get(i).equalsIgnoreCase(column.name())) {
                return row.get(i);
            }
        }
        return null;
    }

    private @Nullable Set<Key> given() {
        Set<Key> keys = new LinkedHashSet<>();
        for (List<Term> row : insert.rows()) {
            Key key = key(row);
            if (key == null) {
                return null;
            }
            keys.add(key);
        }
        return keys;
    }

    private @Nullable Key key(List<Term> row) {
        List<Object> values = new ArrayList<>();
        for (Column column : table.primaryKey()) {
            Term term = term(row, column);
            Object value = term == null ? Bindings.UNKNOWN : KeyValues.value(term, bindings);
            if (value == null || !KeyValues.exact(column, value) || makesNumber(column, value)) {
                return null;
            }
            values.add(value);
        }
        return Key.of(values);
    }

    /** 0 stands for the next number, unless the session's sql_mode says otherwise. */
    private static boolean makesNumber(Column column, Object value) {
        return column.autoIncrement() && value instanceof Number number && number.longValue() == 0;
    }

    /** All rows leave the numbering to the database, and everything else of the key is given; else null. */
    private @Nullable KeyPlan generated() {
        List<List<@Nullable Term>> rows = new ArrayList<>();
        Set<Key> also = new LinkedHashSet<>();
        for (List<Term> row : insert.rows()) {
            List<@Nullable Term> terms = new ArrayList<>();
            for (Column column : table.primaryKey()) {
                Term term = term(row, column);
                Object value = term == null ? null : KeyValues.value(term, bindings);
                if (column.autoIncrement()) {
                    boolean zero = value != null && makesNumber(column, value);
                    if (value != null && !zero && term != Term.Special.DEFAULT) {
                        return null;
                    }
                    if (zero && table.primaryKey().size() == 1) {
                        also.add(Key.of(0L));
                    }
                    terms.add(null);
                } else if (term != null && KeyValues.exact(column, value)) {
                    terms.add(term);
                } else {
                    return null;
                }
            }
            if (!terms.contains(null)) {
                return null;
            }
            rows.add(terms);
        }
        return new KeyPlan.Generated(table, rows, also);
    }

    private boolean setsUnique() {
        for (String updated : insert.updated()) {
            if (table.column(updated) == null || names(table.primaryKey(), updated)) {
                return true;
            }
            for (UniqueKey key : table.uniqueKeys()) {
                if (names(key.columns(), updated)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean names(List<Column> columns, String name) {
        for (Column column : columns) {
            if (column.name().equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Asks for the rows by every unique value that the statement gives. What is only inserted is found afterwards by any
     * of its values; for what may change another row, all must be known.
     */
    private KeyPlan probes(boolean before) {
        if (!table.transactional()) {
            return new KeyPlan.WholeTable(KeyPlanner.NO_LOCKS);
        }
        List<List<Column>> unique = new ArrayList<>();
        unique.add(table.primaryKey());
        table.uniqueKeys().stream().map(UniqueKey::columns).forEach(unique::add);
        if (unique.stream().anyMatch(List::isEmpty)) {
            return new KeyPlan.WholeTable("a unique key over expressions, by which nothing can be asked");
        }
        StringBuilder where = new StringBuilder();
        List<Term> terms = new ArrayList<>();
        int probes = 0;
        boolean exact = true;
        boolean altered = false;
        for (List<Term> row : insert.rows()) {
            int ofRow = 0;
            for (List<Column> columns : unique) {
                Probe probe = probe(row, columns);
                if (probe == Probe.UNKNOWN && before) {
                    return new KeyPlan.WholeTable("an INSERT whose unique values are not all in the statement");
                }
                if (probe == Probe.KNOWN) {
                    append(where, terms, row, columns);
                    exact &= exact(row, columns);
                    altered |= altered(row, columns);
                    ofRow++;
                }
            }
            if (ofRow == 0) {
                return new KeyPlan.WholeTable("an INSERT without a unique value to ask by");
            }
            probes += ofRow;
        }
        if (altered) {
            // by a collation another row may be equal to the text, whereas the text is stored as one that is not
            return new KeyPlan.WholeTable("an INSERT with a text that its column's character set does not have");
        }
        if (!exact && probes > 1) {
            // one such probe finds its own row or none, which shows; of several, another's surplus would hide that
            return new KeyPlan.WholeTable("an INSERT with unique values that are stored otherwise than given");
        }
        String select = Questions.select(table, dialect) + " FROM " + from() + " WHERE " + where;
        Question after = new Question(select + skipLocked, terms, insert.rows().size());
        Question first = before ? new Question(select + dialect.forUpdate(), terms, probes) : null;
        return new KeyPlan.Asked(table, first, after, KeyPlan.Check.PROBES);
    }

    /** As qualified as the application wrote it: the connection may be in another database. */
    private String from() {
        String qualifier = insert.table().qualifier();
        String name = dialect.quote(table.name());
        return qualifier == null || dialect == Dialect.H2 ? name : dialect.quote(qualifier) + "." + name;
    }

    private enum Probe {
        KNOWN,
        /** The value is null or made by the database: nothing can conflict with it. */
        NONE,
        UNKNOWN
    }

    private Probe probe(List<Term> row, List<Column> columns) {
        Probe probe = Probe.KNOWN;
        for (Column column : columns) {
            Term term = term(row, column);
            Object value = term == null ? null : KeyValues.value(term, bindings);
            if (value == Bindings.UNKNOWN && term != Term.Special.DEFAULT) {
                return Probe.UNKNOWN;
            }
            boolean absent = value == null || term == Term.Special.DEFAULT || makesNumber(column, value);
            if (absent
                    && !column.autoIncrement()
                    && (term == null || term == Term.Special.DEFAULT)
                    && column.hasDefault()) {
                return Probe.UNKNOWN;
            }
            probe = absent ? Probe.NONE : probe;
        }
        return probe;
    }

    private boolean exact(List<Term> row, List<Column> columns) {
        for (Column column : columns) {
            Term term = term(row, column);
            if (term == null || !KeyValues.exact(column, KeyValues.value(term, bindings))) {
                return false;
            }
        }
        return true;
    }

    private boolean altered(List<Term> row, List<Column> columns) {
        for (Column column : columns) {
            Term term = term(row, column);
            if (term != null && KeyValues.value(term, bindings) instanceof String text && !column.holds(text)) {
                return true;
            }
        }
        return false;
    }

    private void append(StringBuilder where, List<Term> terms, List<Term> row, List<Column> columns) {
        where.append(where.isEmpty() ? "(" : " OR (");
        for (int i = 0; i < columns.size(); i++) {
            Term term = term(row, columns.get(i));
            if (term != null) {
                where.append(i == 0 ? "" : " AND ")
                        .append(dialect.quote(columns.get(i).name()))
                        .append(" = ?");
                terms.add(term);
            }
        }
        where.append(')');
    }
}

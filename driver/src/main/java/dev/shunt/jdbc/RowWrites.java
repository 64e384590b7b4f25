package dev.shunt.jdbc;

import dev.shunt.mirror.Execution;
import dev.shunt.sql.Analysis;
import dev.shunt.sql.Predicate;
import dev.shunt.sql.TableName;
import dev.shunt.sql.Term;
import dev.shunt.sql.Verb;
import dev.shunt.sql.Write;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the application writes through one updatable result. Where the result has the whole primary key of its only
 * table, the key of the current row says which row it is; else the tables of the query are walked. Not thread-safe.
 */
final class RowWrites {
    private final ResultSet rows;
    private final ShuntStatement statement;
    private final Writes writes;
    private @Nullable List<@Nullable Object> blank;

    RowWrites(ResultSet rows, ShuntStatement statement) {
        this.rows = rows;
        this.statement = statement;
        this.writes = new Writes(statement);
    }

    /** Keeps what the key reads as before the application sets it. */
    void toInsertRow() {
        blank = key();
    }

    /** A driver whose getters do not show what was set on the insert row tells nothing: then the key reads as before. */
    void insert(Execution.Action action) throws SQLException {
        List<@Nullable Object> key = key();
        boolean untold = key == null || blank == null || same(key, blank) || key.contains(null);
        run(key == null || untold ? walk() : insertOf(key), action);
        blank = key;
    }

    void update(Execution.Action action) throws SQLException {
        List<@Nullable Object> key = key();
        if (key == null) {
            run(walk(), action);
            return;
        }
        run(updateOf(key), action);
        List<@Nullable Object> after = key();
        if (after == null || !same(key, after)) {
            run(walk(), () -> {}); // the row has another key now
        }
    }

    void delete(Execution.Action action) throws SQLException {
        List<@Nullable Object> key = key();
        run(key == null ? walk() : write(new Write.Delete(table(), "", where(key), false)), action);
    }

    private void run(Analysis analysis, Execution.Action action) throws SQLException {
        Execution.Call<Boolean> call = () -> {
            action.run();
            return true;
        };
        writes.run(List.of(new Execution.Item(analysis, null)), false, call, done -> ShuntStatement.one(-1));
    }

    private Analysis walk() {
        Analysis read = statement.lastRead();
        return read == null
                ? Writes.opaque("an updatable result from before the knob", List.of())
                : Writes.opaque(read.fingerprint(), read.tables());
    }

    private Analysis insertOf(List<@Nullable Object> key) {
        Map<String, Term> terms = terms(key);
        return write(new Write.Insert(
                table(),
                List.copyOf(terms.keySet()),
                List.of(List.copyOf(terms.values())),
                Write.Conflict.FAIL,
                Set.of()));
    }

    /** As one that sets its key to what it is: which columns it sets is not known, and children may refer to any. */
    private Analysis updateOf(List<@Nullable Object> key) {
        return write(new Write.Update(table(), "", terms(key), where(key), false));
    }

    private Analysis write(Write write) {
        String what = "a row of an updatable result";
        return new Analysis(what, what, Verb.WRITE, false, write.tables(), write, null, null);
    }

    private TableName table() {
        Analysis read = statement.lastRead();
        TableName table =
                read == null || read.read() == null ? null : read.read().table();
        if (table == null) {
            throw new IllegalStateException("no single table");
        }
        return table;
    }

    private Predicate where(List<@Nullable Object> key) {
        Map<String, List<Term>> equalities = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        terms(key).forEach((column, term) -> equalities.put(column, List.of(term)));
        return new Predicate("", List.of(), equalities, Set.of(), false);
    }

    private Map<String, Term> terms(List<@Nullable Object> key) {
        Map<String, Term> terms = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        List<String> columns = columns();
        for (int i = 0; i < columns.size(); i++) {
            Object value = key.get(i);
            terms.put(columns.get(i), value == null ? Term.Special.NULL : new Term.Literal(value));
        }
        return Collections.unmodifiableMap(terms);
    }

    private List<String> columns() {
        Analysis read = statement.lastRead();
        Context.Target target = statement.connection().context().target();
        return read == null || target == null ? List.of() : target.mirroring().keyColumns(read);
    }

    /** Reads the key of the row that the cursor is on; null where it is not all in the result, or cannot be read. */
    private @Nullable List<@Nullable Object> key() {
        try {
            List<@Nullable Object> key = new ArrayList<>();
            for (String column : columns()) {
                int index = index(rows.getMetaData(), column);
                if (index == 0) {
                    return null;
                }
                key.add(rows.getObject(index));
            }
            return key.isEmpty() ? null : key;
        } catch (SQLException | RuntimeException e) {
            return null; // the table is walked
        }
    }

    /** Where the column itself is, under whatever label; 0 where it is not there exactly once. */
    private static int index(ResultSetMetaData columns, String name) throws SQLException {
        int index = 0;
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            if (name.equalsIgnoreCase(columns.getColumnName(i))) {
                if (index != 0) {
                    return 0;
                }
                index = i;
            }
        }
        return index;
    }

    private static boolean same(List<@Nullable Object> left, List<@Nullable Object> right) {
        return Arrays.deepEquals(left.toArray(), right.toArray());
    }
}

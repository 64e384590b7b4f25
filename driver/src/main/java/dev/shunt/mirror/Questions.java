package dev.shunt.mirror;

import dev.shunt.schema.Dialect;
import dev.shunt.schema.Table;
import dev.shunt.sql.Predicate;
import dev.shunt.sql.Term;
import java.util.stream.Collectors;

/** Builds questions. */
final class Questions {
    private Questions() {}

    /** The beginning of every question: the key's columns, in key order. */
    static String select(Table table, Dialect dialect) {
        return table.primaryKey().stream()
                .map(column -> dialect.quote(column.name()))
                .collect(Collectors.joining(", ", "SELECT ", ""));
    }

    /**
     * Asks for the rows that a condition meets.
     *
     * @param target the table and its alias, as the application wrote them
     * @param limit rows beyond which the answer is of no use
     * @param lock the locking clause
     */
    static Question rows(Table table, Dialect dialect, String target, Predicate where, int limit, String lock) {
        String condition = where.text().isEmpty() ? "" : " WHERE (" + where.text() + ")";
        String sql = select(table, dialect) + " FROM " + target + condition + " LIMIT " + limit + lock;
        return new Question(
                sql, where.params().stream().<Term>map(Term.Param::new).toList(), -1);
    }
}

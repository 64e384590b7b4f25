package dev.shunt.jdbc;

import dev.shunt.mirror.Execution;
import dev.shunt.sql.SqlAnalyzer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The results of a text of several queries, which the primary has answered: each is compared by itself. */
final class Series {
    /** Of what is no more than one query. */
    static final Series NONE = new Series(null, List.of());

    private final @Nullable ShuntStatement statement;
    private final List<String> queries;
    private int at;

    private Series(@Nullable ShuntStatement statement, List<String> queries) {
        this.statement = statement;
        this.queries = queries;
    }

    /** Returns that of a text. */
    static Series of(ShuntStatement statement, String sql) {
        List<String> queries = sql.indexOf(';') < 0 ? List.of() : SqlAnalyzer.statements(sql);
        return queries.size() < 2 ? NONE : new Series(statement, queries);
    }

    /** The application goes on to the next result. */
    void next() {
        at = Math.min(at + 1, queries.size());
    }

    /** Returns what is made of the present one. */
    Reply reply(ResultSet rows) throws SQLException {
        if (statement == null || at >= queries.size()) {
            return new Reply(rows, null, null, null);
        }
        String sql = queries.get(at);
        Execution.Item query =
                new Execution.Item(statement.connection().context().analyze(sql), null);
        return new Reading(statement, query, sql).beside(rows);
    }
}

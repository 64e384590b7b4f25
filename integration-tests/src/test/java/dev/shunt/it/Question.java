package dev.shunt.it;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A read of an application.
 *
 * @param title of its part of the corpus; where it may end otherwise than equal, the reason
 * @param where which databases it runs on
 * @param parameters a statement without is asked in both ways, plain and prepared
 * @param ends how its comparison may end besides equal; null where it may not
 */
record Question(
        String title,
        Corpus.Where where,
        String sql,
        List<@Nullable Object> parameters,
        @Nullable String ends) {

    /** One of no part, which must be compared: a line of the corpus. */
    static Question of(String line) {
        String[] halves = line.split(" <- ");
        return new Question(
                "", Corpus.Where.ALL, halves[0], halves.length > 1 ? Corpus.parameters(halves[1]) : List.of(), null);
    }

    /** Asks it, prepared if that is wanted or it has parameters. */
    void ask(Connection connection, WayToRead way) throws Exception {
        if (way.prepared() || !parameters.isEmpty()) {
            try (PreparedStatement statement =
                    connection.prepareStatement(sql, way.type(), ResultSet.CONCUR_READ_ONLY)) {
                for (int i = 0; i < parameters.size(); i++) {
                    statement.setObject(i + 1, parameters.get(i));
                }
                way.fetches(statement);
                try (ResultSet rows = statement.executeQuery()) {
                    way.read(rows);
                }
            }
        } else {
            try (Statement statement = connection.createStatement(way.type(), ResultSet.CONCUR_READ_ONLY)) {
                way.fetches(statement);
                try (ResultSet rows = statement.executeQuery(sql)) {
                    way.read(rows);
                }
            }
        }
    }

    @Override
    public String toString() {
        return sql + (parameters.isEmpty() ? "" : " <- " + parameters);
    }
}

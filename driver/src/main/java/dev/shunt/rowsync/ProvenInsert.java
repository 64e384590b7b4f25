package dev.shunt.rowsync;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Inserts many rows by one statement, and believes it only if as many came as were sent and nothing was warned of. */
final class ProvenInsert {
    private static final int MOST_ROWS = 500;

    /** About how many bytes one statement has; below what a server takes, unless one row alone has more. */
    private static final long MOST_BYTES = 512 * 1024;

    private static final int OF_A_NUMBER = 16;

    private final SideTable side;

    ProvenInsert(SideTable side) {
        this.side = side;
    }

    /** @throws SQLException also where the rows may be there, but not as they were sent: the transaction must go */
    void insert(Collection<Row> rows) throws SQLException {
        List<Row> batch = new ArrayList<>();
        long bytes = 0;
        for (Row row : rows) {
            long size = size(row);
            if (!batch.isEmpty() && (batch.size() == MOST_ROWS || bytes + size > MOST_BYTES)) {
                send(batch);
                batch.clear();
                bytes = 0;
            }
            batch.add(row);
            bytes += size;
        }
        if (!batch.isEmpty()) {
            send(batch);
        }
    }

    /** As {@link #insert}, for rows that came as text. */
    void insert(SideTable.Text text) throws SQLException {
        if (text.rows() > 0) {
            try (Statement statement = side.connection.createStatement()) {
                statement.setEscapeProcessing(false); // a brace in a value is no escape of JDBC
                prove(text.rows(), statement.executeUpdate(into() + text.tuples()), statement.getWarnings());
            }
        }
    }

    private String into() {
        return "INSERT INTO " + side.table + " (" + String.join(", ", side.names) + ")" + side.dialect.overriding()
                + " VALUES ";
    }

    private void send(List<Row> rows) throws SQLException {
        String row = "("
                + String.join(
                        ", ",
                        side.forms.stream().map(form -> form.placeholder()).toList()) + ")";
        String sql = into() + String.join(", ", Collections.nCopies(rows.size(), row));
        try (PreparedStatement statement = side.connection.prepareStatement(sql)) {
            int next = 1;
            for (Row sent : rows) {
                for (int i = 0; i < side.forms.size(); i++) {
                    side.forms.get(i).bind(statement, next++, sent.values().get(i));
                }
            }
            prove(rows.size(), statement.executeUpdate(), statement.getWarnings());
        }
    }

    private void prove(long sent, long inserted, @Nullable SQLWarning warning) throws SQLException {
        if (inserted != sent || warning != null) {
            throw new SQLException(
                    inserted + " of " + sent + " rows of " + side.table + " came"
                            + (warning == null ? "" : ", with a warning"),
                    "01000",
                    warning);
        }
    }

    static long size(Row row) {
        long size = 0;
        for (@Nullable Object value : row.values()) {
            size += value instanceof String text
                    ? 2L * text.length() + OF_A_NUMBER
                    : value instanceof byte[] bytes ? 2L * bytes.length + OF_A_NUMBER : OF_A_NUMBER;
        }
        return size;
    }
}

package dev.shunt.admin.verify;

import dev.shunt.admin.tables.BothSides;
import dev.shunt.admin.tables.Stop;
import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Failure;
import dev.shunt.session.Trouble;
import java.io.IOException;
import java.io.Reader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Queries of the operator's, by name, of which both sides must give the same rows: totals per day, and the like. */
final class Checks {
    private static final int MOST_ROWS = 10_000;

    /** So often it must be the same difference, one look after the other. */
    private static final int LOOKS = 3;

    private static final int MOST_LOOKS = 12;

    private final Map<String, String> queries;

    private Checks(Map<String, String> queries) {
        this.queries = queries;
    }

    /** Reads {@code name = SELECT …} lines, as a properties file has them. */
    static Checks read(Path file) {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(in);
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE, "the checks cannot be read: " + e);
        }
        Map<String, String> queries = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> queries.put(name, properties.getProperty(name)));
        return new Checks(queries);
    }

    /** Returns, for each query, null where both sides agree, or how they do not; {@code values}: with the rows. */
    Map<String, @Nullable String> run(BothSides sides, boolean values, Stop stop, long settleNanos) {
        Map<String, @Nullable String> found = new LinkedHashMap<>();
        queries.forEach((name, sql) -> found.put(name, compare(sides, values, stop, settleNanos, sql)));
        return found;
    }

    private static @Nullable String compare(BothSides sides, boolean values, Stop stop, long settleNanos, String sql) {
        Difference last = null;
        int same = 0;
        try {
            for (int look = 0; look < MOST_LOOKS && !stop.requested(); look++) {
                Difference now = difference(rows(sides.primary(), sql), rows(sides.secondary(), sql));
                if (now == null) {
                    return null;
                }
                same = now.equals(last) ? same + 1 : 1;
                last = now;
                if (same == LOOKS) {
                    return now.text(values);
                }
                stop.pause(settleNanos);
            }
            if (stop.requested()) {
                return "not decided: stopped before the end";
            }
            return "not settled: it differs in another way at each look. Let it leave out what is being written";
        } catch (SQLException e) {
            return "could not be run: " + Trouble.text(e);
        }
    }

    /** The first row that differs. */
    private record Difference(int row, String primary, String secondary) {
        String text(boolean values) {
            return values
                    ? "row " + row + ": primary " + primary + ", secondary " + secondary
                    : "row " + row + " differs";
        }
    }

    private static @Nullable Difference difference(List<String> there, List<String> here) {
        for (int i = 0; i < Math.max(there.size(), here.size()); i++) {
            String left = i < there.size() ? there.get(i) : "no row";
            String right = i < here.size() ? here.get(i) : "no row";
            if (!left.equals(right)) {
                return new Difference(i + 1, left, right);
            }
        }
        return null;
    }

    private static List<String> rows(DataSource side, String sql) throws SQLException {
        try (Connection connection = side.getConnection();
                Statement statement = connection.createStatement()) {
            statement.setMaxRows(MOST_ROWS + 1);
            try (ResultSet found = statement.executeQuery(sql)) {
                List<String> rows = new ArrayList<>();
                while (found.next()) {
                    List<@Nullable String> row = new ArrayList<>();
                    for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                        row.add(text(found.getObject(i), found.getString(i)));
                    }
                    rows.add(row.toString());
                }
                if (rows.size() > MOST_ROWS) {
                    throw new SQLException("it gives more than " + MOST_ROWS + " rows: let it count or sum them");
                }
                return rows;
            }
        }
    }

    /** A sum of the same value may have another scale on the other side. */
    private static @Nullable String text(@Nullable Object value, @Nullable String text) {
        return value instanceof BigDecimal number ? number.stripTrailingZeros().toPlainString() : text;
    }
}

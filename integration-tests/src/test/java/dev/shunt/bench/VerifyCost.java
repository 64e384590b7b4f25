package dev.shunt.bench;

import dev.shunt.config.Side;
import dev.shunt.it.ScaleTables;
import dev.shunt.schema.Catalog;
import dev.shunt.schema.Dialect;
import dev.shunt.schema.Table;
import dev.shunt.session.Endpoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * How fast {@code shunt verify} is, as a command with the start of its JVM, against one SELECT of the same checksum for each
 * table, on the slower server; and what one row costs that differs.
 */
final class VerifyCost {
    static final String NAME = "verify";

    private VerifyCost() {}

    static void measure() throws Exception {
        try (Move move = Move.open()) {
            move.backfill();
            List<Double> select = new ArrayList<>();
            List<Double> clean = new ArrayList<>();
            List<Double> one = new ArrayList<>();
            for (int turn = 0; turn < Move.TURNS; turn++) {
                double source = select(Side.SOURCE, move.pair.sourceUrl());
                double target = select(Side.TARGET, move.pair.targetUrl());
                select.add(move.rows / Math.max(source, target));
                clean.add(move.rows / move.verify(0));
                move.pair.onTarget(List.of("UPDATE order_line SET ol_amount = -1 ORDER BY ol_o_id DESC LIMIT 1"));
                one.add(move.rows / move.verify(1));
                move.command(0, "repair", "order_line", "--from", "target/bench/report.jsonl");
            }
            Turns.line(
                    "%s rows=%d rows_s=%.0f select_rows_s=%.0f to_select=%.2f one_differs=%.3f peak_mb=%d",
                    NAME,
                    move.rows,
                    Turns.median(clean),
                    Turns.median(select),
                    Turns.ratio(clean, select),
                    Turns.ratio(clean, one),
                    move.cli.peakMegabytes());
        }
    }

    /** Sums all tables of one server up as the comparison does; returns the seconds. */
    private static double select(Side side, String url) throws SQLException {
        Duration hour = Duration.ofHours(1);
        try (Endpoint endpoint = new Endpoint(side, url, new Properties(), 2, 1, hour);
                Connection connection = endpoint.sync().getConnection();
                Statement statement = connection.createStatement()) {
            Catalog catalog = new Catalog(endpoint.sync(), hour);
            List<String> checksums = new ArrayList<>();
            for (ScaleTables table : ScaleTables.ALL) {
                checksums.add(checksum(Objects.requireNonNull(catalog.table(table.name()))));
            }
            long start = System.nanoTime();
            for (String checksum : checksums) {
                statement.executeQuery(checksum).close();
            }
            return Move.seconds(start);
        }
    }

    private static String checksum(Table table) {
        String hash = table.columns().stream()
                .map(column -> Dialect.MARIADB.form(column).exact("`" + column.name() + "`"))
                .collect(Collectors.joining(", ", "SHA2(CONCAT_WS(',', ", "), 256)"));
        return "SELECT COUNT(*), SUM(CAST(CONV(SUBSTRING(" + hash + ", 1, 16), 16, 10) AS UNSIGNED)),"
                + " SUM(CAST(CONV(SUBSTRING(" + hash + ", 17, 16), 16, 10) AS UNSIGNED)) FROM `" + table.name() + "`";
    }
}

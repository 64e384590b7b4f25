package dev.shunt.bench;

import dev.shunt.it.DumpAndLoad;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * How fast {@code shunt backfill} is, as a command with the start of its JVM, against {@code mariadb-dump | mariadb} and
 * against one INSERT for each row.
 */
final class BackfillCost {
    static final String NAME = "backfill";

    private static final int BY_ROW = 20_000;

    private BackfillCost() {}

    static void measure() throws Exception {
        try (Move move = Move.open()) {
            List<Double> dump = new ArrayList<>();
            List<Double> backfill = new ArrayList<>();
            List<Double> rowByRow = new ArrayList<>();
            for (int turn = 0; turn < Move.TURNS; turn++) {
                long start = System.nanoTime();
                DumpAndLoad.run(move.pair);
                dump.add(move.rows / Move.seconds(start));
                move.empty();
                backfill.add(move.rows / move.backfill());
                rowByRow.add(rowByRow(move));
            }
            Turns.line(
                    "%s rows=%d rows_s=%.0f dump_rows_s=%.0f row_by_row_rows_s=%.0f to_dump=%.2f to_row_by_row=%.2f"
                            + " peak_mb=%d",
                    NAME,
                    move.rows,
                    Turns.median(backfill),
                    Turns.median(dump),
                    Turns.median(rowByRow),
                    Turns.ratio(backfill, dump),
                    Turns.ratio(backfill, rowByRow),
                    move.cli.peakMegabytes());
        }
    }

    /** Copies some rows of the longest table; returns rows per second. */
    private static double rowByRow(Move move) throws SQLException {
        move.pair.onTarget(List.of("TRUNCATE TABLE order_line"));
        long start = System.nanoTime();
        try (Connection source = move.pair.source();
                Connection target = move.pair.target();
                Statement read = source.createStatement();
                ResultSet rows = read.executeQuery("SELECT * FROM order_line LIMIT " + BY_ROW);
                PreparedStatement write = target.prepareStatement("INSERT INTO order_line VALUES (?, ?, ?, ?)")) {
            int copied = 0;
            while (rows.next()) {
                for (int i = 1; i <= 4; i++) {
                    write.setObject(i, rows.getObject(i));
                }
                write.executeUpdate();
                copied++;
            }
            return copied / Move.seconds(start);
        }
    }
}

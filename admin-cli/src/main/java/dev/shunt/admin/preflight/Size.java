package dev.shunt.admin.preflight;

import dev.shunt.admin.terminal.Quantity;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How much is to be copied, and about how long that takes, by what reading a part of the largest table takes. */
final class Size implements Check {
    private static final int SAMPLE = 5_000;
    private static final long SAMPLE_BYTES = 8L * 1024 * 1024;
    private static final int LEAST = 100;

    /** A row is read twice and written once, and a write is taken to cost two reads. */
    private static final int READS = 4;

    @Override
    public void look(Pair pair, Findings findings) throws SQLException {
        List<TableFacts> tables = pair.sourceTables();
        long rows = tables.stream().mapToLong(TableFacts::rows).sum();
        long bytes = tables.stream().mapToLong(TableFacts::bytes).sum();
        Optional<TableFacts> largest = tables.stream().max(Comparator.comparingLong(TableFacts::rows));
        String estimate = largest.isEmpty() ? "there is nothing to copy" : estimate(pair.source(), largest.get(), rows);
        findings.add(Finding.note(
                "size",
                Quantity.amount(tables.size(), "table") + ", about " + Quantity.amount(rows, "row")
                        + (bytes == 0 ? "" : ", " + size(bytes)),
                "",
                "By the source's statistics, which may be far off. Backfill: " + estimate + "."));
    }

    private static String estimate(Database source, TableFacts table, long rows) throws SQLException {
        long most = table.bytes() == 0
                ? SAMPLE
                : Math.max(1, Math.min(SAMPLE, SAMPLE_BYTES * Math.max(1, table.rows()) / table.bytes()));
        long began = System.nanoTime();
        long read = 0;
        try (Statement statement = source.own().createStatement();
                ResultSet found =
                        statement.executeQuery("SELECT * FROM " + source.quote(table.name()) + " LIMIT " + most)) {
            while (found.next()) {
                read++;
            }
        }
        long nanos = Math.max(1, System.nanoTime() - began);
        if (read < LEAST) {
            return "too few rows to tell how long it takes";
        }
        double perRow = (double) nanos / read;
        return "about " + Quantity.age((long) (perRow * READS * Math.max(rows, read) / 1e6))
                + " with --parallel 1, since "
                + Quantity.amount(read, "row") + " of " + table.name() + " were read in "
                + Quantity.latency(nanos / 1_000)
                + ", each row is read twice and written once, and a write is taken to cost"
                + " two reads; shunt backfill " + table.name() + " --limit 10000 measures it";
    }

    private static String size(long bytes) {
        double mebibytes = bytes / 1024.0 / 1024;
        return mebibytes < 1_024
                ? String.format(Locale.ROOT, "%.1f MiB", mebibytes)
                : String.format(Locale.ROOT, "%.1f GiB", mebibytes / 1_024);
    }
}

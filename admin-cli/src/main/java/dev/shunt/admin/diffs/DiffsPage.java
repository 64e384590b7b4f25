package dev.shunt.admin.diffs;

import static dev.shunt.admin.terminal.Quantity.amount;
import static dev.shunt.admin.terminal.Quantity.count;
import static dev.shunt.admin.terminal.Quantity.latency;

import dev.shunt.admin.terminal.HtmlPage;
import dev.shunt.admin.terminal.HtmlPage.Cell;
import dev.shunt.admin.terminal.Style;
import dev.shunt.diff.DiffRecord;
import dev.shunt.diff.DiffRows;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Differences as a page: the groups, and the newest sample of each with both rows. */
final class DiffsPage {
    /** Groups of which a sample is shown. */
    static final int MOST_SAMPLES = 200;

    private final HtmlPage page = new HtmlPage("Shunt: differences between the two sides");
    private final Instant now;

    DiffsPage(Instant now) {
        this.now = now;
    }

    /**
     * Writes it.
     *
     * @param samples by id
     */
    void write(Path stateDir, List<DiffGroup> groups, Map<String, DiffRecord> samples, Path to) {
        page.paragraph(Style.DIM, "the diff log in " + stateDir + ", looked at " + DiffsView.time(now));
        if (groups.isEmpty()) {
            page.paragraph(Style.GREEN, "no differences");
        } else {
            long all = groups.stream().mapToLong(DiffGroup::count).sum();
            page.paragraph(Style.RED, amount(all, "difference") + " in " + amount(groups.size(), "group"));
            page.table(
                    List.of("count>", "rate>", "trend", "first seen", "last seen", "kind", "where", "statement"),
                    groups.stream().map(this::row).toList());
            page.heading("The newest of each");
            groups.stream().limit(MOST_SAMPLES).forEach(group -> sample(group, samples.get(group.sample())));
        }
        page.write(to);
    }

    private List<Cell> row(DiffGroup group) {
        Trend trend = group.trend(now);
        return List.of(
                Cell.of(count(group.count())),
                Cell.of(DiffsView.rate(group.reads())),
                new Cell(trend.style(), trend.toString()),
                Cell.of(DiffsView.ago(group.first(), now)),
                Cell.of(DiffsView.ago(group.last(), now)),
                Cell.of(DiffsView.kind(group.key().kind())),
                Cell.of(where(group)),
                Cell.of(group.key().fingerprint()));
    }

    private static String where(DiffGroup group) {
        return DiffsView.where(group.key().table(), group.key().column());
    }

    private void sample(DiffGroup group, @Nullable DiffRecord diff) {
        if (diff == null) {
            return;
        }
        String summary = DiffsView.kind(diff.kind()) + " " + where(group)
                + (diff.key() == null ? "" : ", key " + Cells.visible(diff.key())) + " (" + diff.id() + ")";
        page.details(summary, () -> {
            String primary = diff.primary().toString();
            String secondary = diff.primary().other().toString();
            page.paragraph(Style.PLAIN, DiffsView.meaning(diff, secondary) + "; seen " + DiffsView.seen(group, now));
            page.code(String.valueOf(diff.sql()) + (diff.params() == null ? "" : "\n-- parameters: " + diff.params()));
            page.table(List.of("", "column", primary, secondary), rows(diff));
            page.paragraph(
                    Style.DIM,
                    DiffsView.time(diff.time()) + ", instance " + diff.instance() + "; took " + primary + " "
                            + latency(diff.primaryMicros()) + ", " + secondary + " "
                            + latency(diff.secondaryMicros()));
            if (Repair.possible(diff)) {
                page.code(Repair.command(diff));
            }
            page.paragraph(Style.PLAIN, Repair.hint(diff));
        });
    }

    private static List<List<Cell>> rows(DiffRecord diff) {
        DiffRows rows = diff.rows();
        if (rows == null) {
            String column = diff.column() == null ? DiffsView.kind(diff.kind()) : diff.column();
            return List.of(row(
                    column,
                    DiffsView.onPrimary(diff) ? Cells.visible(diff.primaryValue()) : DiffsView.NO_ROW,
                    DiffsView.onSecondary(diff) ? Cells.visible(diff.secondaryValue()) : DiffsView.NO_ROW,
                    true));
        }
        List<@Nullable String> left = rows.primary();
        List<@Nullable String> right = rows.secondary();
        List<List<Cell>> all = new ArrayList<>();
        for (int i = 0; i < rows.columns().size(); i++) {
            all.add(row(
                    rows.columns().get(i),
                    left == null ? DiffsView.NO_ROW : Cells.visible(left.get(i)),
                    right == null ? DiffsView.NO_ROW : Cells.visible(right.get(i)),
                    rows.differing().contains(i) || left == null || right == null));
        }
        return all;
    }

    private static List<Cell> row(String column, String primary, String secondary, boolean differs) {
        Style style = differs ? Style.RED : Style.PLAIN;
        return List.of(
                new Cell(style, differs ? "≠" : ""),
                Cell.of(column),
                new Cell(style, primary),
                new Cell(style, secondary));
    }
}

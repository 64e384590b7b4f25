package dev.shunt.admin.diffs;

import static dev.shunt.admin.terminal.Quantity.count;
import static dev.shunt.admin.terminal.Quantity.latency;

import dev.shunt.admin.terminal.Quantity;
import dev.shunt.admin.terminal.Style;
import dev.shunt.admin.terminal.Table;
import dev.shunt.admin.terminal.Terminal;
import dev.shunt.compare.Difference.Kind;
import dev.shunt.diff.DiffRecord;
import dev.shunt.diff.DiffRows;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Differences as a person reads them. */
final class DiffsView {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    /** What the columns before the last one take at most. */
    private static final int BEFORE_WHERE = 63;

    /** Where the text behind the name of a field begins. */
    private static final int INDENT = 13;

    static final String NO_ROW = "(no row)";

    private final Terminal terminal;

    DiffsView(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Writes the groups, each with its statement below it. */
    void groups(List<DiffGroup> groups, Instant now) {
        if (groups.isEmpty()) {
            terminal.line(terminal.paint(Style.GREEN, "no differences"));
            return;
        }
        Table table = new Table("count>", "rate>", "trend", "first seen", "last seen", "kind", "where");
        for (DiffGroup group : groups) {
            Trend trend = group.trend(now);
            table.row(
                    count(group.count()),
                    rate(group.reads()),
                    terminal.paint(trend.style(), trend.toString()),
                    ago(group.first(), now),
                    ago(group.last(), now),
                    kind(group.key().kind()),
                    terminal.cut(
                            where(group.key().table(), group.key().column()),
                            Math.max(10, terminal.columns() - BEFORE_WHERE)));
        }
        List<String> lines = table.lines(terminal, 0);
        terminal.line(lines.get(0));
        for (int i = 0; i < groups.size(); i++) {
            String sample = groups.get(i).sample() == null
                    ? "-"
                    : String.valueOf(groups.get(i).sample());
            terminal.line(lines.get(i + 1));
            terminal.line("    " + terminal.paint(Style.BOLD, sample) + "  "
                    + terminal.cut(
                            groups.get(i).key().fingerprint(), Math.max(20, terminal.columns() - 6 - sample.length())));
        }
        long all = groups.stream().mapToLong(DiffGroup::count).sum();
        terminal.line("");
        terminal.line(Quantity.amount(all, "difference") + " in " + Quantity.amount(groups.size(), "group"));
        terminal.line(
                terminal.paint(Style.DIM, "shunt diffs show ID tells all about one: both rows, and what heals it"));
    }

    /** Writes one on a line. */
    void line(DiffRecord diff) {
        String where = terminal.paint(Style.YELLOW, kind(diff.kind())) + " " + where(diff.table(), diff.column());
        String time = terminal.paint(Style.DIM, TIME.format(diff.time())) + "  ";
        if (!diff.sample()) {
            terminal.line(time + where + "  " + count(diff.count()) + " more, counted only");
            return;
        }
        String head = diff.id() + "  " + kind(diff.kind()) + " " + where(diff.table(), diff.column());
        String rest = (diff.key() == null ? "" : "  key " + Cells.visible(diff.key())) + "  " + values(diff);
        terminal.line(time + terminal.paint(Style.BOLD, diff.id()) + "  " + where
                + terminal.cut(rest, Math.max(10, terminal.columns() - 16 - head.length())));
    }

    static String time(Instant time) {
        return TIME.format(time);
    }

    private static String values(DiffRecord diff) {
        return diff.primary() + " " + (onPrimary(diff) ? Cells.visible(diff.primaryValue()) : NO_ROW) + ", "
                + diff.primary().other() + " " + (onSecondary(diff) ? Cells.visible(diff.secondaryValue()) : NO_ROW);
    }

    static boolean onPrimary(DiffRecord diff) {
        return diff.kind() != Kind.EXTRA_ROW;
    }

    static boolean onSecondary(DiffRecord diff) {
        return diff.kind() != Kind.MISSING_ROW;
    }

    /** Writes all that is known of one. */
    void one(DiffRecord diff, DiffGroup group, Instant now) {
        String primary = diff.primary().toString();
        String secondary = diff.primary().other().toString();
        terminal.line(terminal.paint(Style.BOLD, diff.id()) + "  " + terminal.paint(Style.YELLOW, kind(diff.kind()))
                + "  " + meaning(diff, secondary));
        field("time", TIME.format(diff.time()) + " (" + ago(diff.time(), now) + "), instance " + diff.instance());
        field("table", diff.table() + (diff.key() == null ? "" : ", key " + Cells.visible(diff.key())));
        field("column", diff.column());
        field("statement", diff.sql() == null ? diff.fingerprint() : diff.sql());
        field("parameters", diff.params());
        if (diff.sample()) {
            field(
                    "took",
                    primary + " " + latency(diff.primaryMicros()) + ", " + secondary + " "
                            + latency(diff.secondaryMicros()));
            terminal.line("");
            rows(diff, primary, secondary);
            terminal.line("");
        } else {
            field("stands for", Quantity.amount(diff.count(), "difference") + " that were counted and not kept");
        }
        field("seen", seen(group, now));
        if (Repair.possible(diff)) {
            field("heal", terminal.paint(Style.BOLD, Repair.command(diff)));
            field("", Repair.hint(diff));
        } else {
            field("heal", Repair.hint(diff));
        }
    }

    private void rows(DiffRecord diff, String primary, String secondary) {
        Table table = new Table(" ", "column", primary, secondary);
        DiffRows rows = diff.rows();
        if (rows == null) {
            String column = diff.column() == null ? kind(diff.kind()) : diff.column();
            row(table, true, column, diff.primaryValue(), diff.secondaryValue(), onPrimary(diff), onSecondary(diff));
        } else {
            for (int i = 0; i < rows.columns().size(); i++) {
                List<@Nullable String> left = rows.primary();
                List<@Nullable String> right = rows.secondary();
                row(
                        table,
                        rows.differing().contains(i),
                        rows.columns().get(i),
                        left == null ? null : left.get(i),
                        right == null ? null : right.get(i),
                        left != null,
                        right != null);
            }
        }
        table.print(terminal, "  ");
    }

    private void row(
            Table table,
            boolean differs,
            String column,
            @Nullable String primary,
            @Nullable String secondary,
            boolean onPrimary,
            boolean onSecondary) {
        int label = Math.min(24, terminal.columns() / 4);
        Cells cells = Cells.of(primary, secondary, Math.max(12, (terminal.columns() - label - 9) / 2));
        boolean marked = differs || !onPrimary || !onSecondary;
        Style style = marked ? Style.RED : Style.PLAIN;
        table.row(
                terminal.paint(style, marked ? "*" : " "),
                terminal.cut(column, label),
                onPrimary ? terminal.paint(style, cells.primary()) : NO_ROW,
                onSecondary ? terminal.paint(style, cells.secondary()) : NO_ROW);
    }

    static String seen(DiffGroup group, Instant now) {
        StatementReads reads = group.reads();
        String often = Quantity.amount(group.count(), "time") + " like this, first " + ago(group.first(), now)
                + ", last " + ago(group.last(), now) + "; " + group.trend(now);
        return reads.compared() == 0
                ? often
                : often + ". Of " + count(reads.compared()) + " compared reads of the statement "
                        + count(reads.differed()) + " differed"
                        + (group.quietReads() == 0 ? "" : ", none like this in the last " + count(group.quietReads()));
    }

    static String rate(StatementReads reads) {
        if (reads.compared() == 0) {
            return "-";
        }
        double percent = 100.0 * reads.differed() / reads.compared();
        return percent > 0 && percent < 0.01
                ? "<0.01 %"
                : String.format(Locale.ROOT, percent < 1 ? "%.2f %%" : percent < 10 ? "%.1f %%" : "%.0f %%", percent);
    }

    static String ago(Instant time, Instant now) {
        return Quantity.age(Math.max(0, Duration.between(time, now).toMillis())) + " ago";
    }

    static String where(String table, @Nullable String column) {
        return table + (column == null ? "" : "." + column);
    }

    static String kind(Enum<?> kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static String meaning(DiffRecord diff, String secondary) {
        return switch (diff.kind()) {
            case MISSING_ROW -> "the " + secondary + " does not have the row";
            case EXTRA_ROW -> "only the " + secondary + " has the row";
            case VALUE -> "a column of the row differs";
            case ORDER -> "the same rows in another order";
            case CHOICE -> "other rows, where the query leaves to the database which";
            case COUNT -> "the same row, but not as often";
            case ERROR -> "only one side failed";
            case METADATA -> "the columns of the result differ";
            case REST -> "rows beyond those that were compared one by one differ";
            case SLOWER -> "the " + secondary + " takes much longer";
        };
    }

    private void field(String name, @Nullable String text) {
        if (text != null) {
            String head = String.format(Locale.ROOT, "%-" + (INDENT - 2) + "s", name);
            List<String> lines = terminal.wrapped(text, Math.max(20, terminal.columns() - INDENT));
            terminal.line("  " + terminal.paint(Style.CYAN, head) + lines.get(0));
            lines.subList(1, lines.size()).forEach(line -> terminal.line(" ".repeat(INDENT) + line));
        }
    }
}

package dev.shunt.admin.diffs;

import static dev.shunt.admin.terminal.Quantity.count;
import static dev.shunt.admin.terminal.Quantity.latency;

import dev.shunt.admin.terminal.Quantity;
import dev.shunt.admin.terminal.Style;
import dev.shunt.admin.terminal.Table;
import dev.shunt.admin.terminal.Terminal;
import dev.shunt.diff.DiffRecord;
import dev.shunt.diff.DiffSummary;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Differences as a person reads them. */
final class DiffsView {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private final Terminal terminal;

    DiffsView(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Writes the groups, the most frequent first. */
    void groups(List<DiffRecord> diffs) {
        List<DiffSummary> groups = DiffSummary.of(diffs);
        if (groups.isEmpty()) {
            terminal.line(terminal.paint(Style.GREEN, "no differences"));
            return;
        }
        Table table = new Table("count>", "kind", "where", "last seen", "sample", "statement");
        for (DiffSummary group : groups) {
            String where = group.table() + (group.column() == null ? "" : "." + group.column());
            table.row(
                    count(group.count()),
                    terminal.paint(Style.YELLOW, kind(group.kind())),
                    where,
                    TIME.format(group.last()),
                    terminal.paint(Style.BOLD, group.sampleId() == null ? "-" : group.sampleId()),
                    terminal.cut(group.fingerprint(), Math.max(40, terminal.columns() - 70)));
        }
        table.print(terminal, "");
        long all = groups.stream().mapToLong(DiffSummary::count).sum();
        terminal.line("");
        terminal.line(Quantity.amount(all, "difference") + " in " + Quantity.amount(groups.size(), "group")
                + terminal.paint(Style.DIM, "; shunt diffs show SAMPLE tells all about one"));
    }

    /** Writes all that is known of one. */
    void one(DiffRecord diff) {
        String primary = diff.primary().toString();
        String secondary = diff.primary().other().toString();
        terminal.line(terminal.paint(Style.BOLD, diff.id()) + "  " + terminal.paint(Style.YELLOW, kind(diff.kind()))
                + "  " + meaning(diff, secondary));
        field("time", diff.time() + ", instance " + diff.instance());
        field("table", diff.table());
        field("key", diff.key());
        field("column", diff.column());
        field(primary, diff.primaryValue() == null && diff.sample() ? "(null or not shown)" : diff.primaryValue());
        field(
                secondary,
                diff.secondaryValue() == null && diff.sample() ? "(null or not shown)" : diff.secondaryValue());
        field("statement", diff.sql() == null ? diff.fingerprint() : diff.sql());
        field("parameters", diff.params());
        if (diff.sample()) {
            field(
                    "took",
                    primary + " " + latency(diff.primaryMicros()) + ", " + secondary + " "
                            + latency(diff.secondaryMicros()));
        } else {
            field("stands for", Quantity.amount(diff.count(), "difference") + " that were counted and not kept");
        }
    }

    private static String kind(Enum<?> kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String meaning(DiffRecord diff, String secondary) {
        return switch (diff.kind()) {
            case MISSING_ROW -> "the " + secondary + " does not have the row";
            case EXTRA_ROW -> "only the " + secondary + " has the row";
            case VALUE -> "a column of the row differs";
            case ORDER -> "the same rows in another order";
            case COUNT -> "the same row, but not as often";
            case ERROR -> "only one side failed";
            case METADATA -> "the columns of the result differ";
            case REST -> "rows beyond those that were compared one by one differ";
            case SLOWER -> "the " + secondary + " takes much longer";
        };
    }

    private void field(String name, @Nullable String text) {
        if (text != null) {
            terminal.line("  " + terminal.paint(Style.CYAN, String.format(Locale.ROOT, "%-11s", name)) + text);
        }
    }
}

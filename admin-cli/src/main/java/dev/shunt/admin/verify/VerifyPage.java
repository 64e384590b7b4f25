package dev.shunt.admin.verify;

import static dev.shunt.admin.terminal.Quantity.count;

import dev.shunt.admin.tables.JsonLines;
import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Failure;
import dev.shunt.admin.terminal.HtmlPage;
import dev.shunt.admin.terminal.HtmlPage.Cell;
import dev.shunt.admin.terminal.Style;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a verification came to as a page: the tables, and the rows that differ from its report. */
final class VerifyPage {
    /** A browser shows no more with ease; the report has all. */
    static final int MOST_ROWS = 1_000;

    private final VerifyView.Outcome outcome;
    private final boolean keys;
    private final HtmlPage page = new HtmlPage("Shunt: both sides compared");

    /** @param keys whether keys of rows may be shown */
    VerifyPage(VerifyView.Outcome outcome, boolean keys) {
        this.outcome = outcome;
        this.keys = keys;
    }

    void write(Path to) {
        long differing = outcome.sum(Tally::differing);
        page.paragraph(
                outcome.clean() ? Style.GREEN : Style.RED,
                outcome.summary() + (outcome.stopped() ? "; stopped before the end" : ""));
        page.paragraph(
                Style.DIM,
                Instant.now().truncatedTo(ChronoUnit.SECONDS) + ", report "
                        + outcome.report().toAbsolutePath());
        page.table(
                List.of(
                        "table",
                        "rows>",
                        "on the target>",
                        "missing>",
                        "extra>",
                        "changed>",
                        "unsettled>",
                        "may be late only>",
                        "past Shunt>",
                        "equal>"),
                outcome.tallies().stream().map(VerifyPage::row).toList());
        outcome.tallies().stream()
                .filter(tally -> tally.problem != null)
                .forEach(tally -> page.paragraph(Style.RED, tally.table + ": " + tally.problem));
        outcome.checks()
                .forEach((name, difference) -> page.paragraph(
                        difference == null ? Style.GREEN : Style.RED,
                        "check " + name + ": " + (difference == null ? "equal" : difference)));
        if (!outcome.cleared().isEmpty()) {
            page.paragraph(Style.PLAIN, "no longer tainted: " + String.join(", ", outcome.cleared()));
        }
        if (outcome.kept() != null) {
            page.paragraph(Style.YELLOW, "taints are kept: " + outcome.kept());
        }
        if (differing > 0) {
            differences(differing);
        }
        page.write(to);
    }

    private static List<Cell> row(Tally tally) {
        boolean equal = tally.compared() && tally.differing() == 0;
        return List.of(
                Cell.of(tally.table),
                Cell.of(count(tally.rows)),
                Cell.of(count(tally.secondaryRows)),
                number(tally.missing),
                number(tally.extra),
                number(tally.changed),
                number(tally.unsettled),
                number(tally.pending),
                number(tally.rogue),
                new Cell(equal ? Style.GREEN : Style.RED, tally.equal()));
    }

    private static Cell number(long number) {
        return new Cell(number == 0 ? Style.DIM : Style.RED, count(number));
    }

    private void differences(long all) {
        page.heading("The rows that differ");
        List<List<Cell>> rows = new ArrayList<>();
        try (JsonLines lines = new JsonLines(outcome.report())) {
            for (Map<String, Object> line = lines.next();
                    line != null && rows.size() < MOST_ROWS;
                    line = lines.next()) {
                if ("difference".equals(line.get("type"))) {
                    rows.add(difference(line));
                }
            }
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE, "the report " + outcome.report() + " cannot be read: " + e);
        }
        page.table(List.of("table", "key", "kind", "columns", "primary", "secondary", ""), rows);
        if (all > rows.size()) {
            page.paragraph(Style.PLAIN, "and " + count(all - rows.size()) + " more, in the report");
        }
        page.code("shunt repair --from " + outcome.report());
    }

    private List<Cell> difference(Map<String, Object> line) {
        String note = Boolean.TRUE.equals(line.get("pending"))
                ? "may be late only"
                : Boolean.TRUE.equals(line.get("past_shunt")) ? "written past Shunt" : "";
        List<String> columns = texts(line.get("columns"));
        // behind the kind of each value
        String key =
                texts(line.get("key")).stream().map(part -> part.substring(2)).collect(Collectors.joining(", "));
        return List.of(
                Cell.of(String.valueOf(line.get("table"))),
                Cell.of(keys ? key : "***"),
                new Cell(Style.YELLOW, String.valueOf(line.get("kind"))),
                Cell.of(String.join(", ", columns)),
                new Cell(Style.RED, values(columns, line.get("primary"))),
                new Cell(Style.RED, values(columns, line.get("secondary"))),
                Cell.of(note));
    }

    private static List<String> texts(@Nullable Object list) {
        return list instanceof List<?> all ? all.stream().map(String::valueOf).toList() : List.of();
    }

    private static String values(List<String> columns, @Nullable Object side) {
        return side instanceof Map<?, ?> values
                ? columns.stream()
                        .map(column -> values.get(column) instanceof String value ? value : "NULL")
                        .collect(Collectors.joining(", "))
                : "";
    }
}

package dev.shunt.admin.preflight;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.shunt.admin.terminal.Quantity;
import dev.shunt.admin.terminal.Style;
import dev.shunt.admin.terminal.Table;
import dev.shunt.admin.terminal.Terminal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the checks have found, for a person or for a script. */
final class PreflightView {
    /** No column is made narrower, however narrow the terminal is. */
    private static final int NARROWEST = 16;

    /** Between the four columns. */
    private static final int GAPS = 6;

    private static final int INDENT = 4;

    private final Findings findings;
    private final Terminal terminal;

    PreflightView(Findings findings, Terminal terminal) {
        this.findings = findings;
        this.terminal = terminal;
    }

    void print() {
        for (Severity severity : Severity.values()) {
            if (findings.count(severity) > 0) {
                terminal.line(
                        terminal.paint(Style.BOLD, Quantity.amount(findings.count(severity), severity.toString())));
                group(severity);
                terminal.line("");
            }
        }
        long blockers = findings.count(Severity.BLOCKER);
        String counts = Quantity.amount(findings.count(Severity.WARNING), "warning") + ", "
                + Quantity.amount(findings.count(Severity.NOTE), "note");
        terminal.line(
                blockers == 0
                        ? terminal.paint(Style.GREEN, "ready: no blocker") + ", " + counts
                        : terminal.paint(Style.RED, "not ready: " + Quantity.amount(blockers, "blocker")) + ", "
                                + counts);
    }

    private void group(Severity severity) {
        List<Finding> shown = new ArrayList<>();
        List<String> checks = new ArrayList<>();
        findings.each(severity, (check, finding) -> {
            checks.add(check);
            shown.add(finding);
        });
        int quarter = Math.max(NARROWEST, terminal.columns() / 4);
        int named = Math.min(quarter, longest(shown.stream().map(Finding::object)));
        int half = Math.max(NARROWEST, (terminal.columns() - longest(checks.stream()) - named - GAPS) / 2);
        Table table = new Table("check", "object", "source", "target");
        for (int i = 0; i < shown.size(); i++) {
            Finding finding = shown.get(i);
            table.row(
                    terminal.paint(severity.style(), checks.get(i)),
                    cell(finding.object(), quarter),
                    cell(finding.source(), half),
                    cell(finding.target(), half));
        }
        List<List<String>> rows = table.rows(terminal, 0);
        rows.get(0).forEach(terminal::line);
        for (int i = 0; i < shown.size(); i++) {
            rows.get(i + 1).forEach(terminal::line);
            explain(shown.get(i));
        }
    }

    private void explain(Finding finding) {
        terminal.paragraph(INDENT, finding.why());
        // for copying: a statement stays on one line
        finding.sql()
                .forEach(sql -> terminal.line(
                        " ".repeat(INDENT) + terminal.paint(Style.CYAN, "on the " + finding.on() + ": ") + sql + ";"));
        if (!finding.fix().isEmpty()) {
            List<String> fix = terminal.wrapped("fix: " + finding.fix(), terminal.columns() - INDENT);
            terminal.line(" ".repeat(INDENT)
                    + terminal.paint(Style.CYAN, "fix:")
                    + fix.get(0).substring("fix:".length()));
            fix.subList(1, fix.size()).forEach(line -> terminal.line(" ".repeat(INDENT) + line));
        }
    }

    private String cell(String text, int width) {
        return String.join("\n", terminal.wrapped(text.replaceAll("\\s+", " "), width));
    }

    private static int longest(Stream<String> texts) {
        return texts.mapToInt(String::length).max().orElse(0);
    }

    void json() throws IOException {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("ready", findings.count(Severity.BLOCKER) == 0);
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        for (Severity severity : Severity.values()) {
            json.put(severity + "s", findings.count(severity));
            findings.each(severity, (check, finding) -> all.add(finding.json(check)));
        }
        json.put("findings", all);
        terminal.line(JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(json));
    }
}

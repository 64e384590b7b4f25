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
import org.jspecify.annotations.Nullable;

/** What the checks have found, for a person or for a script. */
final class PreflightView {
    /** What a cell shows at most; the whole text is in the JSON. */
    private static final int CELL = 48;

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
        Table table = new Table("check", "object", "source", "target");
        List<Finding> shown = new ArrayList<>();
        findings.each(severity, (check, finding) -> {
            table.row(
                    terminal.paint(severity.style(), check),
                    finding.object(),
                    terminal.cut(finding.source(), CELL),
                    terminal.cut(finding.target(), CELL));
            shown.add(finding);
        });
        List<String> lines = table.lines(terminal);
        terminal.line(lines.get(0));
        for (int i = 0; i < shown.size(); i++) {
            Finding finding = shown.get(i);
            terminal.line(lines.get(i + 1));
            terminal.line("    " + finding.why());
            finding.sql()
                    .forEach(sql -> terminal.line(
                            "    " + terminal.paint(Style.CYAN, "on the " + finding.on() + ": ") + sql + ";"));
            if (!finding.fix().isEmpty()) {
                terminal.line("    " + terminal.paint(Style.CYAN, "fix: ") + finding.fix());
            }
        }
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

package dev.shunt.admin.demo;

import static dev.shunt.admin.terminal.Quantity.count;
import static dev.shunt.admin.terminal.Quantity.latency;

import dev.shunt.admin.demo.Step.State;
import dev.shunt.admin.status.StatusReport;
import dev.shunt.admin.terminal.Quantity;
import dev.shunt.admin.terminal.Style;
import dev.shunt.admin.terminal.Terminal;
import dev.shunt.metrics.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The one screen: the steps above, what goes on at the moment below. A function of the board. */
final class Screen {
    private static final int TITLE = 46;

    private final Board board;
    private final Terminal terminal;
    private final Rate operations;
    private final Rate sourceReads;
    private final Rate targetReads;

    Screen(Board board, Terminal terminal) {
        this.board = board;
        this.terminal = terminal;
        this.operations = new Rate(board.record()::operations);
        this.sourceReads = new Rate(() -> board.status().number("reads.source"));
        this.targetReads = new Rate(() -> board.status().number("reads.target"));
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        String clock = clock(board.elapsed());
        int gap = Math.max(1, Math.min(terminal.columns(), 100) - board.title().length() - clock.length() - 1);
        lines.add(terminal.paint(Style.BOLD, board.title()) + " ".repeat(gap) + terminal.paint(Style.DIM, clock));
        lines.add("");
        board.steps().forEach(step -> lines.add(line(step)));
        lines.add("");
        lines.addAll(now());
        board.events().forEach(event -> lines.add(label("diff log") + cut(event, 11)));
        return lines;
    }

    /** Returns one step as one line. */
    String line(Step step) {
        String mark =
                switch (step.state()) {
                    case WAITING -> terminal.paint(Style.DIM, terminal.symbol("·", "."));
                    case RUNNING -> terminal.paint(Style.CYAN, terminal.symbol("▶", ">"));
                    case DONE -> terminal.paint(Style.GREEN, terminal.symbol("✓", "+"));
                    case FAILED -> terminal.paint(Style.RED, terminal.symbol("✗", "!"));
                };
        Style style =
                step.state() == State.WAITING ? Style.DIM : step.state() == State.RUNNING ? Style.BOLD : Style.PLAIN;
        String title = String.format(Locale.ROOT, "%-" + TITLE + "s", step.title());
        return mark + " " + terminal.paint(style, title) + " " + cut(step.note(), TITLE + 3);
    }

    /** Returns the figures of this moment. */
    List<String> now() {
        StatusReport status = board.status();
        ShopRecord shop = board.record();
        String errors = Quantity.amount(shop.errors(), "error");
        return List.of(
                label("shop") + String.format(Locale.ROOT, "%-9s", count(operations.perSecond()) + "/s") + " " + felt()
                        + terminal.paint(shop.errors() == 0 ? Style.GREEN : Style.RED, errors),
                label("reads") + "source " + count(status.number("reads.source")) + "  "
                        + terminal.paint(Style.CYAN, "target " + count(status.number("reads.target"))) + "  "
                        + gray(),
                label("writes") + count(status.number("writes.source")) + "  rows synced "
                        + count(status.number("mirror.synced")) + "  pending " + pending(status),
                label("shadow") + "compared " + count(status.number("shadow.compared")) + "  equal "
                        + count(status.number("shadow.equal")) + "  "
                        + terminal.paint(
                                status.number("shadow.diffs") == 0 ? Style.PLAIN : Style.YELLOW,
                                "diffs " + count(status.number("shadow.diffs"))),
                label("target") + target(status));
    }

    private String gray() {
        long target = targetReads.perSecond();
        long all = target + sourceReads.perSecond();
        return target == 0 ? "" : "now " + Math.round(100.0 * target / all) + " % by the target";
    }

    private String felt() {
        Timing timing = board.record().timing();
        return timing.samples() == 0
                ? ""
                : "p50 " + latency(timing.percentile(50)) + "  p99 " + latency(timing.percentile(99)) + "  ";
    }

    private String pending(StatusReport status) {
        long pending = status.number("mirror.pending");
        String text = count(pending);
        return pending == 0 ? text : text + " (oldest " + Quantity.age(status.number("mirror.oldest_ms")) + ")";
    }

    private String target(StatusReport status) {
        String state = status.text("breaker.state", "closed");
        return state.equals("closed")
                ? "answers"
                : terminal.paint(Style.RED, "left alone (breaker " + state.replace('_', '-') + ")")
                        + cut("  " + status.text("breaker.last_error", ""), 45);
    }

    private String label(String text) {
        return terminal.paint(Style.DIM, String.format(Locale.ROOT, "%-10s", text));
    }

    private String cut(String text, int used) {
        return terminal.cut(text, Math.max(10, terminal.columns() - used - 1));
    }

    private static String clock(Duration elapsed) {
        return String.format(Locale.ROOT, "%d:%02d", elapsed.toMinutes(), elapsed.toSecondsPart());
    }
}

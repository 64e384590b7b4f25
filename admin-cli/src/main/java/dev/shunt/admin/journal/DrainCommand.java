package dev.shunt.admin.journal;

import static dev.shunt.admin.terminal.Quantity.age;
import static dev.shunt.admin.terminal.Quantity.count;

import dev.shunt.admin.status.StatusReport;
import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Failure;
import dev.shunt.admin.terminal.Terminal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code shunt journal drain}. */
@Command(
        name = "drain",
        header = "Waits until nothing is pending.",
        description = {
            "",
            "Asks the running instance several times a second and shows how many rows are left. It changes nothing: new"
                    + " writes go on, so a busy application may never be at zero for long; the first moment with nothing"
                    + " pending ends the wait."
        },
        exitCodeList = {
            "0:nothing was pending",
            "1:something still was when the time was over",
            "2:wrong usage",
            "3:no instance runs, or it ended meanwhile, or there is no file"
        },
        footer = {"", "Examples:", "  shunt journal drain", "  shunt journal drain --timeout 5min && deploy"})
public final class DrainCommand implements Callable<Integer> {
    private static final Pattern TIME = Pattern.compile("(\\d{1,6})\\s*(ms|s|m|min|h)");
    private static final long POLL_MILLIS = 100;
    private static final long LINE_MILLIS = 1_000;
    private static final int BAR = 30;

    private final Terminal terminal;

    @ParentCommand
    private JournalCommand parent;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "How long to wait: 500ms, 60s, 5min, 1h. Default: ${DEFAULT-VALUE}.",
            defaultValue = "60s")
    private String timeout = "60s";

    @Option(names = "--json", description = "Write nothing but the last answer's JSON object, for scripts.")
    private boolean json;

    /** Readies the command to write on {@code terminal}. */
    public DrainCommand(Terminal terminal) {
        this.terminal = terminal;
        this.parent = new JournalCommand(terminal);
    }

    @Override
    public Integer call() throws InterruptedException {
        long patience = time(timeout).toNanos();
        LiveJournal journal = parent.journal();
        Progress progress = new Progress();
        long began = System.nanoTime();
        while (true) {
            StatusReport page = journal.page("summary");
            long took = System.nanoTime() - began;
            if (page.number("pending") == 0) {
                return drained(page, took, progress);
            }
            if (took >= patience) {
                return late(page, progress);
            }
            progress.show(page.number("pending"), took);
            TimeUnit.MILLISECONDS.sleep(Math.min(POLL_MILLIS, TimeUnit.NANOSECONDS.toMillis(patience - took) + 1));
        }
    }

    private int drained(StatusReport page, long took, Progress progress) {
        progress.end();
        if (json) {
            terminal.line(LiveJournal.text(page));
            return ExitCode.FINE;
        }
        terminal.line("nothing is pending, after " + age(TimeUnit.NANOSECONDS.toMillis(took)));
        JournalView.troubles(page).forEach(trouble -> terminal.line("but " + trouble)); // a taint outlives its rows
        return ExitCode.FINE;
    }

    private int late(StatusReport page, Progress progress) {
        progress.end();
        if (json) {
            terminal.line(LiveJournal.text(page));
            return ExitCode.NEEDS_A_PERSON;
        }
        terminal.line(count(page.number("pending")) + " still pending after " + timeout);
        List<String> troubles = JournalView.troubles(page);
        troubles.forEach(terminal::line);
        terminal.line(
                troubles.isEmpty()
                        ? "nothing fails: give it more time, or see shunt journal"
                        : "shunt journal shows the rows");
        return ExitCode.NEEDS_A_PERSON;
    }

    static Duration time(String text) {
        Matcher matcher = TIME.matcher(text.strip());
        if (!matcher.matches()) {
            throw new Failure(ExitCode.USAGE, "--timeout " + text + " is no time: use 500ms, 60s, 5min or 1h");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofMinutes(number);
        };
    }

    /** A bar that is drawn over on a terminal; in a pipe a line a second. */
    private final class Progress {
        private long most;
        private long shownAt = -1;
        private boolean drawn;

        void show(long left, long took) {
            most = Math.max(most, left);
            if (json) {
                return;
            }
            long millis = TimeUnit.NANOSECONDS.toMillis(took);
            if (terminal.redraws()) {
                int full = (int) (BAR * (most - left) / most);
                String bar = terminal.symbol("█", "#").repeat(full)
                        + terminal.symbol("░", ".").repeat(BAR - full);
                terminal.raw("\r" + bar + " " + count(left) + " pending, " + age(millis) + "\u001b[K");
                drawn = true;
            } else if (shownAt < 0 || millis - shownAt >= LINE_MILLIS) {
                shownAt = millis;
                terminal.line(count(left) + " pending");
            }
        }

        void end() {
            if (drawn) {
                terminal.raw("\r\u001b[K");
            }
        }
    }
}

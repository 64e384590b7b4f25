package dev.shunt.admin.tables;

import static dev.shunt.admin.terminal.Quantity.age;
import static dev.shunt.admin.terminal.Quantity.count;

import dev.shunt.admin.terminal.Style;
import dev.shunt.admin.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How far tables are: a bar for each that is under way and one for all on a terminal, lines now and then in a pipe.
 * Thread-safe.
 */
public final class Progress implements AutoCloseable {
    private static final long DRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int BAR = 20;
    private static final int MOST_BARS = 6;

    /** One table. */
    public final class Bar {
        private final String table;
        private final long expected;
        private long began = System.nanoTime();
        private long rows;
        private long fresh;

        private Bar(String table, long expected, long already) {
            this.table = table;
            this.expected = expected;
            this.rows = already;
        }

        /** Notes that the first rows are worked on only now: the table had to wait for its turn. */
        public void start() {
            synchronized (Progress.this) {
                began = System.nanoTime();
            }
        }

        /** Notes rows that are done. */
        public void add(long more) {
            synchronized (Progress.this) {
                rows += more;
                fresh += more;
                allRows += more;
                allFresh += more;
                draw();
            }
        }

        /** Writes a line that stays. */
        public void line(String text) {
            Progress.this.line(text);
        }

        /** Notes the end of the table, with a word about it. */
        public void end(String word) {
            synchronized (Progress.this) {
                open.remove(this);
                wipe();
                say(table + ": " + word);
                lastDrawn = 0;
                draw();
            }
        }

        private String line() {
            return Progress.this.line(table, rows, expected, fresh, System.nanoTime() - began);
        }
    }

    private final Terminal terminal;
    private final boolean quiet;
    private final long total;
    private final long began = System.nanoTime();
    private final List<Bar> open = new ArrayList<>();
    private @Nullable String held;
    private long allRows;
    private long allFresh;
    private long lastDrawn;
    private int drawn;

    /**
     * Begins.
     *
     * @param quiet nothing is written
     * @param total about how many rows there are in all
     */
    public Progress(Terminal terminal, boolean quiet, long total) {
        this.terminal = terminal;
        this.quiet = quiet;
        this.total = total;
    }

    /** Begins a table of about so many rows, of which some may be done already. */
    public synchronized Bar begin(String table, long expected, long already) {
        Bar bar = new Bar(table, expected, already);
        open.add(bar);
        allRows += already;
        return bar;
    }

    /** Writes a line that stays. */
    public synchronized void line(String text) {
        wipe();
        say(text);
        if (terminal.redraws()) {
            lastDrawn = 0;
        }
    }

    /** Says why nothing goes on; null when it does again. In a pipe, once for each reason. */
    public synchronized void held(@Nullable String why) {
        boolean other = why == null || held == null || !kind(why).equals(kind(held));
        held = why;
        if (terminal.redraws()) {
            lastDrawn = 0;
            draw();
        } else if (other) {
            say(why == null ? "goes on" : why);
        }
    }

    /** Without its numbers. */
    private static String kind(String why) {
        return why.replaceAll("\\d+", "");
    }

    private void say(String text) {
        if (!quiet) {
            terminal.line(text);
        }
    }

    /** Those under way; of many, the latest. */
    private List<Bar> shown() {
        List<Bar> moving = open.stream().filter(bar -> bar.fresh > 0).toList();
        return moving.subList(Math.max(0, moving.size() - MOST_BARS), moving.size());
    }

    private void draw() {
        long now = System.nanoTime();
        long pause = terminal.redraws() ? DRAW_NANOS : LINE_NANOS;
        if (quiet || (lastDrawn != 0 && now - lastDrawn < pause)) {
            return;
        }
        boolean first = lastDrawn == 0;
        lastDrawn = now;
        if (!terminal.redraws()) {
            if (!first) {
                shown().forEach(bar -> terminal.line(bar.line()));
                terminal.line(all(now));
            }
            return;
        }
        wipe();
        StringBuilder text = new StringBuilder();
        List<Bar> bars = shown();
        for (Bar bar : bars) {
            text.append(terminal.cut(bar.line(), terminal.columns() - 1)).append('\n');
        }
        text.append(terminal.paint(Style.BOLD, terminal.cut(all(now), terminal.columns() - 1)))
                .append('\n');
        String why = held;
        if (why != null) {
            text.append(terminal.paint(Style.YELLOW, terminal.cut(why, terminal.columns() - 1)))
                    .append('\n');
        }
        terminal.raw(text.toString());
        drawn = bars.size() + (why == null ? 1 : 2);
    }

    private String all(long now) {
        return line("all", allRows, Math.max(total, allRows), allFresh, now - began);
    }

    private String line(String name, long rows, long expected, long fresh, long nanos) {
        double share = expected <= 0 ? 1 : Math.min(1, (double) rows / expected);
        int full = (int) (BAR * share);
        double rate = fresh * 1e9 / Math.max(1, nanos);
        String bar = terminal.symbol("█", "#").repeat(full)
                + terminal.symbol("░", ".").repeat(BAR - full);
        String eta = rate <= 0 ? "" : ", " + age((long) (Math.max(0, expected - rows) / rate * 1000)) + " left";
        return String.format(Locale.ROOT, "%-20s %s %3.0f %%", name, bar, 100 * share) + "  " + count(rows) + " rows, "
                + count((long) rate) + " rows/s" + eta;
    }

    private void wipe() {
        if (drawn > 0) {
            terminal.raw("\r\u001b[" + drawn + "A\u001b[J"); // the terminal echoes a Ctrl-C
            drawn = 0;
        }
    }

    @Override
    public synchronized void close() {
        wipe();
    }
}

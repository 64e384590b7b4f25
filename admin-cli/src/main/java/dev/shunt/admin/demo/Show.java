package dev.shunt.admin.demo;

import dev.shunt.admin.demo.Step.State;
import dev.shunt.admin.terminal.Terminal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps the board fresh and shows it: redrawn in place on a terminal that is high enough, else a line whenever a step
 * begins or ends and the figures every few seconds. One thread of its own.
 */
final class Show implements AutoCloseable {
    private static final long PAUSE_NANOS = 200_000_000;
    private static final int FIGURES_EVERY = 25;
    private static final String HIDE_CURSOR = "\u001b[?25l";
    private static final String SHOW_CURSOR = "\u001b[?25h";

    private final Board board;
    private final Terminal terminal;
    private final Screen screen;
    private final Thread thread = new Thread(this::run, "demo-show");
    private final Map<Step, State> told = new HashMap<>();
    private volatile boolean closed;
    private int drawn;
    private int turns;

    Show(Board board, Terminal terminal) {
        this.board = board;
        this.terminal = terminal;
        this.screen = new Screen(board, terminal);
        thread.setDaemon(true);
    }

    void start() {
        if (terminal.redraws()) {
            terminal.raw(HIDE_CURSOR);
        }
        thread.start();
    }

    /** Shows the end and stops. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (terminal.redraws()) {
            terminal.raw(SHOW_CURSOR);
        }
    }

    private void run() {
        while (!closed) {
            turn();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        turn();
    }

    private void turn() {
        board.refresh();
        if (terminal.redraws()) {
            redraw();
        } else {
            tell();
        }
    }

    private void redraw() {
        List<String> lines = screen.lines();
        int most = terminal.rows() - 1;
        StringBuilder frame = new StringBuilder(drawn == 0 ? "" : "\u001b[" + drawn + "A");
        drawn = Math.max(drawn, Math.min(most, lines.size()));
        for (int line = 0; line < drawn; line++) {
            frame.append("\r")
                    .append(line < lines.size() ? lines.get(line) : "")
                    .append("\u001b[K\n");
        }
        terminal.raw(frame.toString());
    }

    private void tell() {
        for (Step step : board.steps()) {
            State state = step.state();
            State before = told.put(step, state);
            if (state != before && state != State.WAITING) {
                terminal.line(screen.line(step).stripTrailing());
            }
        }
        if (++turns % FIGURES_EVERY == 0 && !closed) {
            List<String> figures = new ArrayList<>();
            screen.now().forEach(line -> figures.add(line.stripTrailing().replaceAll("\\s+", " ")));
            terminal.line("    " + String.join("; ", figures));
        }
    }
}

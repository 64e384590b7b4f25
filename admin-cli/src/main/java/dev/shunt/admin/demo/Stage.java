package dev.shunt.admin.demo;

import dev.shunt.admin.status.StatusReport;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Where the steps play: what all of them use.
 *
 * @param pace 1 for a demo of about a minute, less for a shorter one
 */
record Stage(Workspace workspace, Migration migration, Databases databases, Board board, Shop shop, double pace) {
    static final Duration SOON = Duration.ofSeconds(30);
    static final Duration LATER = Duration.ofMinutes(2);

    StatusReport status() {
        return board.status();
    }

    /** Lets the shop go on for that long, at the pace of this demo. */
    void letTrade(double seconds) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(Math.max(500, Math.round(seconds * pace * 1000)));
    }

    void turn(String knob, String value) throws Exception {
        migration.turn(board, knob, value);
    }

    /** Returns when nothing is left to be mirrored. */
    void drain() throws InterruptedException {
        board.await(
                () -> "everything mirrored; pending: " + status().number("mirror.pending"),
                LATER,
                () -> board.refresh().number("mirror.pending") == 0);
    }
}

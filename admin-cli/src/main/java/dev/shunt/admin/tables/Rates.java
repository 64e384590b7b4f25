package dev.shunt.admin.tables;

import java.time.Duration;

/**
 * How gently work is done.
 *
 * @param rowsPerSecond 0 for no bound
 * @param mostRunning threads of the source that may be running; 0 for no bound
 * @param mostLag how late the replica may be, where one is watched
 * @param paused nothing is begun
 */
public record Rates(long rowsPerSecond, int mostRunning, Duration mostLag, boolean paused) {}

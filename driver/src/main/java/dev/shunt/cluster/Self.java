package dev.shunt.cluster;

/**
 * Who an instance is.
 *
 * @param id stays with the state directory, and so with the journal in it, over restarts
 * @param run another with each start
 * @param stateDir an absolute path
 * @param journal what survives the process: {@code memory}, {@code file}, {@code outbox}
 */
public record Self(String id, String run, String host, long pid, String version, String stateDir, String journal) {
    /** In memory: what was pending dies with the process. */
    public static final String MEMORY = "memory";

    /** In a table of the primary: any instance can read it. */
    public static final String OUTBOX = "outbox";

    boolean durable() {
        return !journal.equals(MEMORY);
    }
}

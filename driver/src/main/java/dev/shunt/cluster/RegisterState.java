package dev.shunt.cluster;

import org.jspecify.annotations.Nullable;

/**
 * How far an instance is with the register.
 *
 * @param registered its row is there and its last heartbeat arrived
 * @param problem what keeps it from that, or from reading of the others, and what to do; null where nothing does
 * @param epoch the number of the present primary's reign; 1 where it could not be read
 * @param olderOpen transactions open that began under other knobs, as last seen; null where it is not certain
 * @param members instances in the register, as last read; 0 where it was not read
 */
public record RegisterState(
        boolean registered,
        @Nullable String problem,
        long epoch,
        @Nullable Integer olderOpen,
        int members) {
    static final RegisterState NONE = new RegisterState(false, null, 1, null, 0);
}

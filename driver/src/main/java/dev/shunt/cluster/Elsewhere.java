package dev.shunt.cluster;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** For how long a write of another instance may have been on its way, as the last look at the register tells. Thread-safe. */
final class Elsewhere {
    private final Self self;
    private final Supplier<Duration> lease;
    private final Backlogs backlogs = new Backlogs();
    private boolean looked;
    private long lookedNanos;
    private long lookedMillis;

    Elsewhere(Self self, Supplier<Duration> lease) {
        this.self = self;
        this.lease = lease;
    }

    /** Takes note of the register's rows, asked for after {@code askedNanos} of {@link System#nanoTime}. */
    synchronized void saw(List<Member> members, long askedNanos) {
        backlogs.look(
                members.stream()
                        .filter(member -> !member.self().id().equals(self.id()))
                        .toList(),
                lease.get());
        lookedMillis = members.stream()
                .mapToLong(member -> member.heartbeat() + member.ageMillis())
                .max()
                .orElse(0);
        lookedNanos = askedNanos;
        looked = true;
    }

    /** As {@link Register#lag}. */
    synchronized long lag(String table) {
        long since = System.nanoTime() - lookedNanos; // who has come since then is not known
        if (!looked || since > lease.get().toNanos()) {
            return 0;
        }
        long until = backlogs.of(table).until();
        return until > lookedMillis ? since : since + TimeUnit.MILLISECONDS.toNanos(lookedMillis - until + 1);
    }
}

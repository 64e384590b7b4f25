package dev.shunt.cluster;

import java.time.Duration;

/** Which instances are gone without having said what they left, and how that is told. */
final class Unclean {
    private Unclean() {}

    /** Returns true if the tables of {@code member} have to be tainted by {@code self}. */
    static boolean lost(Member member, Self self, Duration lease) {
        return !member.clean()
                && !member.tainted()
                && !member.self().journal().equals(Self.OUTBOX)
                && !member.self().id().equals(self.id())
                && member.ageMillis() > lease.toMillis();
    }

    static String gone(Member member) {
        Self dead = member.self();
        return ended(member) + "; "
                + (dead.durable()
                        ? "restart it with its state.dir " + dead.stateDir() + ", or verify its tables"
                        : "what was pending died with it: verify its tables");
    }

    private static String ended(Member member) {
        String who =
                "instance " + member.self().id() + " on host " + member.self().host();
        if (!member.left()) {
            return who + " died unclean";
        }
        long rows = member.pending();
        return who + " left with "
                + (rows == 0 ? "a write under way" : rows == 1 ? "1 row pending" : rows + " rows pending");
    }

    static String forgotten(Member member) {
        return ended(member) + " and was forgotten; what was pending is lost: verify its tables";
    }

    /** What is said of an earlier run whose journal was in memory. */
    static String lost(Member before) {
        return ended(before) + ", process " + before.self().pid()
                + "; what was pending died with it: verify its tables";
    }
}

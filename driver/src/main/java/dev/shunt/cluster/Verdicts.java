package dev.shunt.cluster;

import dev.shunt.journal.Taint;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings what an instance knows of verified tables and what the register says together: its own comparisons are written
 * there, those that stand are handed to it, and what a taint or its own knobs contradict is voided. Not thread-safe.
 */
final class Verdicts {
    private final Self self;
    private final Subject subject;

    /** An instance that mirrors nothing says so again after so many heartbeats. */
    private final int pace;

    private int beats;

    Verdicts(Self self, Subject subject, int pace) {
        this.self = self;
        this.subject = subject;
        this.pace = pace;
    }

    /** @param taints all that the register has */
    void exchange(Verifications store, long epoch, List<FleetTaint> taints) throws SQLException {
        for (Compared compared : subject.compared()) {
            long now = store.now();
            long age = (System.nanoTime() - compared.beganNanos()) / 1_000_000 + 1; // too old rather than too young
            store.record(compared.table(), now - age, epoch, compared.rows(), "instance " + self.id() + ", by a walk");
            subject.recorded(compared);
        }
        long asked = System.nanoTime();
        List<Verification> standing =
                store.standing().stream().filter(one -> one.epoch() == epoch).toList();
        for (Verification one : standing) {
            String reason = contradicted(one, taints);
            if (reason != null) {
                store.voidOne(one, reason);
            }
        }
        List<Verification> left = standing.stream()
                .filter(one -> contradicted(one, taints) == null)
                .toList();
        for (Map.Entry<Verification, String> doubt :
                subject.verified(left, asked).entrySet()) {
            store.voidOne(doubt.getKey(), "instance " + self.id() + ": " + doubt.getValue());
        }
    }

    private static @Nullable String contradicted(Verification one, List<FleetTaint> taints) {
        return taints.stream()
                .map(FleetTaint::taint)
                .filter(taint ->
                        taint.table().equals(one.table()) || taint.table().equals(Taint.EVERY_TABLE))
                .filter(taint -> taint.since().toEpochMilli() >= one.began())
                .map(taint -> "tainted by " + taint.by())
                .findFirst()
                .orElse(null);
    }

    /** Writes of an instance that mirrors nothing are seen by nobody: no verification stands beside it. */
    void unmirrored(Verifications store) throws SQLException {
        if (!subject.mirrorsNothing()) {
            beats = 0;
        } else if (beats++ % pace == 0) {
            store.voidAll("instance " + self.id() + ": it mirrors nothing");
        }
    }

    /** The instance goes. */
    void leaves(Verifications store) throws SQLException {
        if (subject.mirrorsNothing()) {
            store.voidAll("instance " + self.id() + ": it mirrors nothing");
        }
    }
}

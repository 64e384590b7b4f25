package dev.shunt.shadow;

import dev.shunt.compare.CapturedResult;
import dev.shunt.compare.Difference;
import dev.shunt.compare.Failure;
import dev.shunt.compare.Outcome;
import dev.shunt.config.Side;
import dev.shunt.diff.DiffRecord;
import dev.shunt.diff.DiffRecords;
import dev.shunt.replay.Bindings;
import dev.shunt.sql.Analysis;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The way of one answer: compared once, and looked at again if that showed a mismatch. For one thread at a time. */
final class Comparing {
    /** Looks that must agree while writes to the tables are on their way: one may happen to be late twice in the same way. */
    private static final int BUSY_CONFIRMATIONS = 2;

    /** What a busy machine adds to any query is no news. */
    private static final long SLOW_MICROS = 100_000;

    private final Analysis analysis;
    private final @Nullable Bindings bindings;
    private final String table;
    private final Side primary;
    private final boolean byPrimary;
    private final Query query;
    private final Lessons lessons;
    private final @Nullable String row;
    private Check check;
    private Lessons.@Nullable Shape shape;
    private boolean noisy;
    private boolean recorded;
    private final int slower;
    private long @Nullable [] measured;
    private final Sides sides;
    private final long answerMicros;
    private final long began = System.nanoTime();

    private @Nullable Reading answered;

    /** The differences of the last look by their digests: many reads may wait for another one, each with long values. */
    private Set<String> seen = Set.of();

    private long otherMicros;
    private int rechecksLeft;
    private int confirmations;
    private final int busyConfirmations;
    private final long patience;
    private long seenAt;

    /** Whether a write is on its way that the last look may have seen on one side. */
    private BooleanSupplier underway = () -> false;

    private boolean waits;

    Comparing(Answer answer, Sides sides, ShadowSettings settings, Lessons lessons) {
        this.analysis = answer.analysis();
        this.bindings = answer.bindings();
        this.table = answer.table();
        this.primary = answer.primary();
        this.byPrimary = answer.answeredBy() == answer.primary();
        this.query = Query.of(answer, settings);
        this.check = Check.of(answer).without(lessons.unstable(analysis.fingerprint()));
        this.row = ImpliedKey.of(analysis.read(), answer.keyColumns(), bindings);
        this.lessons = lessons;
        this.slower = settings.slower();
        this.sides = sides;
        this.answerMicros = TimeUnit.NANOSECONDS.toMicros(answer.nanos());
        Failure failure = answer.failure();
        this.answered = new Reading(failure == null ? answer.rows() : null, failure, answerMicros);
        this.rechecksLeft = settings.rechecks();
        this.busyConfirmations = Math.min(BUSY_CONFIRMATIONS, settings.rechecks());
        this.patience = settings.patience().toNanos();
    }

    /** Asks the other side and compares; empty if it may not be asked now. */
    Optional<Outcome> first(Lag lag) throws SQLException {
        Reading one = answered;
        answered = null; // its rows are many, and a recheck reads anew
        Optional<Reading> asked = byPrimary ? sides.askSecondary(query) : Optional.of(sides.askPrimary(query));
        if (one == null || asked.isEmpty()) {
            return Optional.empty();
        }
        Reading other = asked.get();
        otherMicros = other.micros();
        seenNow(lag);
        Reading left = byPrimary ? one : other;
        Reading right = byPrimary ? other : one;
        shape(left, right);
        Outcome outcome = check.compare(left, right);
        seen = Recheck.identities(outcome.differences());
        return Optional.of(outcome);
    }

    /** How the columns differ is told once for all runs of the statement. */
    private void shape(Reading left, Reading right) {
        CapturedResult primaryRows = left.rows();
        CapturedResult secondaryRows = right.rows();
        if (primaryRows == null || secondaryRows == null) {
            return;
        }
        Lessons.Shape both = new Lessons.Shape(analysis.fingerprint(), primaryRows.columns(), secondaryRows.columns());
        if (lessons.isCompared(both)) {
            check = check.ofRowsOnly();
        } else if (!primaryRows.columns().isEmpty() && !secondaryRows.columns().isEmpty()) {
            shape = both;
        }
    }

    /** To be told once the comparison has come to an end that decides. */
    void decided() {
        if (shape != null) {
            lessons.compared(shape);
        }
    }

    /** Returns true while another instance's write may explain what the last look has confirmed: no further one can tell yet. */
    boolean waits(Lag lag) {
        waits = waits && elsewhere(lag) && patient();
        return waits;
    }

    private boolean elsewhere(Lag lag) {
        return lag.elsewhere(analysis) >= System.nanoTime() - seenAt;
    }

    private boolean patient() {
        return System.nanoTime() - began < patience;
    }

    private void seenNow(Lag lag) {
        underway = lag.underway(analysis);
        seenAt = System.nanoTime();
    }

    /** Looks at a mismatch again. A side that cannot be asked decides nothing, nor does one that is known to be late. */
    Recheck again(Lag lag) {
        rechecksLeft--;
        noisy = false;
        try {
            List<Reading> snapshot = sides.askPrimaryTwice(query);
            boolean elsewhere = elsewhere(lag);
            long behind = lag.here(analysis);
            boolean late = behind > 0 && behind >= System.nanoTime() - seenAt || underway.getAsBoolean();
            boolean busy = behind > 0 || lag.underway(analysis).getAsBoolean();
            Optional<Reading> secondary = sides.askSecondary(query);
            if (secondary.isEmpty()) {
                return Recheck.of(Verdict.UNSETTLED);
            }
            Reading after = sides.askPrimary(query);
            Recheck recheck = Recheck.judge(check, snapshot, secondary.get(), after);
            if (recheck.verdict() == Verdict.NOISE) {
                noisy = true;
                recheck = quiet(recheck, snapshot, secondary.get(), after);
            }
            if (recheck.verdict() == Verdict.DIFF && Recheck.chose(recheck.differences())) {
                recheck = lookedUp(recheck, secondary.get(), after);
            }
            Set<String> earlier = seen;
            seen = Recheck.identities(recheck.differences());
            Recheck confirmed = recheck.confirmedBy(earlier);
            confirmations = confirmed.verdict() == Verdict.DIFF ? confirmations + 1 : 0;
            if (confirmed.verdict() != Verdict.DIFF) {
                seenNow(lag);
            } else if (elsewhere) {
                waits = patient();
                rechecksLeft += waits ? 1 : 0;
                return Recheck.of(Verdict.UNSETTLED);
            }
            boolean hasty = busy && confirmations < busyConfirmations;
            if (late && recheck.verdict() == Verdict.DIFF || hasty && confirmed.verdict() == Verdict.DIFF) {
                return Recheck.of(Verdict.UNSETTLED);
            }
            return Recheck.chose(confirmed.differences())
                    ? new Recheck(Verdict.INCOMPARABLE, confirmed.differences())
                    : confirmed;
        } catch (SQLException e) {
            return Recheck.of(Verdict.UNSETTLED);
        }
    }

    /** Asks for the rows that only one side chose by their keys: what differs in them is why. */
    private Recheck lookedUp(Recheck chosen, Reading secondary, Reading primary) throws SQLException {
        Lookup lookup = new Lookup(
                check.keyColumns(), check.compare(primary, secondary).chosen(), query.timeout(), query.rules());
        Optional<Query> here = lookup.on(primary);
        Optional<Query> there = lookup.on(secondary);
        if (here.isEmpty() || there.isEmpty()) {
            return chosen;
        }
        List<Reading> snapshot = sides.askPrimaryTwice(here.get());
        Optional<Reading> other = sides.askSecondary(there.get());
        if (other.isEmpty()) {
            return Recheck.of(Verdict.UNSETTLED);
        }
        Reading after = sides.askPrimary(here.get());
        if (other.get().failure() != null || after.failure() != null) {
            return chosen;
        }
        Recheck rows = Recheck.judge(check.byKey(), snapshot, other.get(), after);
        return rows.verdict() == Verdict.DIFF || rows.verdict() == Verdict.UNSETTLED ? rows : chosen;
    }

    /** Judges again without the columns that differ from themselves, now and for all later runs. */
    private Recheck quiet(Recheck noise, List<Reading> snapshot, Reading secondary, Reading after) {
        Set<String> unstable = check.unstable(snapshot.get(0), snapshot.get(1));
        if (unstable.isEmpty()) {
            return noise;
        }
        lessons.unstable(analysis.fingerprint(), unstable);
        check = check.without(unstable);
        Recheck recheck = Recheck.judge(check, snapshot, secondary, after);
        return recheck.verdict() == Verdict.SETTLED ? noise : recheck;
    }

    /** Returns true if the secondary took so much longer that it is worth another look. */
    boolean slow() {
        return byPrimary ? tooSlow(answerMicros, otherMicros) : tooSlow(otherMicros, answerMicros);
    }

    private boolean tooSlow(long primaryMicros, long secondaryMicros) {
        return slower > 0 && secondaryMicros - primaryMicros > SLOW_MICROS && secondaryMicros / slower > primaryMicros;
    }

    /** Takes the time of both once more; empty if the secondary was not much slower than the primary around it. */
    Optional<Difference> slowAgain() throws SQLException {
        rechecksLeft--;
        long before = sides.askPrimary(query).micros();
        Optional<Reading> asked = sides.askSecondary(query);
        long after = sides.askPrimary(query).micros();
        if (asked.isEmpty() || !tooSlow(Math.max(before, after), asked.get().micros())) {
            return Optional.empty();
        }
        measured = new long[] {Math.max(before, after), asked.get().micros()};
        return Optional.of(new Difference(Difference.Kind.SLOWER, null, null, null, null));
    }

    /** Returns true if the primary has differed from itself in one snapshot at the last look. */
    boolean noisy() {
        return noisy;
    }

    Analysis analysis() {
        return analysis;
    }

    @Nullable
    Bindings bindings() {
        return bindings;
    }

    boolean mayAgain() {
        return rechecksLeft > 0;
    }

    String fingerprint() {
        return analysis.fingerprint();
    }

    /** Returns true if a difference was recorded. */
    boolean recorded() {
        return recorded;
    }

    DiffRecord record(Difference difference, DiffRecords records) {
        recorded = true;
        long[] both = measured;
        long primaryMicros = both != null ? both[0] : byPrimary ? answerMicros : otherMicros;
        long secondaryMicros = both != null ? both[1] : byPrimary ? otherMicros : answerMicros;
        boolean ofRow = difference.key() == null && difference.kind() != Difference.Kind.METADATA;
        Difference told = row != null && ofRow ? difference.ofRow(row) : difference;
        return records.of(analysis, bindings, table, told, primary, primaryMicros, secondaryMicros);
    }
}

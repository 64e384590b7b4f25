package dev.shunt.shadow;

import dev.shunt.compare.Difference;
import dev.shunt.compare.Outcome;
import dev.shunt.config.Side;
import dev.shunt.diff.DiffRecord;
import dev.shunt.diff.DiffRecords;
import dev.shunt.replay.Bindings;
import dev.shunt.sql.Analysis;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The way of one answer: compared once, and looked at again if that showed a mismatch. For one thread at a time. */
final class Comparing {
    private final Analysis analysis;
    private final @Nullable Bindings bindings;
    private final String table;
    private final Side primary;
    private final boolean byPrimary;
    private final Query query;
    private final Check check;
    private final Sides sides;
    private final long answerMicros;
    private final long began = System.nanoTime();
    private @Nullable Reading answered;
    private List<Difference> seen = List.of();
    private long otherMicros;
    private int rechecksLeft;

    Comparing(Answer answer, Sides sides, ShadowSettings settings) {
        this.analysis = answer.analysis();
        this.bindings = answer.bindings();
        this.table = answer.table();
        this.primary = answer.primary();
        this.byPrimary = answer.answeredBy() == answer.primary();
        this.query = new Query(analysis.sql(), bindings, settings.timeout(), settings.rows());
        this.check = Check.of(answer.keyColumns(), analysis.read());
        this.sides = sides;
        this.answerMicros = TimeUnit.NANOSECONDS.toMicros(answer.nanos());
        this.answered = new Reading(answer.rows(), null, answerMicros);
        this.rechecksLeft = settings.rechecks();
    }

    /** Asks the other side and compares; empty if it may not be asked now. */
    Optional<Outcome> first() throws SQLException {
        Reading one = answered;
        answered = null; // its rows are many, and a recheck reads anew
        Optional<Reading> asked = byPrimary ? sides.askSecondary(query) : Optional.of(sides.askPrimary(query));
        if (one == null || asked.isEmpty()) {
            return Optional.empty();
        }
        Reading other = asked.get();
        otherMicros = other.micros();
        Outcome outcome = byPrimary ? check.compare(one, other) : check.compare(other, one);
        seen = outcome.differences();
        return Optional.of(outcome);
    }

    /** Looks at a mismatch again. A side that cannot be asked decides nothing, nor does one that is known to be late. */
    Recheck again(ToLongFunction<Analysis> lag) {
        rechecksLeft--;
        try {
            List<Reading> snapshot = sides.askPrimaryTwice(query);
            boolean late = lag.applyAsLong(analysis) >= System.nanoTime() - began;
            Optional<Reading> secondary = sides.askSecondary(query);
            if (secondary.isEmpty()) {
                return Recheck.of(Verdict.UNSETTLED);
            }
            Recheck recheck = Recheck.judge(check, snapshot, secondary.get(), sides.askPrimary(query));
            List<Difference> earlier = seen;
            seen = recheck.differences();
            return late && recheck.verdict() == Verdict.DIFF
                    ? Recheck.of(Verdict.UNSETTLED)
                    : recheck.confirmedBy(earlier);
        } catch (SQLException e) {
            return Recheck.of(Verdict.UNSETTLED);
        }
    }

    Analysis analysis() {
        return analysis;
    }

    @Nullable
    Bindings bindings() {
        return bindings;
    }

    /** Returns the differences of the last look. */
    List<Difference> seen() {
        return seen;
    }

    boolean mayAgain() {
        return rechecksLeft > 0;
    }

    String fingerprint() {
        return analysis.fingerprint();
    }

    DiffRecord record(Difference difference, DiffRecords records) {
        long primaryMicros = byPrimary ? answerMicros : otherMicros;
        long secondaryMicros = byPrimary ? otherMicros : answerMicros;
        return records.of(analysis, bindings, table, difference, primary, primaryMicros, secondaryMicros);
    }
}

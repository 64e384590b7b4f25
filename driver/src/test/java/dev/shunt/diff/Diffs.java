package dev.shunt.diff;

import dev.shunt.compare.Difference;
import dev.shunt.compare.Difference.Kind;
import dev.shunt.config.DiffValues;
import dev.shunt.config.Side;
import dev.shunt.replay.Bindings;
import dev.shunt.sql.Analysis;
import dev.shunt.sql.Verb;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Diff records for tests. */
final class Diffs {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123Z");

    private static final Map<DiffValues, DiffRecords> RECORDS = new ConcurrentHashMap<>();

    private Diffs() {}

    static DiffRecord value(String fingerprint) {
        return of(fingerprint, new Difference(Kind.VALUE, "42", "name", "ann", null), DiffValues.FULL);
    }

    static DiffRecord of(String fingerprint, Difference difference, DiffValues values) {
        return RECORDS.computeIfAbsent(values, how -> new DiffRecords("host-1", () -> how, () -> NOW))
                .of(statement(fingerprint), bindings(), "people", difference, Side.SOURCE, 1_500, 2_500);
    }

    static Analysis statement(String fingerprint) {
        String sql = fingerprint.replace("?", "'literal'");
        return new Analysis(sql, fingerprint, Verb.SELECT, false, List.of(), null, null, null);
    }

    private static Bindings bindings() {
        Bindings bindings = new Bindings();
        bindings.put(1, "bound", (statement, at) -> statement.setString(at, "bound"));
        bindings.put(2, null, (statement, at) -> statement.setString(at, null));
        return bindings;
    }
}

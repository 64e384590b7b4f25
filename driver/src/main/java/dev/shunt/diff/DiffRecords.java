package dev.shunt.diff;

import dev.shunt.compare.Difference;
import dev.shunt.config.DiffValues;
import dev.shunt.config.Side;
import dev.shunt.replay.Bindings;
import dev.shunt.sql.Analysis;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes diff records, with values no plainer than {@code diff.values} allows at that moment. Thread-safe. */
public final class DiffRecords {
    private final String instance;
    private final Supplier<DiffValues> values;
    private final InstantSource clock;
    private final Shown shown = new Shown();
    private final AtomicInteger serial = new AtomicInteger(new Random().nextInt());

    /**
     * Creates one.
     *
     * @param instance the name of the running driver
     * @param values how values are shown; asked for each record
     */
    public DiffRecords(String instance, Supplier<DiffValues> values, InstantSource clock) {
        this.instance = instance;
        this.values = values;
        this.clock = clock;
    }

    /** Returns the record of a difference that a statement, bound to {@code bindings}, has shown. */
    public DiffRecord of(
            Analysis statement,
            @Nullable Bindings bindings,
            String table,
            Difference difference,
            Side primary,
            long primaryMicros,
            long secondaryMicros) {
        DiffValues how = values.get();
        Instant now = clock.instant();
        return new DiffRecord(
                id(now),
                now,
                now,
                instance,
                Shown.sql(statement.fingerprint()),
                Shown.sql(how == DiffValues.FULL ? statement.sql() : statement.fingerprint()),
                shown.params(bindings == null ? List.of() : bindings.values(), how),
                difference.kind(),
                table,
                shown.key(difference.key(), how),
                shown.column(difference.column(), how),
                shown.value(difference.primaryValue(), difference.kind(), how),
                shown.value(difference.secondaryValue(), difference.kind(), how),
                primaryMicros,
                secondaryMicros,
                primary,
                1,
                how,
                shown.rows(difference.rows(), how));
    }

    /** Returns a row's key as a record made now would show it; null where that is not at all. */
    public @Nullable String shownKey(String key) {
        return shown.key(key, values.get());
    }

    /** The time and a serial number, in base 32: sortable, short enough to be typed. */
    private String id(Instant now) {
        String tail = Integer.toString((serial.getAndIncrement() & 0x7fff) | 0x8000, 32)
                .substring(1);
        return Long.toString(now.toEpochMilli(), 32) + tail;
    }
}

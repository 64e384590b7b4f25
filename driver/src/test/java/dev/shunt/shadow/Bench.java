package dev.shunt.shadow;

import static org.awaitility.Awaitility.await;

import dev.shunt.compare.Capture;
import dev.shunt.compare.CapturedResult;
import dev.shunt.compare.Difference;
import dev.shunt.compare.Rules;
import dev.shunt.config.DiffValues;
import dev.shunt.config.Side;
import dev.shunt.diff.DiffRecord;
import dev.shunt.diff.DiffRecords;
import dev.shunt.diff.JsonText;
import dev.shunt.replay.Bindings;
import dev.shunt.sql.Analysis;
import dev.shunt.sql.Read;
import dev.shunt.sql.TableName;
import dev.shunt.sql.Verb;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Two databases and the shadow reads between them. */
final class Bench implements AutoCloseable {
    static final ShadowSettings SETTINGS = new ShadowSettings(
            2, 100, Duration.ofMinutes(5), Duration.ofMillis(10), 3, Duration.ofMinutes(1), 1_000, 0);

    static final Rules RULES = Rules.exact(JsonText::normal);

    final Database primary = new Database();
    final Database secondary = new Database();
    final List<DiffRecord> diffs = new CopyOnWriteArrayList<>();
    final List<Difference> healed = new CopyOnWriteArrayList<>();
    final TestGate gate = new TestGate();
    final ShadowReads shadow;

    /** For how long a write has been on its way, in nanoseconds. */
    volatile long lag;

    /** When a write began that is on its way, in nanoseconds of {@link System#nanoTime}; 0: none did, and the lag counts. */
    volatile long begun;

    /** A write is on its way of which the lag does not tell yet. */
    volatile boolean underway;

    /** How old a write of others must be to have arrived, in nanoseconds. */
    volatile long elsewhere;

    private final int maxRows;

    Bench(ShadowSettings settings) throws SQLException {
        maxRows = settings.rows();
        DiffRecords records = new DiffRecords("host", () -> DiffValues.FULL, InstantSource.system());
        shadow = new ShadowReads(
                () -> settings,
                primary,
                secondary,
                gate,
                lag(),
                records,
                diffs::add,
                (statement, bound, difference) -> healed.add(difference));
    }

    Lag lag() {
        return new Lag() {
            @Override
            public long here(Analysis statement) {
                return begun == 0 ? lag : System.nanoTime() - begun;
            }

            @Override
            public BooleanSupplier underway(Analysis statement) {
                return () -> underway;
            }

            @Override
            public long elsewhere(Analysis statement) {
                return elsewhere;
            }
        };
    }

    void onBoth(String... statements) {
        primary.run(statements);
        secondary.run(statements);
    }

    static Analysis select(String sql, List<String> orderBy, boolean limited) {
        TableName table = new TableName(null, "t");
        Read read = new Read(false, false, false, orderBy, limited, false, table, Map.of());
        return new Analysis(sql, sql, Verb.SELECT, false, List.of(table), null, read, null);
    }

    /** What the primary answers now. */
    Answer answer(String sql, String... orderBy) throws SQLException {
        return answer(select(sql, List.of(orderBy), false), null, Side.SOURCE);
    }

    Answer answer(Analysis analysis, @Nullable Bindings bindings, Side answeredBy) throws SQLException {
        Database side = answeredBy == Side.SOURCE ? primary : secondary;
        try (Connection connection = DriverManager.getConnection(side.url());
                PreparedStatement statement = connection.prepareStatement(analysis.sql())) {
            if (bindings != null) {
                bindings.apply(statement);
            }
            try (ResultSet result = statement.executeQuery()) {
                Capture capture = new Capture(maxRows, RULES);
                while (result.next()) {
                    capture.row(result);
                }
                CapturedResult rows = capture.result(true);
                return new Answer(analysis, bindings, answeredBy, Side.SOURCE, 1_000_000, List.of("id"), "t", RULES)
                        .with(rows);
            }
        }
    }

    /** Submits an answer and returns the counts once all is done. */
    ShadowStats compare(Answer answer) {
        shadow.submit(answer);
        return idle();
    }

    ShadowStats compare(String sql, String... orderBy) throws SQLException {
        return compare(answer(sql, orderBy));
    }

    ShadowStats idle() {
        await().atMost(Duration.ofSeconds(60)).until(() -> shadow.stats().underway() == 0);
        return shadow.stats();
    }

    @Override
    public void close() throws SQLException {
        shadow.close();
        primary.close();
        secondary.close();
    }

    /** A gate that remembers. */
    static final class TestGate implements Gate {
        volatile boolean open = true;
        volatile int successes;
        final List<Throwable> failures = new CopyOnWriteArrayList<>();

        @Override
        public boolean allows() {
            return open;
        }

        @Override
        public synchronized void succeeded() {
            successes++;
        }

        @Override
        public void failed(Throwable cause) {
            failures.add(cause);
        }
    }
}

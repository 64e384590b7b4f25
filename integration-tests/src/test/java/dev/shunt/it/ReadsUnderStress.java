package dev.shunt.it;

import dev.shunt.diff.DiffRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/**
 * Reads that are all compared while the writers of the stress test write the same rows through the same instance, and
 * some rows differ for good: quiet ones, and hot ones whose difference is made again by each row sync.
 */
final class ReadsUnderStress {
    /** Beside {@link StressSchema}: rows that all writers increment; the target keeps fewer digits of their price. */
    private static final String BEAT =
            "CREATE TABLE beat (id INT NOT NULL PRIMARY KEY, n BIGINT NOT NULL, price DECIMAL(12, %d) NOT NULL)";

    private static final int BEATS = 3;
    private static final int MOST = 15;

    private static final List<String> ROWS = List.of(
            "INSERT INTO hot (id, v, grp, note) VALUES (-1, 1, -1, 'quiet'), (-2, 2, -1, 'quiet')",
            "INSERT INTO counter (id, n) VALUES (-1, 1), (-2, 2), (-3, 3)",
            "INSERT INTO name (code, v) VALUES ('quiet', 1)",
            "INSERT INTO beat (id, n, price) VALUES (1, 0, 1.5000), (2, 0, 2.3456), (3, 0, 3.2500)");

    private static final List<String> PLANTED = List.of(
            "UPDATE hot SET note = 'planted' WHERE id = -1",
            "DELETE FROM counter WHERE id = -2",
            "INSERT INTO name (code, v) VALUES ('planted', 7)");

    /** As {@link Planted#shown} shows them, in lower case, with their tables. */
    static final Set<String> EXPECTED = new TreeSet<>(Set.of(
            "hot value -1 note: 'quiet' | 'planted'",
            "counter missing_row -2 -: 'id=-2, n=2' | null",
            "name extra_row planted -: null | 'code=planted, v=7'",
            "beat value 2 price: '2.3456' | '2.35'"));

    private static final List<String> READS = List.of(
            "SELECT id, v, grp, note FROM hot WHERE id = ?",
            "SELECT id, v, note FROM hot WHERE id IN (-1, ?) ORDER BY id",
            "SELECT id, v FROM hot WHERE v >= ? ORDER BY id LIMIT 20",
            "SELECT grp, COUNT(*) AS c, SUM(v) AS s FROM hot WHERE id > ? GROUP BY grp",
            "SELECT * FROM orders WHERE customer = ? ORDER BY id",
            "SELECT MAX(id) AS m, SUM(amount) AS s FROM orders WHERE customer >= ?",
            "SELECT id, place, v FROM seat WHERE id <> ?",
            "SELECT id, n FROM counter WHERE id IN (?, -1, -2)",
            "SELECT order_id, line, sku, qty FROM item WHERE order_id = ? ORDER BY line",
            "SELECT h.id, h.v, o.id AS order_id FROM hot h JOIN orders o ON o.customer = h.id WHERE h.id = ?",
            "SELECT code, v FROM name WHERE v <> ? ORDER BY code",
            "SELECT id, n, price FROM beat WHERE id > 0 AND id < 100 AND id <> ?",
            "SELECT n, price, id FROM beat WHERE id = 2 AND n >= 0 * ?");

    private final Pair pair;
    private final Shunted shunted;

    private ReadsUnderStress(Pair pair, Shunted shunted) {
        this.pair = pair;
        this.shunted = shunted;
    }

    /**
     * What came of it.
     *
     * @param compared reads
     * @param differing rows of the two sides in the end
     * @param found those of {@link #EXPECTED} that were reported
     * @param wrong what else was reported, once each
     * @param forgotten transactions that H2 has forgotten: where there are some, nobody knows what was committed
     */
    record Result(
            long compared,
            long differing,
            Map<String, Object> counts,
            Set<String> found,
            Set<String> wrong,
            long forgotten) {
        /** A walk of a whole table may have healed what was planted there, after it was found. */
        boolean othersDiffer() {
            return differing > PLANTED.size();
        }
    }

    /**
     * Runs for a time, and again, some times at most, until that is enough: how many of the reads are looked at in the time
     * is the machine's.
     */
    static Result run(
            Databases databases,
            Path directory,
            Map<String, String> settings,
            Duration time,
            long seed,
            Predicate<Result> enough)
            throws Exception {
        try (Pair pair = databases.open();
                H2Orphans orphans = H2Orphans.of(pair);
                Shunted shunted = Shunted.start(pair, Files.createDirectories(directory), settings)) {
            ReadsUnderStress run = new ReadsUnderStress(pair, shunted);
            run.prepare(databases);
            Result result = run.some(time, seed, orphans);
            for (int more = 1;
                    more < MOST && !enough.test(result) && !(result.forgotten() > 0 && result.othersDiffer());
                    more++) {
                result = run.some(time, seed + more, orphans);
            }
            return result;
        }
    }

    private Result some(Duration time, long seed, H2Orphans orphans) throws Exception {
        StressWorkload.run(new StressWorkload.Settings(
                shunted.url(), List.of(shunted.properties()), seed, 8, time, 0, ReadsUnderStress::draw, Witness.NONE));
        shunted.awaitDrained(Duration.ofMinutes(2));
        orphans.awaitNone();
        return result(orphans);
    }

    private void prepare(Databases databases) throws SQLException {
        pair.onBoth(StressSchema.TABLES);
        pair.onSource(List.of(String.format(BEAT, 4)));
        pair.onTarget(List.of(String.format(BEAT, 2)));
        pair.onBoth(ROWS);
        pair.onTarget(PLANTED);
        if (databases == Databases.H2) {
            // H2 keeps an entry in a unique index now and then though its row was rolled back, and then refuses it
            pair.onTarget(List.of("ALTER TABLE seat DROP CONSTRAINT seat_place"));
        }
    }

    private static StressOperations.Operation draw(Random random) {
        return switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> ReadsUnderStress::read;
            case 4 -> ReadsUnderStress::beat;
            default -> StressOperations.draw(random, 0);
        };
    }

    private static void read(Connection connection, Random random) throws SQLException {
        String sql = READS.get(random.nextInt(READS.size()));
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, StressOperations.hot(random));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    rows.getObject(1);
                }
            }
        }
    }

    private static void beat(Connection connection, Random random) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("UPDATE beat SET n = n + 1 WHERE id = ?")) {
            statement.setInt(1, 1 + random.nextInt(BEATS));
            statement.executeUpdate();
        }
    }

    private long differing() throws SQLException {
        try (Connection source = pair.source();
                Connection target = pair.target()) {
            return Tables.differences(source, target, Set.of("beat")).count();
        }
    }

    private Result result(H2Orphans orphans) throws IOException, SQLException {
        Awaitility.await("the last comparisons").atMost(Duration.ofMinutes(2)).until(() -> number("underway") == 0);
        List<DiffRecord> diffs = new ArrayList<>();
        Awaitility.await("the diff log").atMost(Duration.ofSeconds(60)).until(() -> {
            diffs.clear();
            diffs.addAll(shunted.diffs());
            return diffs.stream().mapToLong(DiffRecord::count).sum() >= number("records");
        });
        Set<String> found = new TreeSet<>();
        Set<String> wrong = new TreeSet<>();
        for (DiffRecord diff : diffs) {
            if (diff.sample()) { // of what is reported more often than a hundred times in a minute only the count is
                // kept
                String shown =
                        (diff.table() + " " + Planted.shown(List.of(diff)).get(0)).toLowerCase(java.util.Locale.ROOT);
                (EXPECTED.contains(shown) ? found : wrong).add(shown);
            }
        }
        Map<String, Object> counts = shunted.status("shadow");
        return new Result(number("compared"), differing(), counts, found, wrong, orphans.ended());
    }

    private long number(String name) throws IOException {
        return ((Number) shunted.status("shadow").get(name)).longValue();
    }
}

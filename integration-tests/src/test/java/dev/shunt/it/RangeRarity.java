package dev.shunt.it;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How many statements by a secondary index end in a range intent, at READ COMMITTED, on a large table of MariaDB, while
 * other threads move rows into and out of what they ask for. A measurement, not a check of every build:
 *
 * <pre>mvn -pl driver,admin-cli,integration-tests -Dtest=RangeRarity -Dsurefire.failIfNoSpecifiedTests=false test</pre>
 *
 * {@code -Drarity.rows=5000000 -Drarity.seconds=180 -Drarity.threads=8 -Drarity.groups=400} are the defaults: so many rows,
 * ten to a group, of which the threads fight for so many groups.
 */
class RangeRarity {
    private static final int ROWS = Integer.getInteger("rarity.rows", 5_000_000);
    private static final int SECONDS = Integer.getInteger("rarity.seconds", 180);
    private static final int THREADS = Integer.getInteger("rarity.threads", 8);
    private static final int GROUPS = Integer.getInteger("rarity.groups", 400);
    private static final int OF_A_GROUP = 10;

    /** Statements with two groups as parameters, the second being the next one. */
    private static final List<String> STATEMENTS = List.of(
            "UPDATE item SET v = v + 1 WHERE grp = ?",
            "UPDATE item SET grp = grp + 1 WHERE grp = ? AND v % 3 = 0",
            "UPDATE item SET grp = grp - 1 WHERE grp = ? AND v % 3 = 1",
            "DELETE FROM item WHERE grp = ? AND v % 5 = 2",
            "DELETE FROM item WHERE grp BETWEEN ? AND ? AND v % 7 = 3");

    private final LongAdder statements = new LongAdder();
    private final LongAdder undone = new LongAdder();
    private final Path directory;

    RangeRarity(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void ofStatementsBySecondaryIndex() throws Exception {
        try (Pair pair = Pair.embedded()) {
            pair.onBoth(List.of(
                    "CREATE TABLE item (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, grp INT NOT NULL, v INT NOT NULL,"
                            + " note VARCHAR(40) NOT NULL, KEY by_grp (grp))",
                    "INSERT INTO item (id, grp, v, note) SELECT seq, seq DIV " + OF_A_GROUP
                            + ", seq % 11, CONCAT('item number ', seq) FROM seq_1_to_" + ROWS));
            System.out.println("rarity: " + ROWS + " rows on both sides");
            try (Shunted shunted = Shunted.start(pair, directory, Map.of("mirror", "async"))) {
                run(shunted);
                Map<String, Object> item = shunted.table("item");
                System.out.printf(
                        "rarity: rows=%d threads=%d seconds=%d statements=%d undone_by_deadlock=%d asked=%s asked_again=%s"
                                + " range_intents=%s %s pending=%s%n",
                        ROWS,
                        THREADS,
                        SECONDS,
                        statements.sum(),
                        undone.sum(),
                        item.get("asked"),
                        item.get("asked_again"),
                        item.get("range_intents"),
                        item.get("range_reasons"),
                        item.get("pending"));
            }
        }
    }

    private void run(Shunted shunted) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Void>> writers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                writers.add(() -> write(shunted, end));
            }
            for (Future<Void> writer : threads.invokeAll(writers)) {
                writer.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private Void write(Shunted shunted, long end) throws SQLException {
        try (Connection connection = shunted.connect()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            while (System.nanoTime() < end) {
                boolean transaction = ThreadLocalRandom.current().nextBoolean();
                connection.setAutoCommit(!transaction);
                try {
                    for (int i = transaction ? 3 : 1; i > 0; i--) {
                        one(connection);
                    }
                    if (transaction) {
                        connection.commit();
                    }
                } catch (SQLException e) {
                    if (e.getErrorCode() != 1213 && e.getErrorCode() != 1205) {
                        throw e;
                    }
                    undone.increment();
                    if (transaction) {
                        connection.rollback();
                    }
                }
            }
        }
        return null;
    }

    private void one(Connection connection) throws SQLException {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int group = ROWS / OF_A_GROUP / 2 + random.nextInt(GROUPS);
        boolean insert = random.nextInt(4) == 0;
        String sql = insert
                ? "INSERT INTO item (grp, v, note) VALUES (?, ?, 'new'), (?, 3, 'new')"
                : STATEMENTS.get(random.nextInt(STATEMENTS.size()));
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, group);
            if (insert) {
                statement.setInt(2, random.nextInt(11));
                statement.setInt(3, group + 1);
            } else if (sql.contains("BETWEEN")) {
                statement.setInt(2, group + 1);
            }
            statement.executeUpdate();
            statements.increment();
        }
    }
}

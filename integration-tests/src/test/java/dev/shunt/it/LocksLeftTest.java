package dev.shunt.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.shunt.config.Side;
import dev.shunt.rowsync.RowSync;
import dev.shunt.schema.Catalog;
import dev.shunt.schema.Key;
import dev.shunt.session.Endpoint;
import dev.shunt.verify.TableCheck;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever fails at the border of a transaction on the secondary, no connection goes back to the pool with locks. */
class LocksLeftTest {
    private static final List<Key> KEYS = List.of(Key.of(1), Key.of(2));

    /** One pooled connection to each side, so that whoever comes next gets the one that failed. */
    private static final class Bed implements AutoCloseable {
        final Pair pair;
        final Endpoint source;
        final Endpoint target;
        final RowSync sync;
        final TableCheck check;

        Bed(Databases databases) throws Exception {
            pair = databases.open();
            pair.onBoth(List.of("CREATE TABLE a (id INT NOT NULL PRIMARY KEY, v INT)"));
            pair.onTarget(List.of("INSERT INTO a VALUES (1, 0)"));
            source = endpoint(Side.SOURCE, pair.sourceUrl());
            target = endpoint(Side.TARGET, PausingDriver.url(pair.targetUrl()));
            Catalog sourceTables = new Catalog(source.sync(), Duration.ofHours(1));
            Catalog targetTables = new Catalog(target.sync(), Duration.ofHours(1));
            sync = new RowSync(source.sync(), sourceTables, target.sync(), targetTables);
            check = new TableCheck(source.sync(), sourceTables, target.sync(), targetTables);
            try (Connection connection = pair.source();
                    Statement statement = connection.createStatement()) {
                statement.execute("INSERT INTO a VALUES (1, 1), (2, 2)");
            }
            check.check("a", null, 10, false); // the catalogs know the table
        }

        private static Endpoint endpoint(Side side, String url) {
            return new Endpoint(side, url, new Properties(), 1, 1, Duration.ofSeconds(20));
        }

        void assertNothingIsLocked() throws SQLException {
            try (Connection connection = pair.target();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT * FROM a FOR UPDATE NOWAIT")) {
                rows.next();
                assertEquals(0, rows.getInt("v"), "nothing was committed");
            }
        }

        /** The pool may hand out the connection once more before it finds that it is closed. */
        void awaitSync() {
            await().atMost(Duration.ofSeconds(60))
                    .ignoreExceptionsInstanceOf(SQLException.class)
                    .until(() -> sync.sync("a", KEYS, false).written() == 2);
        }

        @Override
        public void close() throws SQLException {
            source.close();
            target.close();
            pair.close();
        }
    }

    private static void fail() throws SQLException {
        throw new SQLException("put in");
    }

    @ParameterizedTest
    @EnumSource
    void aSyncThatCanNeitherCommitNorRollBackHoldsNoLock(Databases databases) throws Exception {
        try (Bed bed = new Bed(databases)) {
            PausingDriver.beforeNext("COMMIT", () -> {
                PausingDriver.beforeNext("ROLLBACK", LocksLeftTest::fail);
                fail();
            });
            assertThrows(SQLException.class, () -> bed.sync.sync("a", KEYS, false));
            bed.assertNothingIsLocked();
            bed.awaitSync();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTransactionThatWasBegunThoughThatFailedKeepsNoLockOfALookThatFollows(Databases databases) throws Exception {
        try (Bed bed = new Bed(databases)) {
            PausingDriver.afterNext("BEGIN", LocksLeftTest::fail);
            assertThrows(SQLException.class, () -> bed.sync.sync("a", KEYS, false));
            assertFalse(bed.check.check("a", null, 10, false).suspects().isEmpty());
            bed.assertNothingIsLocked();
            bed.awaitSync();
        }
    }
}

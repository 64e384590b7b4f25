package dev.shunt.mirror;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.shunt.journal.Intent;
import dev.shunt.journal.Journal;
import dev.shunt.journal.MemoryStore;
import dev.shunt.rowsync.RowSync;
import dev.shunt.schema.Catalog;
import dev.shunt.session.Breaker;
import dev.shunt.session.Fence;
import dev.shunt.verify.TableCheck;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class WalkerTest {
    private static final int ROWS = 10_000;

    /** A database that cannot be reached at one of the times that it is asked for. */
    private static final class Shaky extends HikariDataSource {
        private final AtomicInteger asked = new AtomicInteger();
        private final int failing;

        Shaky(String name, int failing) {
            setJdbcUrl("jdbc:h2:mem:" + name + ";MODE=MySQL;DB_CLOSE_DELAY=-1");
            this.failing = failing;
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (asked.incrementAndGet() == failing) {
                throw new SQLTransientConnectionException("gone for a moment", "08001");
            }
            return super.getConnection();
        }
    }

    /** Walks a table, and returns how often the secondary was asked for. */
    private static int walk(String name, int failing) throws Exception {
        try (Shaky primary = new Shaky("walked" + name, -1);
                Shaky secondary = new Shaky("walking" + name, failing)) {
            for (Shaky side : new Shaky[] {primary, secondary}) {
                try (Connection connection = DriverManager.getConnection(side.getJdbcUrl());
                        Statement statement = connection.createStatement()) {
                    statement.execute("CREATE TABLE T(ID INT PRIMARY KEY, V INT)");
                    statement.execute("INSERT INTO T SELECT X, X FROM SYSTEM_RANGE(1, " + ROWS + ")");
                }
            }
            walk(primary, secondary);
            return secondary.asked.get();
        }
    }

    private static void walk(Shaky primary, Shaky secondary) throws Exception {
        Catalog from = new Catalog(primary, Duration.ofMinutes(1));
        Catalog to = new Catalog(secondary, Duration.ofMinutes(1));
        Fence fence = new Fence();
        Journal journal = new Journal(System::nanoTime, () -> Instant.EPOCH, ROWS, new MemoryStore());
        try (Tables tables = new Tables(primary, from, fence);
                Walker walker = new Walker(
                        journal,
                        new TableCheck(primary, from, secondary, to),
                        new RowSync(primary, from, secondary, to),
                        tables,
                        new Verified(tables, journal, fence, System::nanoTime),
                        new Breaker(() -> 5, () -> Duration.ofSeconds(1)),
                        fence,
                        () -> 100)) {
            Intent intent = journal.record(Map.of(), Set.of("T", "TMP"), null, false);
            journal.settle(intent, Intent.Outcome.COMMITTED);
            walker.start();
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !journal.pending());
        }
        assertEquals(1, journal.accounts().size(), "a name that is no table's is forgotten");
        assertEquals(0, journal.accounts().get(0).failed());
    }

    @Test
    void aWalkGoesOnWhereASideFailedForAMoment() throws Exception {
        int asked = walk("well", -1);
        assertTrue(asked > 10, asked + " ranges");
        int askedAgain = walk("ill", asked / 2);
        assertTrue(askedAgain < asked + asked / 4, askedAgain + " instead of " + asked);
    }
}

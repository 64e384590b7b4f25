package dev.shunt.mirror;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.config.Config;
import dev.shunt.journal.Journal;
import dev.shunt.journal.MemoryStore;
import dev.shunt.schema.Catalog;
import dev.shunt.session.Breaker;
import dev.shunt.session.Fence;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

/** What ends the taint of a table that something else has mirrored. Both sides are one database: all arrives at once. */
class ExternalProofTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final JdbcDataSource database = new JdbcDataSource();
    private final Journal journal = new Journal(System::nanoTime, InstantSource.system(), 100, new MemoryStore());
    private final AtomicInteger older = new AtomicInteger();

    private static Config config(String mirror) throws Exception {
        return Config.parse(Path.of("f"), "target.url = jdbc:h2:mem:x\nmirror = " + mirror);
    }

    private External started(Tables tables) throws Exception {
        External external = new External(
                "me",
                config("external"),
                tables,
                journal,
                database,
                database,
                new Breaker(() -> 5, () -> LONG),
                () -> older.get() < 0 ? null : older.get(),
                new Fence());
        external.start();
        return external;
    }

    private void assertNoProof(External external, String why) {
        for (int markers = 0; markers < 2; markers++) {
            long before = System.nanoTime();
            await().atMost(LONG).until(() -> external.lag() < System.nanoTime() - before);
            assertTrue(journal.tainted("T"), why);
        }
    }

    private interface Proof {
        void of(External external) throws Exception;
    }

    private void run(Proof proof) throws Exception {
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        try (Connection keeper = database.getConnection();
                Statement statement = keeper.createStatement()) {
            statement.execute("CREATE TABLE t(id INT PRIMARY KEY)");
            statement.execute("CREATE TABLE other(id INT PRIMARY KEY)");
            Fence fence = new Fence();
            try (Tables tables = new Tables(database, new Catalog(database, LONG), fence);
                    External external = started(tables)) {
                tables.load();
                await().atMost(LONG).until(() -> external.lag() != null);
                proof.of(external);
            }
        }
    }

    @Test
    void theTaintIsTakenOffOnceAMarkerFromAfterTheLastOldTransactionHasArrived() throws Exception {
        run(external -> {
            assertFalse(external.behind("T"));
            journal.taint("OTHER", "something else");
            external.prepare(config("async"));
            assertTrue(journal.tainted("T"));
            assertNoProof(external, "the old knobs are still in use");
            older.set(-1);
            external.applied(config("async"));
            assertNoProof(external, "not certain");
            older.set(1);
            assertNoProof(external, "one is open");
            older.set(0);
            await().atMost(LONG).until(() -> !journal.tainted("T"));
            await().atMost(LONG).until(() -> !external.active());
            assertEquals("something else", journal.taints().get(0).by());
        });
    }

    @Test
    void aTaintThatComesWhileTheLastRowsAreOnTheirWayIsNotTakenOff() throws Exception {
        run(external -> {
            external.prepare(config("async"));
            external.applied(config("async"));
            journal.taint("T", "a change of the schema, under the new knobs");
            external.prepare(config("async")); // an edit of something else
            await().atMost(LONG).until(() -> !external.active());
            assertTrue(journal.tainted("T"), "the schema has changed");
        });
    }

    @Test
    void aTaintFromBeforeTheToolLeavesIsNotTakenOffAndOneOfAnEarlierLeaveIs() throws Exception {
        run(external -> {
            journal.taint("T", "something else");
            external.prepare(config("async"));
            external.applied(config("async"));
            await().atMost(LONG).until(() -> !external.active());
            assertTrue(journal.tainted("T"));
            journal.clear("T"); // verified
            older.set(1);
            for (String back : List.of("external", "async", "external", "async")) {
                external.prepare(config(back));
                external.applied(config(back));
            }
            assertTrue(journal.tainted("T"));
            older.set(0);
            await().atMost(LONG).until(() -> !journal.tainted("T"));
        });
    }
}

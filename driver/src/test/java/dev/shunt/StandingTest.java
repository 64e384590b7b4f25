package dev.shunt;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.config.Config;
import dev.shunt.config.ConfigException;
import dev.shunt.journal.FaultyStore;
import dev.shunt.journal.Intent;
import dev.shunt.journal.Journal;
import dev.shunt.mirror.Mirroring;
import dev.shunt.mirror.Tables;
import dev.shunt.mirror.Verified;
import dev.shunt.schema.Catalog;
import dev.shunt.schema.Dialect;
import dev.shunt.schema.Key;
import dev.shunt.session.Breaker;
import dev.shunt.session.Fence;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an instance says of itself, and when. */
class StandingTest {
    @TempDir
    Path directory;

    private final JdbcDataSource source = new JdbcDataSource();
    private final Fence fence = new Fence();
    private final FaultyStore store = new FaultyStore();
    private final Journal journal = new Journal(System::nanoTime, () -> Instant.EPOCH, 100, store);
    private Connection kept;
    private Tables tables;

    @BeforeEach
    void database() throws SQLException {
        source.setURL("jdbc:h2:mem:standing");
        kept = source.getConnection();
        try (Statement statement = kept.createStatement()) {
            statement.execute("CREATE TABLE t(id INT PRIMARY KEY, shop INT)");
        }
        tables = new Tables(source, new Catalog(source, Duration.ofHours(1)), fence);
        tables.load();
        journal.begin();
    }

    @AfterEach
    void close() throws SQLException {
        tables.close();
        kept.close();
    }

    private Standing start() {
        Mirroring.Primary primary = new Mirroring.Primary(Dialect.H2, "", Set.of(), true, true, true);
        Breaker breaker = new Breaker(() -> 5, () -> Duration.ofSeconds(5));
        return new Standing(
                journal,
                tables,
                new Mirroring(primary, tables, journal, breaker, breaker, fence),
                new Verified(tables, journal, fence, System::nanoTime),
                new Wheres(directory, fence),
                () -> null,
                () -> {});
    }

    private static Config config(String line) throws ConfigException {
        return Config.parse(
                Path.of("shunt.properties"),
                "source.url=jdbc:h2:mem:a\ntarget.url=jdbc:h2:mem:b\nmirror=async\n" + line + "\n");
    }

    private static Config where(String condition) throws ConfigException {
        return config("table.t.where=" + condition);
    }

    /** What it has mirrored before does not tell whoever wants to copy a table what it mirrors now. */
    @Test
    void theRegisterIsToldWhichTablesAreInScope() throws Exception {
        Standing standing = start();
        standing.use(config("tables = *, !t"), true, true);
        assertTrue(standing.report().details().contains("\"scope\":\"*, !t\""));
        standing.use(config(""), true, false);
        assertTrue(standing.report().details().contains("\"scope\":\"*\""));
    }

    @Test
    void aChangedConditionIsKeptOnlyOnceItsTaintStands() throws Exception {
        start().prepare(where("shop = 1"));
        assertFalse(journal.tainted("T"));
        store.fails(FaultyStore.Work.TAINT);
        assertThrows(StackOverflowError.class, () -> start().prepare(where("shop = 2")));
        store.recovers();
        start().prepare(where("shop = 2")); // after a kill
        assertTrue(journal.tainted("T"));
        journal.clear("T");
        start().prepare(where("shop = 2"));
        assertFalse(journal.tainted("T"));
    }

    @Test
    void somethingIsLeftWhileAStatementMayStillCommitOrTaint() throws Exception {
        Standing standing = start();
        assertTrue(standing.nothingLeft());
        Intent running = journal.record(Map.of("T", Set.of(Key.of(1))), Set.of(), null, false);
        assertFalse(standing.nothingLeft());
        journal.settle(running, Intent.Outcome.ROLLED_BACK);
        assertTrue(standing.nothingLeft());
        journal.suspect("T", "nonsense");
        assertFalse(standing.nothingLeft());
        journal.acquit("T");
        assertTrue(standing.nothingLeft());
    }

    @Test
    void whatIsPendingTaintsOnceTheRegisterTellsOfTheNextReign() throws Exception {
        Intent written = journal.record(Map.of("T", Set.of(Key.of(1))), Set.of(), null, false);
        journal.settle(written, Intent.Outcome.COMMITTED);
        Standing standing = start();
        standing.reigns(1);
        assertFalse(journal.tainted("T"));
        standing.reigns(2);
        assertTrue(journal.tainted("T"));
    }
}

package dev.shunt.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.config.JournalFsync;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rows of several instances that say of the same table that it is tainted. */
class OutboxTaintsTest {
    @TempDir
    Path directory;

    private final JdbcDataSource primary = new JdbcDataSource();
    private final List<Journal> open = new ArrayList<>();

    @BeforeEach
    void database() {
        primary.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";MODE=MySQL;DB_CLOSE_DELAY=-1");
        primary.setUser("sa");
    }

    @AfterEach
    void close() throws SQLException {
        open.forEach(Journal::close);
        try (Connection connection = primary.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        }
    }

    private Journal instance(String name) throws Exception {
        FileStore file = FileStore.open(directory.resolve(name), 1 << 20, JournalFsync.OFF);
        Journal journal = new Journal(
                System::nanoTime, InstantSource.system(), 100_000, OutboxStore.open(file, primary, 1 << 20, 0));
        open.add(journal);
        journal.recover();
        return journal;
    }

    private List<String> owners() throws SQLException {
        try (Connection connection = primary.getConnection();
                Statement statement = connection.createStatement();
                ResultSet found =
                        statement.executeQuery("SELECT instance FROM shunt_outbox WHERE kind = 2 ORDER BY instance")) {
            List<String> rows = new ArrayList<>();
            while (found.next()) {
                rows.add(found.getString(1));
            }
            return rows;
        }
    }

    @Test
    void anAcquittalTakesAwayNoTaintOfAnother() throws Exception {
        Journal a = instance("a");
        Journal b = instance("b");
        a.taint("t", "a call");
        b.suspect("t", "nonsense");
        assertEquals(2, owners().size(), "each has a row of its own");
        b.acquit("t");
        b.flush();
        assertEquals(List.of(a.name()), owners());
    }

    @Test
    void aTaintRightBehindAnAcquittalIsInTheTable() throws Exception {
        Journal a = instance("a");
        for (int i = 1; i <= 5; i++) {
            String table = "t" + i;
            a.suspect(table, "nonsense");
            a.acquit(table);
            a.taint(table, "a call");
            a.flush();
            assertEquals(i, owners().size());
        }
    }

    @Test
    void aVerificationTakesOffWhatAnybodyHasMarked() throws Exception {
        Journal a = instance("a");
        Journal b = instance("b");
        a.taint("t", "a call");
        b.taint("t", "a call");
        a.taint("u", "a call");
        b.clear("t");
        b.flush();
        assertEquals(List.of(a.name()), owners());
        b.taint("t", "again");
        b.flush();
        assertEquals(2, owners().size());
        assertTrue(a.tainted("t"));
    }
}

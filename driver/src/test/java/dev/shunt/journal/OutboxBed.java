package dev.shunt.journal;

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
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Journals of several instances on the outbox of one H2 database. */
abstract class OutboxBed {
    /** Milliseconds. */
    private static final long LONG = 60_000;

    @TempDir
    Path directory;

    final JdbcDataSource primary = new JdbcDataSource();

    /** How long who taints waits for the table. */
    long taintMillis = LONG;

    private final List<Journal> open = new ArrayList<>();

    @BeforeEach
    void database() {
        primary.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";MODE=MySQL;DB_CLOSE_DELAY=-1");
        primary.setUser("sa");
    }

    @AfterEach
    void close() throws SQLException {
        open.forEach(Journal::close);
        execute("SHUTDOWN");
    }

    Journal instance(String directoryName, DataSource own, long max, long epoch) throws Exception {
        FileStore file = FileStore.open(directory.resolve(directoryName), 1 << 20, JournalFsync.OFF);
        Journal journal = new Journal(
                System::nanoTime, InstantSource.system(), 100_000, OutboxStore.open(file, own, max, 0, taintMillis));
        open.add(journal);
        journal.reign(epoch);
        journal.recover();
        return journal;
    }

    Journal instance(String directoryName) throws Exception {
        return instance(directoryName, primary, 1 << 20, 1);
    }

    void stop(Journal journal) {
        journal.close();
        open.remove(journal);
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = primary.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Returns a column of the rows of the outbox. */
    List<String> outbox(String column, String where) throws SQLException {
        try (Connection connection = primary.getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(
                        "SELECT " + column + " FROM shunt_outbox WHERE " + where + " ORDER BY instance, seq")) {
            List<String> rows = new ArrayList<>();
            while (found.next()) {
                rows.add(found.getString(1));
            }
            return rows;
        }
    }

    List<String> outbox(String column) throws SQLException {
        return outbox(column, "TRUE");
    }
}

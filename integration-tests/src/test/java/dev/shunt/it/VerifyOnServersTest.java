package dev.shunt.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a comparison depends on the indexes of real servers, and on the memory of the command. */
class VerifyOnServersTest {
    private final Pair pair = Pair.servers();

    @TempDir
    private Path directory;

    private CommandLine cli;

    @BeforeEach
    void file() throws Exception {
        Shunted.start(pair, directory, Map.of());
        cli = new CommandLine(directory, false);
    }

    @AfterEach
    void close() throws SQLException {
        pair.close();
    }

    private int verify(CommandLine command, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("verify", "--settle", "10ms", "--report"));
        all.add(directory.resolve("report").toString());
        all.addAll(List.of(arguments));
        return command.run(all.toArray(String[]::new));
    }

    private static long read(Connection opened) throws SQLException {
        try (Connection connection = opened;
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT COALESCE(SUM(rows_read), 0) FROM"
                                + " information_schema.table_statistics WHERE table_schema = DATABASE() AND table_name = 'item'")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Test
    void recentRowsAreFoundByTheIndexOfTheirTime() throws Exception {
        String now = LocalDateTime.now(ZoneOffset.UTC).toString();
        pair.onBoth(List.of(
                "SET GLOBAL userstat = 1",
                "CREATE TABLE item(id INT PRIMARY KEY, v INT, at DATETIME(3), KEY (at))",
                "INSERT INTO item SELECT seq, seq, IF(MOD(seq, 500) = 0, '" + now + "', '2020-01-01') FROM"
                        + " seq_1_to_50000"));
        pair.onTarget(List.of("UPDATE item SET v = 0 WHERE id = 25000"));
        long source = read(pair.source());
        long target = read(pair.target());
        assertEquals(1, verify(cli, "--since", "1h", "--column", "at"), cli::said);
        assertTrue(cli.said().contains("item 25000 changed: v"), cli::said);
        long rows = Math.max(read(pair.source()) - source, read(pair.target()) - target);
        assertTrue(rows > 0 && rows < 10_000, () -> rows + " rows were read for 100 recent ones");
    }

    /** Who would lock all of them at once would have the mirror wait. */
    @Test
    void rowsThatOnlyTheSecondaryHasAreNotOneRange() throws Exception {
        pair.onBoth(List.of(
                "CREATE TABLE item(id INT PRIMARY KEY, v INT)",
                "INSERT INTO item SELECT seq * 10000, seq FROM seq_1_to_500"));
        pair.onTarget(List.of("INSERT INTO item SELECT 4990000 + seq, 7 FROM seq_1_to_5000"));
        assertEquals(1, verify(cli, "--json"), cli::said);
        assertTrue(cli.said().contains("\"extra\":5000,"), cli::said);
        assertFalse(cli.said().contains("\"chunks\":1,"), cli::said);
    }

    /** Two hundred rows that may differ are looked at at a time, if they are short. */
    @Test
    void longRowsAreNotAllInMemoryAtOnce() throws Exception {
        pair.onBoth(List.of(
                "CREATE TABLE doc(id INT PRIMARY KEY, v LONGTEXT)",
                "INSERT INTO doc SELECT seq, REPEAT('x', IF(seq > 500, 1000000, 10)) FROM seq_1_to_524"));
        pair.onTarget(List.of("UPDATE doc SET v = CONCAT(v, 'y') WHERE id > 500"));
        CommandLine apart = new CommandLine(directory, true, "64m");
        assertEquals(1, verify(apart), apart::said);
        assertTrue(apart.said().contains("24 differing"), apart::said);
        assertEquals(
                0, apart.run("repair", "--from", directory.resolve("report").toString()), apart::said);
        assertEquals(0, verify(apart), apart::said);
    }
}

package dev.shunt.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.config.Side;
import dev.shunt.schema.Catalog;
import dev.shunt.schema.Key;
import dev.shunt.session.Endpoint;
import dev.shunt.verify.Checked;
import dev.shunt.verify.TableCheck;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Checksums that are made inside two servers: what is nearly the same is not equal, and what is the same is. */
class ChecksumsTest {
    /** For each type, values that a careless text would confuse. */
    private static final Map<String, List<String>> VALUES = Map.ofEntries(
            Map.entry("BIGINT UNSIGNED", List.of("18446744073709551615", "18446744073709551614", "0")),
            Map.entry("DECIMAL(65, 30)", List.of("0.000000000000000000000000000001", "0", "-0.1", "0.1")),
            Map.entry(
                    "DOUBLE",
                    List.of(
                            "-1.7976931348623157e308",
                            "-1.7976931348623155e308",
                            "-2.2250738585072014e-308",
                            "-2.2250738585072019e-308",
                            "5e-324",
                            "1e-323",
                            "0.1",
                            "0.10000000000000002",
                            "0")),
            Map.entry("FLOAT", List.of("16777216", "16777218", "1.1", "1.1000001", "-1e-40")),
            Map.entry("BIT(64)", List.of("b'1'", "b'0'", "~0", "~1")),
            Map.entry(
                    "VARCHAR(20) COLLATE utf8mb4_general_ci", List.of("''", "' '", "'a'", "'A'", "'a '", "'á'", "'-'")),
            Map.entry("VARCHAR(20) CHARACTER SET latin1", List.of("'é'", "'e'", "'É'")),
            Map.entry("VARBINARY(20)", List.of("X''", "X'00'", "X'0000'", "X'01'", "X'2d'")),
            Map.entry("LONGBLOB", List.of("REPEAT(X'00', 70000)", "CONCAT(REPEAT(X'00', 69999), X'01')")),
            Map.entry("DATETIME(6)", List.of("'2024-01-01 00:00:00'", "'2024-01-01 00:00:00.000001'")),
            Map.entry("TIME(6)", List.of("'-00:00:00.5'", "'00:00:00.5'", "'838:59:59'")),
            Map.entry("ENUM('b', 'a', '1')", List.of("'a'", "'1'", "1")),
            Map.entry("SET('x', 'y')", List.of("'x,y'", "'x'", "''")),
            Map.entry("JSON", List.of("'{\"a\": 1}'", "'{\"a\": 1.0}'", "'null'")));

    private final Pair pair = Pair.servers();
    private final Endpoint source = endpoint(Side.SOURCE, pair.sourceUrl());
    private final Endpoint target = endpoint(Side.TARGET, pair.targetUrl());
    private final TableCheck check = new TableCheck(source.sync(), catalog(source), target.sync(), catalog(target));

    private static Endpoint endpoint(Side side, String url) {
        return new Endpoint(side, url, new Properties(), 4, 1, Duration.ofSeconds(20));
    }

    private static Catalog catalog(Endpoint endpoint) {
        return new Catalog(endpoint.sync(), Duration.ofHours(1));
    }

    @AfterEach
    void close() throws SQLException {
        source.close();
        target.close();
        pair.close();
    }

    @Test
    void aRangeOfACompositeKeyReadsNoRowsBesideIt() throws Exception {
        pair.onBoth(List.of(
                "CREATE TABLE wide (a INT, b INT, c INT, PRIMARY KEY (a, b, c))",
                "INSERT INTO wide SELECT MOD(seq, 2), MOD(seq, 3), seq FROM seq_1_to_6000"));
        check.check("wide", null, 100, false); // the tables are known now
        long before = rowsRead();
        Key reached = null;
        int chunks = 0;
        do {
            Checked checked = check.check("wide", reached, 100, false);
            assertEquals(List.of(), checked.suspects());
            reached = checked.reached();
            chunks++;
        } while (reached != null);
        assertEquals(60, chunks, 1);
        long read = rowsRead() - before;
        assertTrue(read < 5 * 6000, read + " rows were read"); // once to find the end of each range, once to sum it up
    }

    private long rowsRead() throws SQLException {
        try (Connection connection = pair.source();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW GLOBAL STATUS LIKE 'Handler_read_next'")) {
            row.next();
            return row.getLong(2);
        }
    }

    @Test
    void nearlyEqualValuesOfEveryTypeDiffer() throws Exception {
        int table = 0;
        for (Map.Entry<String, List<String>> type : VALUES.entrySet()) {
            String name = "t" + table++;
            List<String> values = new ArrayList<>(type.getValue());
            values.add("NULL");
            int count = values.size();
            List<String> there = new ArrayList<>();
            List<String> here = new ArrayList<>();
            for (int i = 0; i < count * count; i++) {
                there.add("(" + i + ", " + values.get(i / count) + ")");
                here.add("(" + i + ", " + values.get(i % count) + ")");
            }
            pair.onBoth(List.of("CREATE TABLE " + name + " (id INT PRIMARY KEY, v " + type.getKey() + " NULL)"));
            try (Connection connection = pair.source();
                    Statement statement = connection.createStatement()) {
                statement.executeUpdate("INSERT INTO " + name + " VALUES " + String.join(", ", there));
            }
            pair.onTarget(List.of("INSERT INTO " + name + " VALUES " + String.join(", ", here)));
            for (int i = 0; i < count * count; i++) {
                boolean differs =
                        !check.check(name, Key.of(i - 1), 1, false).suspects().isEmpty();
                assertEquals(
                        i / count != i % count, differs, type.getKey() + ": " + there.get(i) + " and " + here.get(i));
            }
        }
    }

    @Test
    void threeDifferencesOfManyRowsAreFoundByHalves() throws Exception {
        pair.onBoth(List.of(
                "CREATE TABLE big (id BIGINT PRIMARY KEY, v VARCHAR(40))",
                "INSERT INTO big SELECT seq, CONCAT('row ', seq) FROM seq_1_to_20000"));
        pair.onTarget(List.of(
                "UPDATE big SET v = 'other' WHERE id = 7777",
                "DELETE FROM big WHERE id = 1",
                "INSERT INTO big VALUES (0, 'x')"));
        List<Key> suspects = check.check("big", null, 50_000, false).suspects();
        assertTrue(suspects.containsAll(List.of(Key.of(7777), Key.of(1), Key.of(0))));
        assertTrue(suspects.size() < 200, suspects.size() + " suspects");
        assertTrue(check.check("big", Key.of(10_000), 50_000, false).last());
    }

    /** What an old session has inserted and may yet commit is met by the lock, and by nothing else. */
    @Test
    void inDoubtARowThatIsNotYetCommittedRefuses() throws Exception {
        pair.onBoth(List.of("CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 1)"));
        try (Connection old = pair.source()) {
            old.setAutoCommit(false);
            try (Statement statement = old.createStatement()) {
                statement.executeUpdate("INSERT INTO t VALUES (2, 2)");
            }
            assertTrue(check.check("t", null, 10, true).refused());
            assertFalse(check.check("t", null, 10, false).refused());
            old.commit();
        }
        assertFalse(check.check("t", null, 10, true).suspects().isEmpty());
    }
}

package dev.shunt.bench;

import dev.shunt.it.Databases;
import dev.shunt.it.Pair;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What reads cost while all of them are compared: with a secondary that is well, and with one that hangs. */
@State(Scope.Thread)
public class ShadowCost {
    static final String NAME = "shadow";

    private static final List<String> WAYS = List.of("plain", "rest", "well", "hanging");
    private static final int ROWS = 2_000;
    private static final List<String> TABLES = List.of(
            "CREATE TABLE item (id INT NOT NULL PRIMARY KEY, owner INT NOT NULL, name VARCHAR(40), KEY by_owner (owner))",
            "INSERT INTO item SELECT seq, seq DIV 10, CONCAT('item ', seq) FROM seq_1_to_" + ROWS);

    private static Map<String, Connection> connections = Map.of();

    /** How the secondary is. */
    @Param("plain")
    public String way;

    private final SplittableRandom random = new SplittableRandom(7);
    private Connection connection;

    static void measure() throws Exception {
        Map<String, String> all = Map.of("shadow.percent", "100");
        try (Pair without = Databases.SERVERS.open();
                Bed rest = Bed.open(Databases.SERVERS, TABLES, Map.of());
                Bed well = Bed.open(Databases.SERVERS, TABLES, all);
                Bed hanging = Bed.behindProxy(TABLES, all, false)) {
            without.onBoth(TABLES);
            try (Connection plain = without.source()) {
                connections = Map.of(
                        "plain", plain,
                        "rest", rest.connection(),
                        "well", well.connection(),
                        "hanging", hanging.connection());
                hanging.proxy().hang();
                Turns turns = Latency.of(ShadowCost.class, "read", WAYS);
                WAYS.forEach(each -> Latency.line(NAME, each, "plain", turns));
                compared("well", well);
                compared("hanging", hanging);
            }
        }
    }

    /** Shows that the comparing was done, or was given up. */
    private static void compared(String way, Bed bed) throws IOException {
        Map<String, Object> shadow = bed.shunted().status("shadow");
        Turns.line(
                "%s %s compared=%s dropped=%s errors=%s",
                NAME, way, shadow.get("compared"), shadow.get("dropped"), shadow.get("errors"));
    }

    @Setup
    public void open() {
        connection = connections.get(way);
    }

    @Setup(Level.Invocation)
    public void pause() {
        LockSupport.parkNanos(500_000 + random.nextInt(1_000_000));
    }

    /** Reads ten rows by an index. */
    @Benchmark
    public int read() throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT id, name FROM item WHERE owner = ? ORDER BY id")) {
            statement.setInt(1, random.nextInt(ROWS / 10));
            int sum = 0;
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    sum += rows.getInt(1) + rows.getString(2).length();
                }
            }
            return sum;
        }
    }
}

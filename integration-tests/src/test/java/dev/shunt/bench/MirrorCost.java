package dev.shunt.bench;

import dev.shunt.it.Databases;
import dev.shunt.it.Pair;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What a transaction of UPDATEs by key costs: without Shunt, mirrored, and written to both databases by the application. */
@State(Scope.Thread)
public class MirrorCost {
    static final String NAME = "mirror";

    private static final List<String> WAYS = List.of("plain", "async", "sync", "two_writes");
    private static final int ROWS = 1_000;
    private static final List<String> TABLES = List.of(
            "CREATE TABLE stock (sku INT NOT NULL PRIMARY KEY, amount INT NOT NULL)",
            "INSERT INTO stock WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < " + (ROWS - 1)
                    + ") SELECT i, 0 FROM n");

    private static Map<String, Bed> beds = Map.of();
    private static Pair plain;

    /** Who brings the writes to the other side, if anybody. */
    @Param("plain")
    public String way;

    private final SplittableRandom random = new SplittableRandom(7);
    private Connection first;
    private Connection second;

    static void measure() throws Exception {
        for (Databases kind : Databases.values()) {
            try (Bed async = Bed.open(kind, TABLES, Map.of("mirror", "async"));
                    Bed sync = Bed.open(kind, TABLES, Map.of("mirror", "sync"));
                    Pair without = kind.open()) {
                without.onBoth(TABLES);
                plain = without;
                beds = Map.of("async", async, "sync", sync);
                for (String method : List.of("one", "ten")) {
                    Turns turns = Latency.of(MirrorCost.class, method, WAYS);
                    String what = NAME + " " + kind.name().toLowerCase(Locale.ROOT) + " " + method;
                    WAYS.forEach(each -> Latency.line(what, each, WAYS.get(0), turns));
                }
            }
        }
    }

    @Setup
    public void open() throws SQLException {
        Bed bed = beds.get(way);
        first = bed == null ? plain.source() : bed.shunted().connect();
        second = plain.target();
        first.setAutoCommit(false);
        second.setAutoCommit(false);
    }

    @TearDown
    public void close() throws SQLException {
        first.close();
        second.close();
        Bed bed = beds.get(way);
        if (bed != null) {
            bed.drain();
        }
    }

    @Benchmark
    public void one() throws SQLException {
        transaction(1);
    }

    @Benchmark
    public void ten() throws SQLException {
        transaction(10);
    }

    private void transaction(int updates) throws SQLException {
        int sku = random.nextInt(ROWS);
        write(first, sku, updates);
        if (way.equals("two_writes")) {
            write(second, sku, updates);
        }
    }

    private static void write(Connection connection, int sku, int updates) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE stock SET amount = amount + 1 WHERE sku = ?")) {
            for (int i = 0; i < updates; i++) {
                update.setInt(1, (sku + i) % ROWS);
                update.executeUpdate();
            }
        }
        connection.commit();
    }
}

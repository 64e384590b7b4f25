package dev.shunt.shadow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shunt.diff.DiffRecord;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Two databases with the same fifty rows, and shadow reads of them. */
abstract class ShadowBed {
    final Bench bench;

    ShadowBed() throws SQLException {
        bench = new Bench(Bench.SETTINGS);
    }

    @BeforeEach
    void fill() {
        bench.onBoth(
                "CREATE TABLE t (id BIGINT PRIMARY KEY, name VARCHAR(20), price DECIMAL(10, 2), at TIMESTAMP, d DOUBLE)",
                "INSERT INTO t SELECT x, 'name' || x, x / 4.0, TIMESTAMP '2024-01-01 00:00:00', x / 3e0"
                        + " FROM SYSTEM_RANGE(1, 50)");
    }

    @AfterEach
    void close() throws SQLException {
        bench.close();
    }

    DiffRecord theDiff() {
        assertEquals(1, bench.diffs.size(), bench.diffs.toString());
        return bench.diffs.get(0);
    }
}

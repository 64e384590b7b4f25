package dev.shunt.shadow;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.tools.SimpleResultSet;

/** SQL functions: a row that somebody else changes while it is read, and one that nobody does. */
public final class HotRow {
    static final AtomicBoolean FIRST = new AtomicBoolean();

    private static final AtomicLong TURN = new AtomicLong();

    static volatile String url = "";

    private HotRow() {}

    public static int change() throws SQLException {
        try (Connection other = DriverManager.getConnection(url);
                Statement statement = other.createStatement()) {
            statement.executeUpdate("UPDATE t SET d = d + 1 WHERE id = 7");
        }
        return 1;
    }

    /** Takes 400 ms. */
    public static int slow() {
        long end = System.nanoTime() + 400_000_000;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return 1;
    }

    /** Takes 400 ms the first time. */
    public static int slowOnce() {
        return FIRST.getAndSet(false) ? slow() : 1;
    }

    /** A table of one row, which is another at each look. */
    public static ResultSet turn() {
        SimpleResultSet rows = new SimpleResultSet();
        rows.addColumn("ID", Types.BIGINT, 20, 0);
        rows.addRow(TURN.incrementAndGet());
        return rows;
    }

    public static int leave() {
        return 1;
    }
}

package dev.shunt.shadow;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;

/** SQL functions: a row that somebody else changes while it is read, and one that nobody does. */
public final class HotRow {
    static final AtomicBoolean FIRST = new AtomicBoolean();

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

    public static int leave() {
        return 1;
    }
}

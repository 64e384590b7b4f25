package dev.shunt.admin.demo;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/** The demo's shop with one customer at a time, for who measures what a customer waits for. Not thread-safe. */
public final class DemoShop {
    private final Operations operations;
    private final Random pauses;

    public DemoShop(DataSource database, long seed) {
        operations = new Operations(database, new Random(seed));
        pauses = new Random(seed);
    }

    /** Returns the statements that make its tables. */
    public static List<String> tables() {
        return ShopSchema.DDL;
    }

    /** Makes what was in its tables before. */
    public static void fill(Connection database) throws SQLException {
        ShopSchema.fill(database);
    }

    /** Waits for the next customer. */
    public void pause() {
        LockSupport.parkNanos(500_000 + pauses.nextInt(2_000_000));
    }

    /** Serves one. */
    public void trade() throws SQLException {
        operations.any().work().run();
    }
}

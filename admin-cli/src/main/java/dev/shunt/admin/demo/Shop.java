package dev.shunt.admin.demo;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A small shop, an ordinary application: HikariCP, plain JDBC, several threads. It knows a JDBC URL and nothing of
 * Shunt, and it keeps a record of its own errors and latencies.
 */
final class Shop implements AutoCloseable {
    private static final int RETRIES = 10;

    private final int customers;
    private final ShopRecord record;
    private final List<Thread> threads = new ArrayList<>();
    private volatile @Nullable HikariDataSource pool;
    private volatile boolean open = true;

    /** Readies a shop for that many customers at a time. */
    Shop(int customers, ShopRecord record) {
        this.customers = customers;
        this.record = record;
    }

    void open(String url, String user) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("shop");
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword("");
        config.setMaximumPoolSize(customers);
        config.setConnectionTimeout(10_000);
        HikariDataSource opened = new HikariDataSource(config);
        pool = opened;
        for (int number = 0; number < customers; number++) {
            Operations operations = new Operations(opened, new Random(number));
            Thread thread = new Thread(() -> trade(operations), "shop-" + number);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
    }

    /** Lets no more customers in, and what is under way end. */
    void shut() {
        open = false;
        for (Thread thread : threads) {
            try {
                thread.join(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        shut();
        HikariDataSource opened = pool;
        if (opened != null) {
            opened.close();
        }
    }

    private void trade(Operations operations) {
        Random pause = new Random();
        while (open) {
            Operation operation = operations.any();
            long started = System.nanoTime();
            try {
                run(operation);
                record.succeeded(System.nanoTime() - started);
            } catch (SQLException | RuntimeException e) {
                record.failed(operation.name(), e);
            }
            LockSupport.parkNanos(3_000_000 + pause.nextInt(6_000_000));
        }
    }

    private void run(Operation operation) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                operation.work().run();
                return;
            } catch (SQLException e) {
                boolean deadlock = String.valueOf(e.getSQLState()).startsWith("40");
                if (!deadlock || attempt == RETRIES) {
                    throw e;
                }
                record.retried();
            }
        }
    }

    /** One thing that a customer or the staff does. */
    record Operation(String name, Work work) {}

    /** What an operation does with the database. */
    interface Work {
        void run() throws SQLException;
    }
}

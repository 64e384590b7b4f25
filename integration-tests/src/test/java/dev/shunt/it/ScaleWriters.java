package dev.shunt.it;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Threads that insert, change and delete rows through Shunt, with a rest after each, until they are stopped. */
final class ScaleWriters implements AutoCloseable {
    private final Shunted shunted;
    private final long rows;
    private final Duration rest;
    private final long seed;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong writes = new AtomicLong();
    private volatile boolean stopped;

    ScaleWriters(Shunted shunted, long rows, Duration rest, long seed) {
        this.shunted = shunted;
        this.rows = rows;
        this.rest = rest;
        this.seed = seed;
    }

    ScaleWriters start(int count) {
        for (int i = 0; i < count; i++) {
            Random random = new Random(seed + i);
            Thread thread = new Thread(() -> work(random), "scale-writer-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
        return this;
    }

    long writes() {
        return writes.get();
    }

    private void work(Random random) {
        while (!stopped) {
            try (Connection connection = shunted.connect()) {
                while (!stopped) {
                    write(connection, random);
                    writes.incrementAndGet();
                    LockSupport.parkNanos(rest.toNanos());
                }
            } catch (SQLException e) {
                // a deadlock, or a duplicate: another row next time
            }
        }
    }

    private void write(Connection connection, Random random) throws SQLException {
        long any = random.nextLong(1, Math.max(2, rows / 20));
        switch (random.nextInt(8)) {
            case 0 -> run(connection, "INSERT INTO orders (o_c_id, o_entry) VALUES (?, NOW(3))", any);
            case 1 ->
                run(
                        connection,
                        "UPDATE customer SET c_balance = c_balance + 1 WHERE c_w_id = ? AND c_d_id = ?"
                                + " AND c_id = ?",
                        any % 10,
                        any % 7,
                        any);
            case 2 ->
                run(
                        connection,
                        "UPDATE stock SET s_quantity = s_quantity - 1 WHERE s_w_id = ? AND s_i_id = ?",
                        any % 10,
                        any);
            case 3 -> run(connection, "DELETE FROM order_line WHERE ol_o_id = ? AND ol_number = ?", any, any % 8);
            case 4 -> run(connection, "INSERT INTO order_line VALUES (?, ?, 1, 1)", any, 100 + random.nextInt(1000));
            case 5 -> run(connection, "UPDATE every_type SET c4 = c4 + 1, c8 = 'w' WHERE id = ?", any);
            case 6 -> run(connection, "DELETE FROM named WHERE code = ?", code(any));
            default -> {
                if (random.nextInt(500) == 0) { // whose row is not known: the table is walked
                    run(connection, "INSERT INTO named VALUES (CONCAT(?, ''), 7)", code(any));
                } else {
                    run(connection, "INSERT INTO named VALUES (?, 7)", code(any));
                }
            }
        }
    }

    private static String code(long number) {
        return String.format(Locale.ROOT, "code %09d", number);
    }

    private static void run(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    @Override
    public void close() {
        stopped = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

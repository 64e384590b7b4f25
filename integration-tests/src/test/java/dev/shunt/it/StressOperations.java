package dev.shunt.it;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** What the transactions of the stress test are made of: one statement or a few on one connection. */
final class StressOperations {
    /** So many hot rows and values in each table: few enough that all threads meet. */
    static final int HOT = 12;

    /** So many operations on the same rows; then others become hot, and what went wrong stays to be seen. */
    private static final int VISIT = 250;

    private static final int GROUPS = 4;
    private static final AtomicInteger DRAWN = new AtomicInteger();
    private static volatile boolean byTheClock;

    /** One operation; its failure is the transaction's business. */
    interface Operation {
        void run(Connection connection, Random random) throws SQLException;
    }

    private record Weighted(int weight, Operation operation) {}

    private static final List<Weighted> ALL = List.of(
            new Weighted(10, StressOperations::insertHot),
            new Weighted(8, StressOperations::deleteHot),
            new Weighted(5, StressOperations::deleteAndInsertAgain),
            new Weighted(14, StressOperations::increment),
            new Weighted(4, StressOperations::incrementInList),
            new Weighted(3, StressOperations::incrementByText),
            new Weighted(10, StressOperations::updateByIndex),
            new Weighted(8, StressOperations::exchangeGroups),
            new Weighted(3, StressOperations::updateByRange),
            new Weighted(3, StressOperations::changeTheIndexedColumn),
            new Weighted(6, StressOperations::changePrimaryKey),
            new Weighted(8, StressOperations::insertGenerated),
            new Weighted(3, StressOperations::insertSeveralGenerated),
            new Weighted(4, StressOperations::updateOrders),
            new Weighted(3, StressOperations::deleteOrders),
            new Weighted(8, StressOperations::upsertCounter),
            new Weighted(2, StressOperations::insertIgnoreSeat),
            new Weighted(8, StressOperations::upsertSeat),
            new Weighted(12, StressOperations::swapPlaces),
            new Weighted(2, StressOperations::moveSeat),
            new Weighted(12, StressOperations::updateByPlace),
            new Weighted(3, StressOperations::deleteSeat),
            new Weighted(5, StressOperations::insertItem),
            new Weighted(4, StressOperations::updateItemsOfAnOrder),
            new Weighted(3, StressOperations::moveItem),
            new Weighted(3, StressOperations::deleteItem),
            new Weighted(6, StressOperations::names),
            new Weighted(5, StressOperations::batchOfBindings),
            new Weighted(4, StressOperations::batchOfTexts),
            new Weighted(6, StressOperations::read));

    /** What cannot be known by its keys, and costs the comparison of a whole table. */
    private static final List<Operation> RARE =
            List.of(StressOperations::replaceSeat, StressOperations::deleteWithLimit, StressOperations::insertSelect);

    private static final List<Operation> BY_NUMBER = List.of(
            StressOperations::insertHot,
            StressOperations::deleteHot,
            StressOperations::increment,
            StressOperations::incrementInList,
            StressOperations::updateByIndex,
            StressOperations::exchangeGroups,
            StressOperations::insertGenerated,
            StressOperations::insertSeveralGenerated,
            StressOperations::updateOrders,
            StressOperations::upsertCounter,
            StressOperations::read);

    private static final int TOTAL = ALL.stream().mapToInt(Weighted::weight).sum();

    private StressOperations() {}

    /** Draws an operation; one of {@code rare} draws is one that mirrors poorly, none where it is 0. */
    static Operation draw(Random random, int rare) {
        DRAWN.incrementAndGet();
        if (rare > 0 && random.nextInt(rare) == 0) {
            return RARE.get(random.nextInt(RARE.size()));
        }
        int left = random.nextInt(TOTAL);
        for (Weighted weighted : ALL) {
            left -= weighted.weight();
            if (left < 0) {
                return weighted.operation();
            }
        }
        throw new AssertionError();
    }

    /** Draws one in which no unique index but a table's own number decides: H2 loses entries of contended ones. */
    static Operation drawByNumber(Random random) {
        DRAWN.incrementAndGet();
        return BY_NUMBER.get(random.nextInt(BY_NUMBER.size()));
    }

    /** How many operations this process has drawn: a row's key tells when it was hot. */
    static int drawn() {
        return DRAWN.get();
    }

    /** Makes other rows hot than at any other {@code visit}, so that a later process does not heal what this one left. */
    static void startAt(int visit) {
        DRAWN.set(visit * VISIT);
    }

    /** Makes the same rows hot as in every other process that is told so, others every two seconds. */
    static void goByTheClock() {
        byTheClock = true;
    }

    /** One of the rows that are hot now. */
    static int hot(Random random) {
        return spot() * HOT + random.nextInt(HOT);
    }

    private static int group(Random random) {
        return spot() * GROUPS + random.nextInt(GROUPS);
    }

    private static int spot() {
        return byTheClock ? (int) (System.currentTimeMillis() / 2_000 % 10_000) : DRAWN.get() / VISIT;
    }

    private static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }

    private static void insertHot(Connection connection, Random random) throws SQLException {
        update(
                connection,
                "INSERT INTO hot (id, v, grp, note) VALUES (?, ?, ?, CONCAT('n', RAND()))",
                hot(random),
                random.nextInt(100),
                group(random));
    }

    private static void deleteHot(Connection connection, Random random) throws SQLException {
        update(connection, "DELETE FROM hot WHERE id = ?", hot(random));
    }

    private static void deleteAndInsertAgain(Connection connection, Random random) throws SQLException {
        int id = hot(random);
        update(connection, "DELETE FROM hot WHERE id = ?", id);
        update(connection, "INSERT INTO hot (id, v, grp) VALUES (?, ?, ?)", id, random.nextInt(100), group(random));
    }

    private static void increment(Connection connection, Random random) throws SQLException {
        update(connection, "UPDATE hot SET v = v + ? WHERE id = ?", random.nextInt(9), hot(random));
    }

    private static void incrementInList(Connection connection, Random random) throws SQLException {
        update(
                connection,
                "UPDATE hot SET v = v + 1, note = CONCAT('l', RAND()) WHERE id IN (?, ?, ?)",
                hot(random),
                hot(random),
                hot(random));
    }

    private static void incrementByText(Connection connection, Random random) throws SQLException {
        if (random.nextBoolean()) {
            update(connection, "UPDATE hot SET v = v + 1 WHERE id = ?", Integer.toString(hot(random)));
        } else {
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("UPDATE hot SET v = v + 3 WHERE id = " + hot(random));
            }
        }
    }

    private static void updateByIndex(Connection connection, Random random) throws SQLException {
        update(connection, "UPDATE hot SET v = v + 1 WHERE grp = ?", group(random));
    }

    private static void updateByRange(Connection connection, Random random) throws SQLException {
        int from = group(random);
        update(connection, "UPDATE hot SET v = v * 2 % 1000 WHERE grp BETWEEN ? AND ? AND v > ?", from, from + 1, 10);
    }

    private static void changeTheIndexedColumn(Connection connection, Random random) throws SQLException {
        update(connection, "UPDATE hot SET grp = ? WHERE grp = ?", group(random), group(random));
    }

    /** As many rows as before meet a condition, but others. */
    private static void exchangeGroups(Connection connection, Random random) throws SQLException {
        int one = hot(random);
        int other = hot(random);
        try (PreparedStatement read = connection.prepareStatement("SELECT grp FROM hot WHERE id = ? FOR UPDATE")) {
            int left = number(read, Math.min(one, other));
            int right = number(read, Math.max(one, other));
            if (left >= 0 && right >= 0 && left != right) {
                update(connection, "UPDATE hot SET grp = ? WHERE id = ?", right, Math.min(one, other));
                update(connection, "UPDATE hot SET grp = ? WHERE id = ?", left, Math.max(one, other));
            }
        }
    }

    private static void changePrimaryKey(Connection connection, Random random) throws SQLException {
        update(connection, "UPDATE hot SET id = ? WHERE id = ?", hot(random), hot(random));
    }

    private static void insertGenerated(Connection connection, Random random) throws SQLException {
        int keys = random.nextBoolean() ? Statement.RETURN_GENERATED_KEYS : Statement.NO_GENERATED_KEYS;
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO orders (customer, amount, state) VALUES (?, ?, 'new')", keys)) {
            statement.setInt(1, hot(random));
            statement.setBigDecimal(2, BigDecimal.valueOf(random.nextInt(100_000), 2));
            statement.executeUpdate();
            if (keys == Statement.RETURN_GENERATED_KEYS) {
                try (ResultSet generated = statement.getGeneratedKeys()) {
                    generated.next();
                    update(connection, "UPDATE orders SET state = 'paid' WHERE id = ?", generated.getLong(1));
                }
            }
        }
    }

    private static void insertSeveralGenerated(Connection connection, Random random) throws SQLException {
        update(
                connection,
                "INSERT INTO orders (customer, amount) VALUES (?, 1.5), (?, 2.5), (?, RAND() * 100)",
                hot(random),
                hot(random),
                hot(random));
    }

    private static void updateOrders(Connection connection, Random random) throws SQLException {
        update(
                connection,
                "UPDATE orders SET amount = amount + 0.01, state = ? WHERE customer = ? AND state = ?",
                random.nextBoolean() ? "new" : "sent",
                hot(random),
                "paid");
    }

    private static void deleteOrders(Connection connection, Random random) throws SQLException {
        update(connection, "DELETE FROM orders WHERE customer = ?", hot(random));
    }

    private static void upsertCounter(Connection connection, Random random) throws SQLException {
        update(
                connection,
                "INSERT INTO counter (id, n) VALUES (?, 1) ON DUPLICATE KEY UPDATE n = n + 1",
                hot(random) + (random.nextInt(4) == 0 ? random.nextInt(1000) : 0));
    }

    private static void insertIgnoreSeat(Connection connection, Random random) throws SQLException {
        update(connection, "INSERT IGNORE INTO seat (id, place, v) VALUES (?, ?, 7)", hot(random), hot(random));
    }

    private static void upsertSeat(Connection connection, Random random) throws SQLException {
        update(
                connection,
                "INSERT INTO seat (id, place, v) VALUES (?, ?, 0) ON DUPLICATE KEY UPDATE v = v + 1",
                hot(random),
                hot(random));
    }

    private static void swapPlaces(Connection connection, Random random) throws SQLException {
        int one = hot(random);
        int other = hot(random);
        int free = 1_000_000 + random.nextInt(1_000_000);
        try (PreparedStatement read = connection.prepareStatement("SELECT place FROM seat WHERE id = ? FOR UPDATE")) {
            int left = number(read, Math.min(one, other));
            int right = number(read, Math.max(one, other));
            if (one != other && left >= 0 && right >= 0) {
                update(connection, "UPDATE seat SET place = ? WHERE id = ?", free, Math.min(one, other));
                update(connection, "UPDATE seat SET place = ? WHERE id = ?", left, Math.max(one, other));
                update(connection, "UPDATE seat SET place = ? WHERE id = ?", right, Math.min(one, other));
            }
        }
    }

    private static int number(PreparedStatement read, int id) throws SQLException {
        read.setInt(1, id);
        try (ResultSet row = read.executeQuery()) {
            return row.next() ? row.getInt(1) : -1;
        }
    }

    private static void moveSeat(Connection connection, Random random) throws SQLException {
        update(connection, "UPDATE seat SET id = ? WHERE id = ?", hot(random), hot(random));
    }

    private static void updateByPlace(Connection connection, Random random) throws SQLException {
        update(connection, "UPDATE seat SET v = v + 1 WHERE place = ?", hot(random));
    }

    private static void deleteSeat(Connection connection, Random random) throws SQLException {
        update(connection, "DELETE FROM seat WHERE " + (random.nextBoolean() ? "id" : "place") + " = ?", hot(random));
    }

    private static void insertItem(Connection connection, Random random) throws SQLException {
        update(
                connection,
                "INSERT INTO item (order_id, line, sku, qty) VALUES (?, ?, ?, 1), (?, ?, NULL, 2)",
                hot(random),
                random.nextInt(5),
                "sku" + random.nextInt(9),
                hot(random),
                random.nextInt(5));
    }

    private static void updateItemsOfAnOrder(Connection connection, Random random) throws SQLException {
        update(connection, "UPDATE item SET qty = qty + 1 WHERE order_id = ?", hot(random));
    }

    private static void moveItem(Connection connection, Random random) throws SQLException {
        update(
                connection,
                "UPDATE item SET line = line + 5 WHERE order_id = ? AND line = ?",
                hot(random),
                random.nextInt(15));
    }

    private static void deleteItem(Connection connection, Random random) throws SQLException {
        update(connection, "DELETE FROM item WHERE order_id = ? AND line = ?", hot(random), random.nextInt(15));
    }

    private static void names(Connection connection, Random random) throws SQLException {
        String code = (random.nextInt(3) == 0 ? "Name " : "name ") + hot(random);
        switch (random.nextInt(4)) {
            case 0 -> update(connection, "INSERT INTO name (code, v) VALUES (?, 1)", code);
            case 1 -> update(connection, "DELETE FROM name WHERE code = ?", code);
            case 2 -> update(connection, "UPDATE name SET v = v + 1 WHERE code = ?", code);
            default ->
                update(connection, "INSERT INTO name (code, v) VALUES (?, 1) ON DUPLICATE KEY UPDATE v = v + 10", code);
        }
    }

    private static void batchOfBindings(Connection connection, Random random) throws SQLException {
        boolean insert = random.nextBoolean();
        try (PreparedStatement statement = connection.prepareStatement(
                insert
                        ? "INSERT INTO item (order_id, line, qty) VALUES (?, ?, 9)"
                        : "UPDATE item SET qty = qty + 3 WHERE order_id = ? AND line = ?")) {
            for (int i = random.nextInt(6) + 2; i > 0; i--) {
                statement.setLong(1, hot(random));
                statement.setInt(2, random.nextInt(15));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static void batchOfTexts(Connection connection, Random random) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.addBatch("UPDATE hot SET v = v + 5 WHERE id = " + hot(random));
            statement.addBatch("INSERT INTO orders (customer, amount) VALUES (" + hot(random) + ", 9.99)");
            statement.addBatch("UPDATE counter SET n = n + 100 WHERE id = " + hot(random));
            statement.addBatch("DELETE FROM name WHERE code = 'name " + hot(random) + "'");
            statement.executeBatch();
        }
    }

    private static void read(Connection connection, Random random) throws SQLException {
        boolean locking = random.nextInt(3) == 0;
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT id, v FROM hot WHERE id = ?" + (locking ? " FOR UPDATE" : ""))) {
            statement.setInt(1, hot(random));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    rows.getLong(2);
                }
            }
        }
    }

    private static void replaceSeat(Connection connection, Random random) throws SQLException {
        update(connection, "REPLACE INTO seat (id, place, v) VALUES (?, ?, 5)", hot(random), hot(random));
    }

    private static void deleteWithLimit(Connection connection, Random random) throws SQLException {
        update(connection, "DELETE FROM orders WHERE customer = ? LIMIT 1", hot(random));
    }

    private static void insertSelect(Connection connection, Random random) throws SQLException {
        update(
                connection,
                "INSERT INTO orders (customer, amount, state) SELECT id, v, 'copied' FROM hot WHERE grp = ?",
                group(random));
    }
}

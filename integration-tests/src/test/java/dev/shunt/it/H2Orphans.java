package dev.shunt.it;

import java.lang.reflect.Field;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.awaitility.Awaitility;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.tx.Transaction;

/**
 * Ends, for as long as it is open, the transactions that H2 forgets. Whoever finds a deadlock marks the youngest as one to
 * be rolled back; if that one has just got its row and commits, the commit does nothing (2.5 does not even say so), the
 * session forgets the transaction, and its locks stay for ever. On the source nobody has seen what it wrote, so it is
 * rolled back; on the target Shunt may have been told that it is committed, so it is committed. A transaction that somebody
 * left open is not marked and stays open, and its locks are found.
 */
final class H2Orphans implements AutoCloseable {
    private static final int OPEN = Transaction.STATUS_OPEN;
    private static final int ROLLING_BACK = 4;
    private static final int STATUS_SHIFT = 41;

    /** Looks that find the same one marked: its session, if it has one, has had the time to roll it back by itself. */
    private static final int LOOKS = 6;

    private static final int LOOK_MILLIS = 500;

    private final Pair pair;
    private final Map<Transaction, Integer> looks = new HashMap<>();
    private final LongAdder ended = new LongAdder();
    private final ScheduledExecutorService looker = Executors.newSingleThreadScheduledExecutor();

    private H2Orphans(Pair pair) {
        this.pair = pair;
    }

    /** Looks after both databases of {@code pair}, which is to be closed later; after none unless they are of H2. */
    @SuppressWarnings("FutureReturnValueIgnored")
    static H2Orphans of(Pair pair) {
        H2Orphans orphans = new H2Orphans(pair);
        if (pair.kind() == Databases.H2) {
            orphans.looker.scheduleWithFixedDelay(orphans::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
        return orphans;
    }

    /** How many were ended. */
    long ended() {
        return ended.sum();
    }

    /** Waits until none is left: what is read before that may be what one of them has changed already. */
    void awaitNone() {
        Awaitility.await("the end of what H2 has forgotten")
                .atMost(Duration.ofMinutes(1))
                .until(() -> !anyLeft());
    }

    private boolean anyLeft() throws SQLException {
        return pair.kind() == Databases.H2
                && !(marked(pair.sourceUrl()).isEmpty()
                        && marked(pair.targetUrl()).isEmpty());
    }

    private void look() {
        try {
            List<Transaction> source = marked(pair.sourceUrl());
            List<Transaction> target = marked(pair.targetUrl());
            Set<Transaction> all = new HashSet<>(source);
            all.addAll(target);
            looks.keySet().retainAll(all);
            for (Transaction transaction : all) {
                if (looks.merge(transaction, 1, Integer::sum) == LOOKS) {
                    end(transaction, target.contains(transaction));
                }
            }
        } catch (SQLException | ReflectiveOperationException | RuntimeException e) {
            e.printStackTrace(System.out);
        }
    }

    private static List<Transaction> marked(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            List<Transaction> open = new ArrayList<>(session(connection)
                    .getDatabase()
                    .getStore()
                    .getTransactionStore()
                    .getOpenTransactions());
            open.removeIf(transaction -> transaction.getStatus() != ROLLING_BACK);
            return open;
        }
    }

    private void end(Transaction transaction, boolean commits) throws ReflectiveOperationException {
        ended.increment(); // before the end, which lets who waits for it go on
        System.out.println("h2 orphans: " + (commits ? "commits " : "rolls back ") + transaction);
        if (commits) {
            mark(transaction, OPEN);
            transaction.commit();
        } else {
            transaction.rollback();
        }
    }

    static SessionLocal session(Connection connection) throws SQLException {
        return (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
    }

    /** Makes the transaction of an open session an orphan once it commits. */
    static void markForRollback(Connection connection) throws SQLException, ReflectiveOperationException {
        mark(session(connection).getTransaction(), ROLLING_BACK);
    }

    private static void mark(Transaction transaction, int status) throws ReflectiveOperationException {
        Field field = Transaction.class.getDeclaredField("statusAndLogId");
        field.setAccessible(true);
        AtomicLong state = (AtomicLong) field.get(transaction);
        long cleared = ~((long) (ROLLING_BACK | OPEN) << STATUS_SHIFT);
        state.updateAndGet(old -> (old & cleared) | ((long) status << STATUS_SHIFT));
    }

    @Override
    public void close() {
        looker.shutdown();
        try {
            looker.awaitTermination(LOOKS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

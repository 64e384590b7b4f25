package dev.shunt.it;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/** What can be wrong with a target that stands behind a {@link TcpProxy}, and how it gets well again. */
enum Fault {
    /** Nobody has ever listened. */
    DOWN(false, "(?i)connection|communications") {
        @Override
        Ongoing begin(Pair pair, TcpProxy proxy) throws Exception {
            proxy.refuse();
            return proxy::pass;
        }
    },
    /** It was there, cuts its connections and refuses new ones. */
    REFUSING(true, "(?i)connection|communications") {
        @Override
        Ongoing begin(Pair pair, TcpProxy proxy) throws Exception {
            proxy.refuse();
            return proxy::pass;
        }
    },
    /** It takes connections and never says a word. */
    HANGING_ON_CONNECT(false, "(?i)connection|communications") {
        @Override
        Ongoing begin(Pair pair, TcpProxy proxy) {
            proxy.hang();
            return proxy::pass;
        }
    },
    /** It falls silent on connections that are open. */
    HANGING_IN_A_STATEMENT(true, "(?i)connection|communications") {
        @Override
        Ongoing begin(Pair pair, TcpProxy proxy) {
            proxy.hang();
            return proxy::pass;
        }
    },
    SLOW(true, "") {
        @Override
        Ongoing begin(Pair pair, TcpProxy proxy) {
            proxy.slow(Duration.ofMillis(200));
            return proxy::pass;
        }
    },
    /** Its connections are cut at random. */
    CUT(true, "(?i)connection|communications") {
        @Override
        Ongoing begin(Pair pair, TcpProxy proxy) {
            proxy.flaky(0.1);
            return proxy::pass;
        }
    },
    /** Its administrator kills the sessions of Shunt that are in a transaction. */
    KILLED_IN_A_TRANSACTION(true, "(?i)connection|communications|interrupted") {
        @Override
        Ongoing begin(Pair pair, TcpProxy proxy) throws Exception {
            return Nuisance.kill(pair.targetUrl(), USER);
        }
    },
    READ_ONLY(true, "(?i)read-only") {
        @Override
        Ongoing begin(Pair pair, TcpProxy proxy) throws Exception {
            onTarget(pair, "SET GLOBAL read_only = 1");
            return () -> onTarget(pair, "SET GLOBAL read_only = 0");
        }
    },
    /** The user that Shunt was given cannot log in. */
    WRONG_PASSWORD(false, "(?i)access denied") {
        @Override
        Ongoing begin(Pair pair, TcpProxy proxy) throws Exception {
            return changedPassword(pair);
        }
    },
    /** The user that Shunt was given could log in, and was thrown out. */
    CHANGED_PASSWORD(true, "(?i)access denied") {
        @Override
        Ongoing begin(Pair pair, TcpProxy proxy) throws Exception {
            Ongoing changed = changedPassword(pair);
            onTarget(pair, "KILL USER " + USER);
            return changed;
        }
    },
    MISSING_TABLE(false, "table stock does not exist") {
        @Override
        Ongoing begin(Pair pair, TcpProxy proxy) throws Exception {
            onTarget(pair, "DROP TABLE stock");
            String table = Transcript.TABLES.stream()
                    .filter(sql -> sql.contains("TABLE stock"))
                    .findFirst()
                    .orElseThrow();
            return () -> onTarget(pair, table);
        }
    },
    MISSING_COLUMN(false, "column amount of table stock does not exist") {
        @Override
        Ongoing begin(Pair pair, TcpProxy proxy) throws Exception {
            onTarget(pair, "ALTER TABLE stock DROP COLUMN amount");
            return () -> onTarget(pair, "ALTER TABLE stock ADD COLUMN amount INT NOT NULL");
        }
    },
    /** A column takes less than the primary's. */
    WRONG_SCHEMA(true, "(?i)too long") {
        @Override
        Ongoing begin(Pair pair, TcpProxy proxy) throws Exception {
            onTarget(pair, "ALTER TABLE customer MODIFY name VARCHAR(2)");
            return () -> onTarget(pair, "ALTER TABLE customer MODIFY name VARCHAR(40)");
        }
    },
    /** A table has room for some 150 rows; InnoDB's files would have to end a server that cannot make them grow. */
    FULL(true, "(?i)is full") {
        @Override
        Ongoing begin(Pair pair, TcpProxy proxy) throws Exception {
            onTarget(pair, "SET SESSION max_heap_table_size = 16384", "ALTER TABLE stock ENGINE = MEMORY");
            return () -> onTarget(pair, "ALTER TABLE stock ENGINE = InnoDB");
        }
    },
    DEADLOCK(true, "") {
        @Override
        Ongoing begin(Pair pair, TcpProxy proxy) throws Exception {
            return Nuisance.deadlock(pair.targetUrl(), "stock", "sku");
        }
    },
    /** Somebody forgot to commit. */
    LOCK_TIMEOUT(true, "(?i)lock wait timeout") {
        @Override
        Ongoing begin(Pair pair, TcpProxy proxy) throws Exception {
            Connection other = pair.target();
            other.setAutoCommit(false);
            try (Statement statement = other.createStatement()) {
                for (String table : List.of("customer", "purchase", "stock")) {
                    statement.execute("SELECT * FROM " + table + " FOR UPDATE"); // and the gaps where rows will come
                }
            }
            return other::close;
        }
    };

    private static final String USER = "mover";

    /** It comes once Shunt has connections to the target. */
    final boolean later;

    /** A pattern of what {@code shunt status} says while it lasts; empty where it need not say anything. */
    final String said;

    Fault(boolean later, String said) {
        this.later = later;
        this.said = said;
    }

    /** A fault that lasts. */
    interface Ongoing extends AutoCloseable {
        /** The target is well again. */
        @Override
        void close() throws SQLException;
    }

    abstract Ongoing begin(Pair pair, TcpProxy proxy) throws Exception;

    private static Ongoing changedPassword(Pair pair) throws SQLException {
        onTarget(pair, "ALTER USER " + USER + "@'%' IDENTIFIED BY 'changed'");
        return () -> onTarget(pair, "ALTER USER " + USER + "@'%' IDENTIFIED BY '" + USER + "'");
    }

    private static void onTarget(Pair pair, String... statements) throws SQLException {
        try (Connection connection = pair.target();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}

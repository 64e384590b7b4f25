package dev.shunt.it;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** What can be wrong with a target that stands behind a {@link TcpProxy}, and how it gets well again. */
enum Fault {
    /** Nobody has ever listened. */
    DOWN(false) {
        @Override
        void begin(Pair pair, TcpProxy proxy) throws IOException {
            proxy.refuse();
        }
    },
    /** It was there, cuts its connections and refuses new ones. */
    REFUSING(true) {
        @Override
        void begin(Pair pair, TcpProxy proxy) throws IOException {
            proxy.refuse();
        }
    },
    /** It takes connections and never says a word. */
    HANGING_ON_CONNECT(false) {
        @Override
        void begin(Pair pair, TcpProxy proxy) {
            proxy.hang();
        }
    },
    /** It falls silent on connections that are open. */
    HANGING_IN_A_STATEMENT(true) {
        @Override
        void begin(Pair pair, TcpProxy proxy) {
            proxy.hang();
        }
    },
    SLOW(true) {
        @Override
        void begin(Pair pair, TcpProxy proxy) {
            proxy.slow(Duration.ofMillis(200));
        }
    },
    /** Its connections are cut at random. */
    CUT(true) {
        @Override
        void begin(Pair pair, TcpProxy proxy) {
            proxy.flaky(0.1);
        }
    },
    /** The user that Shunt was given cannot log in. */
    WRONG_PASSWORD(false) {
        @Override
        void begin(Pair pair, TcpProxy proxy) throws SQLException {
            onTarget(pair, "ALTER USER mover@'%' IDENTIFIED BY 'changed'");
        }

        @Override
        void end(Pair pair, TcpProxy proxy) throws SQLException {
            onTarget(pair, "ALTER USER mover@'%' IDENTIFIED BY 'mover'");
        }
    },
    MISSING_TABLE(false) {
        @Override
        void begin(Pair pair, TcpProxy proxy) throws SQLException {
            onTarget(pair, "DROP TABLE stock");
        }

        @Override
        void end(Pair pair, TcpProxy proxy) throws SQLException {
            for (String table : Transcript.TABLES) {
                if (table.contains("TABLE stock")) {
                    onTarget(pair, table);
                }
            }
        }
    };

    /** It comes once Shunt has connections to the target. */
    final boolean later;

    Fault(boolean later) {
        this.later = later;
    }

    abstract void begin(Pair pair, TcpProxy proxy) throws IOException, SQLException;

    /** The target is well again. */
    void end(Pair pair, TcpProxy proxy) throws SQLException {
        proxy.pass();
    }

    private static void onTarget(Pair pair, String sql) throws SQLException {
        try (Connection connection = pair.target();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

package dev.shunt.it;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.sql.BatchUpdateException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import java.util.stream.Stream;

/** Every way to run a writing statement, and every kind of table, that docs/writes.md lists. */
final class WaysToRun {
    private static final String EXECUTE = "executeUpdate, execute, executeLarge…";
    private static final String LOCKED = "… between LOCK TABLES and UNLOCK TABLES, and after a CALL";
    private static final String BATCH = "addBatch, executeBatch";
    private static final String SEVERAL = "several statements in one text";
    private static final String RESULTS = "updatable result sets (insertRow, updateRow, deleteRow)";
    private static final String TRANSACTION = "a transaction, by JDBC or as text (BEGIN, COMMIT, SET autocommit)";
    private static final String NARROW =
            "with texts in its keys that their character sets may not have (beyond ASCII, but in utf8mb4)";
    private static final String OTHER_CHARSET =
            "with texts in its keys, in a session of another character set than utf8mb4"
                    + " (characterEncoding in the URL, SET NAMES)";
    private static final String LASTING = "kept by an engine without transactions (MyISAM, Aria, MEMORY)";
    private static final String CASCADE = "with foreign keys that cascade or set null";

    private WaysToRun() {}

    static Stream<WriteCase> all() {
        return Stream.of(executions(), batches(), results(), transactions(), tables())
                .flatMap(cases -> cases);
    }

    private static Stream<WriteCase> executions() {
        return Stream.of(
                WriteCase.of(EXECUTE, "executeLargeUpdate", "given asked", connection -> {
                    try (Statement statement = connection.createStatement();
                            PreparedStatement prepared =
                                    connection.prepareStatement("UPDATE item SET n = ? WHERE grp = ?")) {
                        statement.executeLargeUpdate("UPDATE bare SET n = 9 WHERE id = 1");
                        prepared.setInt(1, 9);
                        prepared.setInt(2, 1);
                        prepared.executeLargeUpdate();
                    }
                }),
                WriteCase.of(EXECUTE, "executeUpdate with keys asked for", "generated", connection -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.executeUpdate(
                                "INSERT INTO item (code) VALUES ('k')", Statement.RETURN_GENERATED_KEYS);
                        statement.getGeneratedKeys().close();
                    }
                }),
                WriteCase.of(EXECUTE, "streams and LOBs", "given", connection -> {
                    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO lob VALUES (?, ?, ?)");
                            PreparedStatement update =
                                    connection.prepareStatement("UPDATE lob SET b = ?, c = ? WHERE id = ?")) {
                        byte[] bytes = new byte[70_000];
                        for (int i = 0; i < bytes.length; i++) {
                            bytes[i] = (byte) i;
                        }
                        insert.setInt(1, 10);
                        insert.setBinaryStream(2, new ByteArrayInputStream(bytes));
                        insert.setCharacterStream(3, new StringReader("é€😀".repeat(9_000)));
                        insert.executeUpdate();
                        update.setBlob(1, new ByteArrayInputStream(bytes), bytes.length);
                        update.setClob(2, new StringReader("clob"));
                        update.setInt(3, 1);
                        update.executeUpdate();
                    }
                }),
                WriteCase.of(
                                "auto-commit, keys given or generated",
                                "given generated",
                                "DELETE FROM bare WHERE id = 1",
                                "INSERT INTO numbered (n) VALUES (5)")
                        .inTransaction(""),
                WriteCase.of(
                                LOCKED,
                                "walk given asked",
                                "LOCK TABLES item WRITE, bare WRITE",
                                "DELETE FROM item WHERE grp = 1",
                                "UPDATE bare SET n = 9 WHERE id = 1",
                                "UNLOCK TABLES")
                        .onServers()
                        .inTransaction(""),
                WriteCase.of(LOCKED, "the locks stay", "walk asked given", connection -> {
                            WriteCase.run(connection, "LOCK TABLES item WRITE", "DELETE FROM item WHERE grp = 1");
                            try {
                                WriteCase.run(connection, "DELETE FROM bare WHERE id = 1");
                            } catch (SQLException e) { // not locked with LOCK TABLES
                                return;
                            } finally {
                                WriteCase.run(connection, "UNLOCK TABLES");
                            }
                            throw new AssertionError("the locks are gone");
                        })
                        .onServers()
                        .inTransaction(""),
                WriteCase.of(
                                LOCKED,
                                "what a procedure left open can be rolled back",
                                "taint walk asked",
                                connection -> {
                                    WriteCase.run(
                                            connection, "CALL begins()", "DELETE FROM item WHERE grp = 1", "ROLLBACK");
                                    try (Statement statement = connection.createStatement();
                                            ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM item")) {
                                        rows.next();
                                        if (rows.getInt(1) != 4) {
                                            throw new AssertionError("committed by Shunt");
                                        }
                                    }
                                })
                        .onServers()
                        .inTransaction(""),
                WriteCase.of("auto-commit, keys asked for", "asked", "DELETE FROM item WHERE grp = 1")
                        .inTransaction(""));
    }

    private static Stream<WriteCase> batches() {
        return Stream.of(
                WriteCase.of(BATCH, "one statement, keys given", "given", connection -> {
                    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO bare VALUES (?, ?)")) {
                        for (int i = 10; i < 15; i++) {
                            insert.setInt(1, i);
                            insert.setInt(2, i);
                            insert.addBatch();
                        }
                        insert.executeBatch();
                    }
                }),
                WriteCase.of(BATCH, "one buffer for the key of every row", "given", connection -> {
                            try (PreparedStatement insert =
                                    connection.prepareStatement("INSERT INTO bin VALUES (?, ?)")) {
                                byte[] key = new byte[4];
                                for (int i = 10; i < 13; i++) {
                                    key[3] = (byte) i;
                                    insert.setBytes(1, key);
                                    insert.setInt(2, i);
                                    insert.addBatch();
                                }
                                insert.executeBatch();
                            }
                        })
                        .on(WriteCase.Product.H2),
                WriteCase.of(BATCH, "one statement, keys generated", "generated", connection -> {
                    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO item (code) VALUES (?)")) {
                        for (String code : List.of("i", "j", "k")) {
                            insert.setString(1, code);
                            insert.addBatch();
                        }
                        insert.executeLargeBatch();
                    }
                }),
                WriteCase.of(BATCH, "explicit ids among generated ones", "generated given walk", connection -> {
                    try (PreparedStatement insert =
                            connection.prepareStatement("INSERT INTO numbered (id, n) VALUES (?, ?)")) {
                        for (int id : new int[] {0, 0, 50, 0}) {
                            insert.setObject(1, id == 0 ? null : id, Types.BIGINT);
                            insert.setInt(2, id);
                            insert.addBatch();
                        }
                        insert.executeBatch();
                    }
                }),
                WriteCase.of(BATCH, "rows asked for", "asked walk", connection -> {
                            try (PreparedStatement update =
                                    connection.prepareStatement("UPDATE item SET n = ? WHERE grp = ?")) {
                                for (int grp = 1; grp < 3; grp++) {
                                    update.setInt(1, 90);
                                    update.setInt(2, grp);
                                    update.addBatch();
                                }
                                update.executeBatch();
                            }
                        })
                        .inTransaction("asked"),
                WriteCase.of(BATCH, "many statements", "given generated walk", connection -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.addBatch("INSERT INTO bare VALUES (10, 1)");
                        statement.addBatch("INSERT INTO item (code) VALUES ('l')");
                        statement.addBatch("DELETE FROM pairs WHERE a = 1 AND b = 'a'");
                        statement.executeBatch();
                    }
                }),
                WriteCase.of(BATCH, "one that fails in the middle", "given", connection -> {
                    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO bare VALUES (?, ?)")) {
                        for (int i : new int[] {10, 11, 1, 12}) {
                            insert.setInt(1, i);
                            insert.setInt(2, i);
                            insert.addBatch();
                        }
                        insert.executeBatch();
                    } catch (BatchUpdateException e) {
                        return; // (1, 1) is there already
                    }
                    throw new AssertionError("the batch did not fail");
                }),
                WriteCase.of(SEVERAL, "walk", "INSERT INTO bare VALUES (10, 1); DELETE FROM pairs WHERE a = 1")
                        .onServers(),
                WriteCase.of(
                                SEVERAL,
                                "walk taint",
                                "ALTER TABLE bare ADD COLUMN more INT; DELETE FROM bare WHERE id = 1")
                        .onServers()
                        .changingSchema(),
                WriteCase.of(SEVERAL, "walk taint", "BEGIN; INSERT INTO bare VALUES (10, 1); COMMIT")
                        .onServers());
    }

    private static Stream<WriteCase> results() {
        return Stream.of(
                result("updateRow", "given", "SELECT id, code, grp, n FROM item WHERE grp = 1", rows -> {
                    while (rows.next()) {
                        rows.updateInt("n", 77);
                        rows.updateRow();
                    }
                }),
                result("updateRow of the key", "given walk", "SELECT id, n FROM bare", rows -> {
                    rows.next();
                    rows.updateInt("id", 77);
                    rows.updateRow();
                }),
                result("updateRow of a locking read", "given", "SELECT id, n FROM bare FOR UPDATE", rows -> {
                    rows.next();
                    rows.updateInt("n", 77);
                    rows.updateRow();
                }),
                result("deleteRow", "given", "SELECT a, b, n FROM pairs", rows -> {
                    rows.next();
                    rows.deleteRow();
                }),
                result("updateRow of a parent", "given walk", "SELECT id, code FROM parent WHERE id = 1", rows -> {
                    rows.next();
                    rows.updateInt("code", 77);
                    rows.updateRow();
                }),
                WriteCase.of(RESULTS, "of another query than the statement's last but one", "given", connection -> {
                    try (Statement statement =
                            connection.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE)) {
                        statement.executeQuery("SELECT a, b, n FROM pairs").close();
                        statement.execute("SELECT id, n FROM bare FOR UPDATE");
                        try (ResultSet rows = statement.getResultSet()) {
                            rows.next();
                            rows.deleteRow();
                        }
                    }
                }),
                result("insertRow of a numbered key", "walk", "SELECT id, n FROM numbered", rows -> {
                            rows.moveToInsertRow();
                            rows.updateInt("n", 7);
                            rows.insertRow();
                        })
                        .onServers(),
                result("insertRow where getters do not show what was set", "walk", "SELECT id, n FROM bare", rows -> {
                            rows.next();
                            rows.moveToInsertRow();
                            rows.updateInt("id", 77);
                            rows.insertRow();
                        })
                        .on(WriteCase.Product.H2),
                result("insertRow", "given", "SELECT id, n FROM bare", rows -> {
                            rows.next();
                            rows.moveToInsertRow();
                            rows.updateInt("id", 77);
                            rows.updateInt("n", 7);
                            rows.insertRow();
                            rows.moveToCurrentRow();
                            rows.updateInt("n", 78);
                            rows.updateRow();
                        })
                        .onServers());
    }

    private interface Through {
        void write(ResultSet rows) throws SQLException;
    }

    private static WriteCase result(String what, String ends, String query, Through through) {
        return WriteCase.of(RESULTS, what, ends, connection -> {
            try (Statement statement =
                            connection.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE);
                    ResultSet rows = statement.executeQuery(query)) {
                through.write(rows);
            }
        });
    }

    private static Stream<WriteCase> transactions() {
        String one = "UPDATE bare SET n = 9 WHERE id = 1";
        String two = "UPDATE item SET n = 9 WHERE grp = 1";
        return Stream.of(
                text("BEGIN", one, two, "COMMIT"),
                text("START TRANSACTION", one, "COMMIT AND CHAIN", two, "COMMIT")
                        .onServers(),
                text("SET autocommit = 0", one, two, "SET autocommit = 1").onServers(),
                text(
                                "SET autocommit = 0",
                                one,
                                "CREATE OR REPLACE VIEW seen AS SELECT id, n FROM bare",
                                two,
                                "COMMIT",
                                "SET autocommit = 1")
                        .onServers(),
                text("BEGIN", one, two, "BEGIN", "ROLLBACK").onServers(),
                text("SET completion_type = 1", "BEGIN", one, "COMMIT", two, "COMMIT")
                        .onServers(),
                WriteCase.of(TRANSACTION, "by JDBC", "given asked", connection -> {
                            WriteCase.run(connection, one, two);
                            connection.setAutoCommit(true);
                            connection.setAutoCommit(false);
                        })
                        .onlyInTransaction(),
                WriteCase.of(TRANSACTION, "rolled back", "given", connection -> {
                            WriteCase.run(connection, "DELETE FROM bare WHERE id = 3");
                            connection.rollback();
                            WriteCase.run(connection, one);
                        })
                        .onlyInTransaction(),
                WriteCase.of("savepoints, failed statements in a transaction", "both", "given asked", connection -> {
                            WriteCase.run(connection, one);
                            Savepoint savepoint = connection.setSavepoint();
                            WriteCase.run(connection, two);
                            connection.rollback(savepoint);
                            try {
                                WriteCase.run(connection, "INSERT INTO bare VALUES (10, 1), (1, 1)");
                            } catch (SQLException e) {
                                return;
                            }
                            throw new AssertionError("no duplicate");
                        })
                        .onlyInTransaction());
    }

    private static WriteCase text(String... statements) {
        return WriteCase.of(TRANSACTION, "given asked", statements).inTransaction("");
    }

    private static Stream<WriteCase> tables() {
        return Stream.of(
                WriteCase.of("without a primary key", "taint", "INSERT INTO keyless VALUES (3, 3)"),
                WriteCase.of("without a primary key", "taint", "INSERT INTO keyless SELECT id, n FROM bare"),
                WriteCase.of(
                        "with a primary key of FLOAT, DOUBLE or a type with a time zone",
                        "walk",
                        "INSERT INTO ratio VALUES (3.5, 3)",
                        "UPDATE ratio SET n = 9 WHERE k = 1.5",
                        "DELETE FROM ratio WHERE k = 2.5"),
                WriteCase.of(NARROW, "walk", "SET sql_mode = ''", "INSERT INTO narrow VALUES ('ā', 9), ('c', 9)")
                        .onServers(),
                WriteCase.of(NARROW, "walk", "INSERT IGNORE INTO narrow VALUES ('ā', 9)")
                        .onServers(),
                WriteCase.of(NARROW, "asked", "UPDATE narrow SET n = 9 WHERE k = 'é'")
                        .onServers(),
                WriteCase.of(OTHER_CHARSET, "given walk", "SET NAMES latin1", "INSERT INTO word VALUES ('é', 9)")
                        .onServers(),
                WriteCase.of(
                                OTHER_CHARSET,
                                "given",
                                "SET NAMES latin1",
                                "INSERT INTO word VALUES ('fig', 9)",
                                "SET NAMES utf8mb4",
                                "INSERT INTO word VALUES ('ж', 9)")
                        .onServers(),
                lasting("given", "INSERT INTO lasting VALUES (10, 10, 1), (11, 11, 1), (1, 12, 1)"),
                lasting("walk", "UPDATE lasting SET u = 7 WHERE grp = 1"),
                WriteCase.of(LASTING, "walk", "UPDATE lasting SET u = u + 10 WHERE grp = 1")
                        .onServers(),
                WriteCase.of(LASTING, "walk", "INSERT IGNORE INTO lasting (id, u) VALUES (10 + 1, 11)")
                        .onServers(),
                WriteCase.of(
                                LASTING,
                                "given",
                                "BEGIN",
                                "INSERT INTO lasting VALUES (10, 10, 1)",
                                "UPDATE bare SET n = 9 WHERE id = 1",
                                "ROLLBACK")
                        .onServers()
                        .inTransaction(""),
                WriteCase.of(LASTING, "a rollback", "given", connection -> {
                            WriteCase.run(connection, "DELETE FROM lasting WHERE id = 1");
                            connection.rollback();
                        })
                        .onServers()
                        .onlyInTransaction(),
                WriteCase.of(CASCADE, "given walk", "DELETE FROM parent WHERE id = 1"),
                WriteCase.of(CASCADE, "given walk", "UPDATE parent SET id = 90 WHERE id = 1")
                        .onServers(),
                WriteCase.of(CASCADE, "given walk", "UPDATE parent SET code = 90 WHERE id = 1"),
                WriteCase.of(CASCADE, "given walk", "UPDATE loose SET grp = 90 WHERE id = 1")
                        .on(WriteCase.Product.MARIADB),
                WriteCase.of(CASCADE, "given", "UPDATE parent SET n = 90 WHERE id = 1"),
                WriteCase.of(CASCADE, "given walk", "DELETE FROM tree WHERE id = 1"),
                WriteCase.of("with triggers", "given taint", "INSERT INTO fired VALUES (1, 1)")
                        .onServers(),
                WriteCase.of("with triggers", "walk taint", "UPDATE fired SET n = n + 1 LIMIT 1")
                        .onServers(),
                WriteCase.of("with triggers", "walk taint", "INSERT INTO fired SELECT id, n FROM bare")
                        .onServers());
    }

    /** A statement that fails in the middle. */
    private static WriteCase lasting(String ends, String sql) {
        return WriteCase.of(LASTING, sql, ends, connection -> {
                    try {
                        WriteCase.run(connection, sql);
                    } catch (SQLException e) {
                        return;
                    }
                    throw new AssertionError("no duplicate");
                })
                .onServers();
    }
}

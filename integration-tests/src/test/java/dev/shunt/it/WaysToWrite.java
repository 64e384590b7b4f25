package dev.shunt.it;

import static dev.shunt.it.WriteCase.of;
import static dev.shunt.it.WriteCase.run;

import dev.shunt.it.WriteCase.Product;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.CallableStatement;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import java.util.stream.Stream;

/** Every way to write that docs/writes.md lists: for each row of its tables at least one case. */
final class WaysToWrite {
    private static final String GIVEN = "INSERT with the whole primary key";
    private static final String GENERATED =
            "INSERT that leaves an AUTO_INCREMENT key to the database (absent, NULL, 0, DEFAULT)";
    private static final String MIXED =
            "INSERT with some ids given and some not, or whose key comes from a default or an expression";
    private static final String UPSERT = "INSERT … ON DUPLICATE KEY UPDATE";
    private static final String BY_KEY = "UPDATE or DELETE by = or IN on the whole primary key";
    private static final String BY_INDEX = "UPDATE or DELETE by a condition on an indexed column";
    private static final String NO_INDEX = "… by a condition without an index";
    private static final String UNSTABLE =
            "… by a condition with a subquery, RAND(), NOW(), a user variable, a stream as parameter";
    private static final String LIMIT = "… with LIMIT, or of several tables";
    private static final String CHANGED_KEY = "UPDATE of the primary key";
    private static final String FUNCTION = "a SELECT, or any other, of a stored function whose text writes";
    private static final String DDL = "CREATE (also … SELECT), ALTER, DROP, RENAME";
    private static final String UNREAD =
            "what Shunt cannot read (PREPARE and EXECUTE as text, executable comments /*! … */)";
    private static final String TEMPORARY = "a write to a temporary table";

    private static final String EXECUTE = "executeUpdate, execute, executeLarge…";
    private static final String LOCKED = "… between LOCK TABLES and UNLOCK TABLES, and after a CALL";
    private static final String BATCH = "addBatch, executeBatch";
    private static final String SEVERAL = "several statements in one text";
    private static final String RESULTS = "updatable result sets (insertRow, updateRow, deleteRow)";
    private static final String TRANSACTION = "a transaction, by JDBC or as text (BEGIN, COMMIT, SET autocommit)";
    private static final String CASCADE = "with foreign keys that cascade or set null";

    private WaysToWrite() {}

    static List<WriteCase> all() {
        return Stream.of(
                        inserts(),
                        upserts(),
                        changes(),
                        whole(),
                        tainting(),
                        executions(),
                        batches(),
                        results(),
                        transactions(),
                        tables())
                .flatMap(cases -> cases)
                .toList();
    }

    private static Stream<WriteCase> inserts() {
        return Stream.of(
                of(GIVEN, "given", "INSERT INTO bare VALUES (10, 1), (11, 2)"),
                of(GIVEN, "given", "INSERT INTO bare SET id = 10, n = 1").onServers(),
                of(GIVEN, "given", "INSERT LOW_PRIORITY INTO bare (n, id) VALUES (1, 10)")
                        .onServers(),
                of(GIVEN, "given", "/* a comment */ INSERT /* another */ INTO bare (n, id) VALUES (1, 10) -- end"),
                of(GIVEN, "given", "INSERT INTO `bare` (`id`, `n`) VALUES (-7, 1)"),
                of(GIVEN, "given", "INSERT INTO pairs VALUES (3, 'x', 1)"),
                of(GIVEN, "given", "INSERT INTO bin VALUES (X'0a0b0c0d', 1)"),
                of(GIVEN, "given", "INSERT INTO word VALUES ('banana', 1)"),
                of(GIVEN, "given", "INSERT INTO item (id, code) VALUES (50, 'z')"),
                of(GIVEN, "given", "INSERT INTO computed (id, a) VALUES (9, 4)"),
                of(GIVEN, "given", "INSERT INTO tree VALUES (9, 3)"),
                prepared(GIVEN, "given", "INSERT INTO bin VALUES (?, ?)", new byte[] {1, 0, 0x27, 0x5c}, 7),
                of(GENERATED, "generated", "INSERT INTO item (code, grp) VALUES ('n', 9)"),
                of(GENERATED, "generated", "INSERT INTO numbered (n) VALUES (5), (6), (7)"),
                of(GENERATED, "generated", "INSERT INTO numbered VALUES (NULL, 5), (DEFAULT, 6)"),
                of(GENERATED, "generated", "INSERT INTO numbered VALUES (0, 5), (NULL, 6)")
                        .onServers(),
                of(GENERATED, "generated", "INSERT INTO numbered () VALUES ()").onServers(),
                prepared(GENERATED, "generated", "INSERT INTO item (code, n) VALUES (?, ?)", "p", 4),
                prepared(GENERATED, "generated", "INSERT INTO numbered (id, n) VALUES (?, ?)", null, 4),
                of(
                                GENERATED,
                                "id 0 where sql_mode keeps it",
                                "walk generated",
                                connection -> run(
                                        connection,
                                        "SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO'",
                                        "INSERT INTO numbered VALUES (0, 8)"))
                        .onServers(),
                of(
                                GENERATED,
                                "steps of auto_increment_increment that the driver was not told of",
                                "walk generated",
                                connection -> run(
                                        connection,
                                        "SET SESSION auto_increment_increment = 7",
                                        "INSERT INTO numbered (n) VALUES (8), (9), (10)"))
                        .onServers(),
                of(MIXED, "asked", "INSERT INTO item (id, code) VALUES (NULL, 'q'), (70, 'r'), (NULL, 's')"),
                of(MIXED, "asked", "INSERT INTO item (id, code) VALUES (60 + 1, 'q')"),
                of(MIXED, "walk", "INSERT INTO numbered (id, n) VALUES (NULL, 5), (70, 6), (NULL, 7)"),
                of(MIXED, "walk", "INSERT INTO bare VALUES (20 + 1, 6)"),
                of("INSERT … SELECT, MERGE", "walk", "INSERT INTO bare SELECT id + 100, n FROM numbered"),
                of("INSERT … SELECT, MERGE", "walk", "REPLACE INTO bare SELECT id, n + 100 FROM numbered")
                        .onServers(),
                of("INSERT … SELECT, MERGE", "walk", "INSERT INTO bare (SELECT id + 100, n FROM numbered)"),
                of("INSERT … SELECT, MERGE", "walk", "MERGE INTO bare (id, n) KEY (id) VALUES (1, 70), (80, 8)")
                        .on(Product.H2));
    }

    private static Stream<WriteCase> upserts() {
        String ignore = "INSERT IGNORE";
        String replace = "REPLACE";
        return Stream.of(
                of(ignore, "given", "INSERT IGNORE INTO bare VALUES (1, 9), (10, 9)"),
                of(ignore, "given", "INSERT IGNORE INTO word VALUES ('APPLE', 9), ('fig', 9)")
                        .onServers(),
                of(ignore, "asked", "INSERT IGNORE INTO item (code, n) VALUES ('a', 9), ('y', 9)"),
                of(UPSERT, "given", "INSERT INTO bare VALUES (1, 9), (10, 9) ON DUPLICATE KEY UPDATE n = VALUES(n)"),
                of(UPSERT, "given", "INSERT INTO word VALUES ('APPLE', 9) ON DUPLICATE KEY UPDATE n = n + 1"),
                of(
                        UPSERT,
                        "asked",
                        "INSERT INTO item (code, n) VALUES ('a', 9), ('y', 9) ON DUPLICATE KEY UPDATE n = 9"),
                of(UPSERT, "asked", "INSERT INTO item (id, code) VALUES (2, 'a') ON DUPLICATE KEY UPDATE n = 9")
                        .onServers(),
                of(UPSERT, "walk", "INSERT INTO item (id, n) VALUES (1, 9) ON DUPLICATE KEY UPDATE code = 'zz'"),
                of(replace, "given", "REPLACE INTO bare VALUES (1, 9), (10, 9)"),
                of(replace, "given", "REPLACE INTO word VALUES ('APPLE', 9)").onServers(),
                of(replace, "walk", "REPLACE INTO item (id, code) VALUES (1, 'b')")
                        .onServers(),
                of(replace, "walk", "REPLACE INTO parent VALUES (9, 10, 1)").onServers());
    }

    private static Stream<WriteCase> changes() {
        return Stream.of(
                of(BY_KEY, "given", "UPDATE bare SET n = 9 WHERE id = 1", "DELETE FROM bare WHERE id IN (2, 3)"),
                of(BY_KEY, "given", "UPDATE bare AS x SET x.n = 9 WHERE x.id = 1 AND x.n < 5"),
                of(BY_KEY, "given", "UPDATE pairs SET n = 9 WHERE a = 1 AND b = 'b'"),
                of(BY_KEY, "given", "DELETE FROM bin WHERE k = X'00ff2720'"),
                of(BY_KEY, "given", "UPDATE word SET n = 9 WHERE k = 'APPLE'", "DELETE FROM word WHERE k = 'PEAR'"),
                of(BY_KEY, "given", "UPDATE word SET n = 9 WHERE k = 'ECLAIR'").onServers(),
                prepared(BY_KEY, "given", "UPDATE bare SET n = ? WHERE id = ?", 9, 2),
                prepared(BY_KEY, "asked", "UPDATE bare SET n = ? WHERE id = ?", 9, "2"),
                of(BY_KEY, "asked", "UPDATE word SET n = 9 WHERE k = 'pear '").onServers(),
                of(BY_KEY, "asked", "SET sql_mode = ''", "UPDATE word SET n = 9 WHERE k = 0")
                        .onServers(),
                of(BY_INDEX, "asked", "UPDATE item SET n = 9 WHERE grp = 1", "DELETE FROM item WHERE grp >= 3"),
                of(BY_INDEX, "asked", "UPDATE item SET note = 'y' WHERE code LIKE 'a%'"),
                of(BY_INDEX, "asked", "UPDATE item SET grp = 2 WHERE grp = 1"),
                of(BY_INDEX, "asked", "DELETE FROM pairs WHERE a = 1"),
                of(BY_INDEX, "asked", "UPDATE IGNORE item SET code = IF(id = 1, 'd', 'w') WHERE grp = 1")
                        .onServers(),
                prepared(BY_INDEX, "asked", "UPDATE item SET n = ? WHERE grp = ? AND n > ?", 9, 1, 0),
                of(NO_INDEX, "walk", "UPDATE item SET n = 9 WHERE n < 3", "DELETE FROM bare WHERE n = 3"),
                of(NO_INDEX, "walk", "UPDATE bare SET n = n + 1"),
                of(UNSTABLE, "walk", "UPDATE item SET n = 9 WHERE grp = 1 AND RAND() < 2"),
                of(UNSTABLE, "walk", "DELETE FROM item WHERE grp IN (SELECT n FROM bare)"),
                of(UNSTABLE, "walk", "UPDATE item SET n = 9 WHERE grp = 1 AND CURRENT_TIMESTAMP > '2020-01-01'"),
                of(UNSTABLE, "walk", "SET @x = 1", "UPDATE item SET n = 9 WHERE grp = @x"),
                of(UNSTABLE, "a stream as parameter", "walk", connection -> {
                    try (PreparedStatement update =
                            connection.prepareStatement("UPDATE item SET n = 9 WHERE grp = 1 AND note = ?")) {
                        update.setCharacterStream(1, new StringReader("x"));
                        update.executeUpdate();
                    }
                }),
                of(LIMIT, "walk", "UPDATE item SET n = 9 WHERE grp = 1 LIMIT 1"),
                of(LIMIT, "walk", "DELETE FROM item WHERE grp = 1 ORDER BY id LIMIT 1")
                        .onServers(),
                of(LIMIT, "walk", "UPDATE item, bare SET item.n = 90, bare.n = 91 WHERE item.id = bare.id")
                        .onServers(),
                of(LIMIT, "walk", "UPDATE item i JOIN bare b ON i.id = b.id SET i.n = 90 WHERE b.n > 1")
                        .onServers(),
                of(LIMIT, "walk", "DELETE item, bare FROM item JOIN bare ON item.id = bare.id WHERE bare.n = 1")
                        .onServers(),
                of(LIMIT, "walk", "DELETE FROM p USING parent p JOIN bare b ON p.id = b.id WHERE b.n = 1")
                        .onServers(),
                of(CHANGED_KEY, "given", "UPDATE bare SET id = 30 WHERE id = 3"),
                of(CHANGED_KEY, "given", "UPDATE pairs SET b = 'z' WHERE a = 1 AND b = 'b'"),
                of(CHANGED_KEY, "given", "UPDATE word SET k = 'APPLE' WHERE k = 'apple'")
                        .onServers(),
                of(CHANGED_KEY, "walk", "UPDATE bare SET id = id + 100"),
                of(CHANGED_KEY, "walk", "UPDATE item SET id = 77 WHERE code = 'a'"));
    }

    private static Stream<WriteCase> whole() {
        return Stream.of(
                of("TRUNCATE", "walk", "TRUNCATE TABLE item"),
                of("LOAD DATA", "LOCAL", "walk", connection -> {
                            Path rows = Files.createTempFile("load", ".txt");
                            try {
                                Files.writeString(rows, "80\t1\n81\t2\n");
                                run(connection, "LOAD DATA LOCAL INFILE '" + rows + "' INTO TABLE bare (id, n)");
                            } finally {
                                Files.delete(rows);
                            }
                        })
                        .onServers(),
                of("CALL, DO of a routine", "taint", "CALL work(9)").onServers(),
                of("CALL, DO of a routine", "taint", "CALL work_and_commit(9)").onServers(),
                of(FUNCTION, "taint", "SELECT writes(9)").onServers(),
                of(FUNCTION, "taint", "SELECT calls_writes(9)").onServers(),
                of(FUNCTION, "taint given", "INSERT INTO pairs VALUES (9, 'z', writes(9))")
                        .onServers(),
                of(FUNCTION, "given", "UPDATE pairs SET n = doubles(n) WHERE a = 1 AND b = 'a'")
                        .onServers(),
                prepared(FUNCTION, "taint", "DO writes(?)", 9).onServers(),
                of("CALL, DO of a routine", "prepareCall", "taint", connection -> {
                            try (CallableStatement call = connection.prepareCall("{call work(?)}")) {
                                call.setInt(1, 8);
                                call.execute();
                            }
                        })
                        .onServers());
    }

    private static Stream<WriteCase> tainting() {
        return Stream.of(
                of(DDL, "taint", "ALTER TABLE bare ADD COLUMN more INT").changingSchema(),
                of(DDL, "taint", "DROP TABLE lob").changingSchema(),
                of(DDL, "taint", "ALTER TABLE bare RENAME TO other").changingSchema(),
                of(DDL, "taint", "RENAME TABLE bare TO other").onServers().changingSchema(),
                of(DDL, "taint", "CREATE TABLE fresh (id INT PRIMARY KEY)").changingSchema(),
                of(DDL, "taint", "CREATE TABLE fresh AS SELECT id, n FROM bare").changingSchema(),
                of(
                                "XA statements",
                                "taint given asked",
                                "XA START 'y'",
                                "DELETE FROM item WHERE grp = 1",
                                "UPDATE bare SET n = 9 WHERE id = 1",
                                "XA END 'y'",
                                "XA ROLLBACK 'y'",
                                "DELETE FROM bare WHERE id = 2")
                        .onServers()
                        .inTransaction(""),
                of(
                                "XA statements",
                                "taint given",
                                "XA START 'x'",
                                "UPDATE bare SET n = 9 WHERE id = 1",
                                "XA END 'x'",
                                "XA PREPARE 'x'",
                                "XA COMMIT 'x'")
                        .onServers()
                        .inTransaction(""),
                of(UNREAD, "taint", "INSERT /*!50000 IGNORE */ INTO item (code, n) VALUES ('y', 9)")
                        .onServers(),
                of(UNREAD, "taint", "PREPARE s FROM 'UPDATE bare SET n = 9'", "EXECUTE s")
                        .onServers(),
                of(UNREAD, "taint", "EXECUTE IMMEDIATE 'UPDATE bare SET n = 9'").on(Product.MARIADB, Product.H2),
                of(UNREAD, "taint", "WITH x AS (SELECT 1 AS id) UPDATE bare, x SET n = 9 WHERE bare.id = x.id")
                        .on(Product.MYSQL),
                of("a write through a view", "walk taint", "UPDATE seen SET n = 9 WHERE id = 1")
                        .onServers(),
                of(
                                TEMPORARY,
                                "nothing",
                                "CREATE TEMPORARY TABLE mine (id INT PRIMARY KEY, n INT)",
                                "INSERT INTO mine VALUES (1, 1)",
                                "UPDATE mine SET n = 2",
                                "DROP TEMPORARY TABLE mine")
                        .onServers());
    }

    private static Stream<WriteCase> executions() {
        return Stream.of(
                of(EXECUTE, "executeLargeUpdate", "given asked", connection -> {
                    try (Statement statement = connection.createStatement();
                            PreparedStatement prepared =
                                    connection.prepareStatement("UPDATE item SET n = ? WHERE grp = ?")) {
                        statement.executeLargeUpdate("UPDATE bare SET n = 9 WHERE id = 1");
                        prepared.setInt(1, 9);
                        prepared.setInt(2, 1);
                        prepared.executeLargeUpdate();
                    }
                }),
                of(EXECUTE, "executeUpdate with keys asked for", "generated", connection -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.executeUpdate(
                                "INSERT INTO item (code) VALUES ('k')", Statement.RETURN_GENERATED_KEYS);
                        statement.getGeneratedKeys().close();
                    }
                }),
                of(EXECUTE, "streams and LOBs", "given", connection -> {
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
                of(
                                "auto-commit, keys given or generated",
                                "given generated",
                                "DELETE FROM bare WHERE id = 1",
                                "INSERT INTO numbered (n) VALUES (5)")
                        .inTransaction(""),
                of(
                                LOCKED,
                                "walk given asked",
                                "LOCK TABLES item WRITE, bare WRITE",
                                "DELETE FROM item WHERE grp = 1",
                                "UPDATE bare SET n = 9 WHERE id = 1",
                                "UNLOCK TABLES")
                        .onServers()
                        .inTransaction(""),
                of(LOCKED, "the locks stay", "walk asked given", connection -> {
                            run(connection, "LOCK TABLES item WRITE", "DELETE FROM item WHERE grp = 1");
                            try {
                                run(connection, "DELETE FROM bare WHERE id = 1");
                            } catch (SQLException e) { // not locked with LOCK TABLES
                                return;
                            } finally {
                                run(connection, "UNLOCK TABLES");
                            }
                            throw new AssertionError("the locks are gone");
                        })
                        .onServers()
                        .inTransaction(""),
                of(LOCKED, "what a procedure left open can be rolled back", "taint walk asked", connection -> {
                            run(connection, "CALL begins()", "DELETE FROM item WHERE grp = 1", "ROLLBACK");
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
                of("auto-commit, keys asked for", "asked", "DELETE FROM item WHERE grp = 1")
                        .inTransaction(""));
    }

    private static Stream<WriteCase> batches() {
        return Stream.of(
                of(BATCH, "one statement, keys given", "given", connection -> {
                    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO bare VALUES (?, ?)")) {
                        for (int i = 10; i < 15; i++) {
                            insert.setInt(1, i);
                            insert.setInt(2, i);
                            insert.addBatch();
                        }
                        insert.executeBatch();
                    }
                }),
                of(BATCH, "one buffer for the key of every row", "given", connection -> {
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
                        .on(Product.H2),
                of(BATCH, "one statement, keys generated", "generated", connection -> {
                    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO item (code) VALUES (?)")) {
                        for (String code : List.of("i", "j", "k")) {
                            insert.setString(1, code);
                            insert.addBatch();
                        }
                        insert.executeLargeBatch();
                    }
                }),
                of(BATCH, "explicit ids among generated ones", "generated given walk", connection -> {
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
                of(BATCH, "rows asked for", "asked walk", connection -> {
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
                of(BATCH, "many statements", "given generated walk", connection -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.addBatch("INSERT INTO bare VALUES (10, 1)");
                        statement.addBatch("INSERT INTO item (code) VALUES ('l')");
                        statement.addBatch("DELETE FROM pairs WHERE a = 1 AND b = 'a'");
                        statement.executeBatch();
                    }
                }),
                of(BATCH, "one that fails in the middle", "given", connection -> {
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
                of(SEVERAL, "walk", "INSERT INTO bare VALUES (10, 1); DELETE FROM pairs WHERE a = 1")
                        .onServers(),
                of(SEVERAL, "walk taint", "ALTER TABLE bare ADD COLUMN more INT; DELETE FROM bare WHERE id = 1")
                        .onServers()
                        .changingSchema(),
                of(SEVERAL, "walk taint", "BEGIN; INSERT INTO bare VALUES (10, 1); COMMIT")
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
                of(RESULTS, "of another query than the statement's last but one", "given", connection -> {
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
                        .on(Product.H2),
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
        return of(RESULTS, what, ends, connection -> {
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
                of(TRANSACTION, "by JDBC", "given asked", connection -> {
                            run(connection, one, two);
                            connection.setAutoCommit(true);
                            connection.setAutoCommit(false);
                        })
                        .onlyInTransaction(),
                of(TRANSACTION, "rolled back", "given", connection -> {
                            run(connection, "DELETE FROM bare WHERE id = 3");
                            connection.rollback();
                            run(connection, one);
                        })
                        .onlyInTransaction(),
                of("savepoints, failed statements in a transaction", "both", "given asked", connection -> {
                            run(connection, one);
                            Savepoint savepoint = connection.setSavepoint();
                            run(connection, two);
                            connection.rollback(savepoint);
                            try {
                                run(connection, "INSERT INTO bare VALUES (10, 1), (1, 1)");
                            } catch (SQLException e) {
                                return;
                            }
                            throw new AssertionError("no duplicate");
                        })
                        .onlyInTransaction());
    }

    private static WriteCase text(String... statements) {
        return of(TRANSACTION, "given asked", statements).inTransaction("");
    }

    private static Stream<WriteCase> tables() {
        return Stream.of(
                of("without a primary key", "taint", "INSERT INTO keyless VALUES (3, 3)"),
                of("without a primary key", "taint", "INSERT INTO keyless SELECT id, n FROM bare"),
                of(
                        "with a primary key of FLOAT, DOUBLE or a type with a time zone",
                        "walk",
                        "INSERT INTO ratio VALUES (3.5, 3)",
                        "UPDATE ratio SET n = 9 WHERE k = 1.5",
                        "DELETE FROM ratio WHERE k = 2.5"),
                of(CASCADE, "given walk", "DELETE FROM parent WHERE id = 1"),
                of(CASCADE, "given walk", "UPDATE parent SET id = 90 WHERE id = 1")
                        .onServers(),
                of(CASCADE, "given walk", "UPDATE parent SET code = 90 WHERE id = 1"),
                of(CASCADE, "given walk", "UPDATE loose SET grp = 90 WHERE id = 1")
                        .on(Product.MARIADB),
                of(CASCADE, "given", "UPDATE parent SET n = 90 WHERE id = 1"),
                of(CASCADE, "given walk", "DELETE FROM tree WHERE id = 1"),
                of("with triggers", "given taint", "INSERT INTO fired VALUES (1, 1)")
                        .onServers(),
                of("with triggers", "walk taint", "UPDATE fired SET n = n + 1 LIMIT 1")
                        .onServers(),
                of("with triggers", "walk taint", "INSERT INTO fired SELECT id, n FROM bare")
                        .onServers());
    }

    private static WriteCase prepared(String row, String ends, String sql, Object... values) {
        return of(
                row,
                sql + " prepared, " + values.length + " "
                        + values[values.length - 1].getClass().getSimpleName(),
                ends,
                connection -> {
                    try (PreparedStatement statement = connection.prepareStatement(sql)) {
                        for (int i = 0; i < values.length; i++) {
                            statement.setObject(i + 1, values[i]);
                        }
                        statement.executeUpdate();
                    }
                });
    }
}

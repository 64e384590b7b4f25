package dev.shunt.it;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.CallableStatement;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.stream.Stream;

/** Every statement that writes which docs/writes.md lists: for each row of its tables at least one case. */
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
    private static final String THERE = "CREATE TABLE IF NOT EXISTS of a table that is there, without a query";
    private static final String UNREAD =
            "what Shunt cannot read (PREPARE and EXECUTE as text, executable comments /*! … */)";
    private static final String TEMPORARY = "a write to a temporary table";

    private WaysToWrite() {}

    static List<WriteCase> all() {
        return Stream.of(inserts(), upserts(), changes(), whole(), tainting(), WaysToRun.all())
                .flatMap(cases -> cases)
                .toList();
    }

    private static Stream<WriteCase> inserts() {
        return Stream.of(
                WriteCase.of(GIVEN, "given", "INSERT INTO bare VALUES (10, 1), (11, 2)"),
                WriteCase.of(GIVEN, "given", "INSERT INTO bare SET id = 10, n = 1")
                        .onServers(),
                WriteCase.of(GIVEN, "given", "INSERT LOW_PRIORITY INTO bare (n, id) VALUES (1, 10)")
                        .onServers(),
                WriteCase.of(
                        GIVEN, "given", "/* a comment */ INSERT /* another */ INTO bare (n, id) VALUES (1, 10) -- end"),
                WriteCase.of(GIVEN, "given", "INSERT INTO `bare` (`id`, `n`) VALUES (-7, 1)"),
                WriteCase.of(GIVEN, "given", "INSERT INTO pairs VALUES (3, 'x', 1)"),
                WriteCase.of(GIVEN, "given", "INSERT INTO bin VALUES (X'0a0b0c0d', 1)"),
                WriteCase.of(GIVEN, "given", "INSERT INTO word VALUES ('banana', 1)"),
                WriteCase.of(GIVEN, "given", "INSERT INTO item (id, code) VALUES (50, 'z')"),
                WriteCase.of(GIVEN, "given", "INSERT INTO computed (id, a) VALUES (9, 4)"),
                WriteCase.of(GIVEN, "given", "INSERT INTO tree VALUES (9, 3)"),
                prepared(GIVEN, "given", "INSERT INTO bin VALUES (?, ?)", new byte[] {1, 0, 0x27, 0x5c}, 7),
                WriteCase.of(GENERATED, "generated", "INSERT INTO item (code, grp) VALUES ('n', 9)"),
                WriteCase.of(GENERATED, "generated", "INSERT INTO numbered (n) VALUES (5), (6), (7)"),
                WriteCase.of(GENERATED, "generated", "INSERT INTO numbered VALUES (NULL, 5), (DEFAULT, 6)"),
                WriteCase.of(GENERATED, "generated", "INSERT INTO numbered VALUES (0, 5), (NULL, 6)")
                        .onServers(),
                WriteCase.of(GENERATED, "generated", "INSERT INTO numbered () VALUES ()")
                        .onServers(),
                prepared(GENERATED, "generated", "INSERT INTO item (code, n) VALUES (?, ?)", "p", 4),
                prepared(GENERATED, "generated", "INSERT INTO numbered (id, n) VALUES (?, ?)", null, 4),
                WriteCase.of(
                                GENERATED,
                                "id 0 where sql_mode keeps it",
                                "walk generated",
                                connection -> WriteCase.run(
                                        connection,
                                        "SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO'",
                                        "INSERT INTO numbered VALUES (0, 8)"))
                        .onServers(),
                WriteCase.of(
                                GENERATED,
                                "steps of auto_increment_increment that the driver was not told of",
                                "walk generated",
                                connection -> WriteCase.run(
                                        connection,
                                        "SET SESSION auto_increment_increment = 7",
                                        "INSERT INTO numbered (n) VALUES (8), (9), (10)"))
                        .onServers(),
                WriteCase.of(MIXED, "asked", "INSERT INTO item (id, code) VALUES (NULL, 'q'), (70, 'r'), (NULL, 's')"),
                WriteCase.of(MIXED, "asked", "INSERT INTO item (id, code) VALUES (60 + 1, 'q')"),
                WriteCase.of(MIXED, "walk", "INSERT INTO numbered (id, n) VALUES (NULL, 5), (70, 6), (NULL, 7)"),
                WriteCase.of(MIXED, "walk", "INSERT INTO bare VALUES (20 + 1, 6)"),
                WriteCase.of("INSERT … SELECT, MERGE", "walk", "INSERT INTO bare SELECT id + 100, n FROM numbered"),
                WriteCase.of("INSERT … SELECT, MERGE", "walk", "REPLACE INTO bare SELECT id, n + 100 FROM numbered")
                        .onServers(),
                WriteCase.of("INSERT … SELECT, MERGE", "walk", "INSERT INTO bare (SELECT id + 100, n FROM numbered)"),
                WriteCase.of(
                                "INSERT … SELECT, MERGE",
                                "walk",
                                "MERGE INTO bare (id, n) KEY (id) VALUES (1, 70), (80, 8)")
                        .on(WriteCase.Product.H2));
    }

    private static Stream<WriteCase> upserts() {
        String ignore = "INSERT IGNORE";
        String replace = "REPLACE";
        return Stream.of(
                WriteCase.of(ignore, "given", "INSERT IGNORE INTO bare VALUES (1, 9), (10, 9)"),
                WriteCase.of(ignore, "given", "INSERT IGNORE INTO word VALUES ('APPLE', 9), ('fig', 9)")
                        .onServers(),
                WriteCase.of(ignore, "asked", "INSERT IGNORE INTO item (code, n) VALUES ('a', 9), ('y', 9)"),
                WriteCase.of(
                        UPSERT,
                        "given",
                        "INSERT INTO bare VALUES (1, 9), (10, 9) ON DUPLICATE KEY UPDATE n = VALUES(n)"),
                WriteCase.of(UPSERT, "given", "INSERT INTO word VALUES ('APPLE', 9) ON DUPLICATE KEY UPDATE n = n + 1"),
                WriteCase.of(
                        UPSERT,
                        "asked",
                        "INSERT INTO item (code, n) VALUES ('a', 9), ('y', 9) ON DUPLICATE KEY UPDATE n = 9"),
                WriteCase.of(
                                UPSERT,
                                "asked",
                                "INSERT INTO item (id, code) VALUES (2, 'a') ON DUPLICATE KEY UPDATE n = 9")
                        .onServers(),
                WriteCase.of(
                        UPSERT, "walk", "INSERT INTO item (id, n) VALUES (1, 9) ON DUPLICATE KEY UPDATE code = 'zz'"),
                WriteCase.of(replace, "given", "REPLACE INTO bare VALUES (1, 9), (10, 9)"),
                WriteCase.of(replace, "given", "REPLACE INTO word VALUES ('APPLE', 9)")
                        .onServers(),
                WriteCase.of(replace, "walk", "REPLACE INTO item (id, code) VALUES (1, 'b')")
                        .onServers(),
                WriteCase.of(replace, "walk", "REPLACE INTO parent VALUES (9, 10, 1)")
                        .onServers());
    }

    private static Stream<WriteCase> changes() {
        return Stream.of(
                WriteCase.of(
                        BY_KEY, "given", "UPDATE bare SET n = 9 WHERE id = 1", "DELETE FROM bare WHERE id IN (2, 3)"),
                WriteCase.of(BY_KEY, "given", "UPDATE bare AS x SET x.n = 9 WHERE x.id = 1 AND x.n < 5"),
                WriteCase.of(BY_KEY, "given", "UPDATE pairs SET n = 9 WHERE a = 1 AND b = 'b'"),
                WriteCase.of(BY_KEY, "given", "DELETE FROM bin WHERE k = X'00ff2720'"),
                WriteCase.of(
                        BY_KEY,
                        "given",
                        "UPDATE word SET n = 9 WHERE k = 'APPLE'",
                        "DELETE FROM word WHERE k = 'PEAR'"),
                WriteCase.of(BY_KEY, "given", "UPDATE word SET n = 9 WHERE k = 'ECLAIR'")
                        .onServers(),
                prepared(BY_KEY, "given", "UPDATE bare SET n = ? WHERE id = ?", 9, 2),
                prepared(BY_KEY, "asked", "UPDATE bare SET n = ? WHERE id = ?", 9, "2"),
                WriteCase.of(BY_KEY, "asked", "UPDATE word SET n = 9 WHERE k = 'pear '")
                        .onServers(),
                WriteCase.of(BY_KEY, "asked", "SET sql_mode = ''", "UPDATE word SET n = 9 WHERE k = 0")
                        .onServers(),
                WriteCase.of(
                        BY_INDEX, "asked", "UPDATE item SET n = 9 WHERE grp = 1", "DELETE FROM item WHERE grp >= 3"),
                WriteCase.of(BY_INDEX, "asked", "UPDATE item SET note = 'y' WHERE code LIKE 'a%'"),
                WriteCase.of(BY_INDEX, "asked", "UPDATE item SET grp = 2 WHERE grp = 1"),
                WriteCase.of(BY_INDEX, "asked", "DELETE FROM pairs WHERE a = 1"),
                WriteCase.of(BY_INDEX, "asked", "UPDATE IGNORE item SET code = IF(id = 1, 'd', 'w') WHERE grp = 1")
                        .onServers(),
                prepared(BY_INDEX, "asked", "UPDATE item SET n = ? WHERE grp = ? AND n > ?", 9, 1, 0),
                WriteCase.of(NO_INDEX, "walk", "UPDATE item SET n = 9 WHERE n < 3", "DELETE FROM bare WHERE n = 3"),
                WriteCase.of(NO_INDEX, "walk", "UPDATE bare SET n = n + 1"),
                WriteCase.of(UNSTABLE, "walk", "UPDATE item SET n = 9 WHERE grp = 1 AND RAND() < 2"),
                WriteCase.of(UNSTABLE, "walk", "DELETE FROM item WHERE grp IN (SELECT n FROM bare)"),
                WriteCase.of(
                        UNSTABLE, "walk", "UPDATE item SET n = 9 WHERE grp = 1 AND CURRENT_TIMESTAMP > '2020-01-01'"),
                WriteCase.of(UNSTABLE, "walk", "SET @x = 1", "UPDATE item SET n = 9 WHERE grp = @x"),
                WriteCase.of(UNSTABLE, "a stream as parameter", "walk", connection -> {
                    try (PreparedStatement update =
                            connection.prepareStatement("UPDATE item SET n = 9 WHERE grp = 1 AND note = ?")) {
                        update.setCharacterStream(1, new StringReader("x"));
                        update.executeUpdate();
                    }
                }),
                WriteCase.of(LIMIT, "walk", "UPDATE item SET n = 9 WHERE grp = 1 LIMIT 1"),
                WriteCase.of(LIMIT, "walk", "DELETE FROM item WHERE grp = 1 ORDER BY id LIMIT 1")
                        .onServers(),
                WriteCase.of(LIMIT, "walk", "UPDATE item, bare SET item.n = 90, bare.n = 91 WHERE item.id = bare.id")
                        .onServers(),
                WriteCase.of(LIMIT, "walk", "UPDATE item i JOIN bare b ON i.id = b.id SET i.n = 90 WHERE b.n > 1")
                        .onServers(),
                WriteCase.of(
                                LIMIT,
                                "walk",
                                "DELETE item, bare FROM item JOIN bare ON item.id = bare.id WHERE bare.n = 1")
                        .onServers(),
                WriteCase.of(LIMIT, "walk", "DELETE FROM p USING parent p JOIN bare b ON p.id = b.id WHERE b.n = 1")
                        .onServers(),
                WriteCase.of(CHANGED_KEY, "given", "UPDATE bare SET id = 30 WHERE id = 3"),
                WriteCase.of(CHANGED_KEY, "given", "UPDATE pairs SET b = 'z' WHERE a = 1 AND b = 'b'"),
                WriteCase.of(CHANGED_KEY, "given", "UPDATE word SET k = 'APPLE' WHERE k = 'apple'")
                        .onServers(),
                WriteCase.of(CHANGED_KEY, "walk", "UPDATE bare SET id = id + 100"),
                WriteCase.of(CHANGED_KEY, "walk", "UPDATE item SET id = 77 WHERE code = 'a'"));
    }

    private static Stream<WriteCase> whole() {
        return Stream.of(
                WriteCase.of("TRUNCATE", "walk", "TRUNCATE TABLE item"),
                WriteCase.of("LOAD DATA", "LOCAL", "walk", connection -> {
                            Path rows = Files.createTempFile("load", ".txt");
                            try {
                                Files.writeString(rows, "80\t1\n81\t2\n");
                                WriteCase.run(
                                        connection, "LOAD DATA LOCAL INFILE '" + rows + "' INTO TABLE bare (id, n)");
                            } finally {
                                Files.delete(rows);
                            }
                        })
                        .onServers(),
                WriteCase.of("CALL, DO of a routine", "taint", "CALL work(9)").onServers(),
                WriteCase.of("CALL, DO of a routine", "taint", "CALL work_and_commit(9)")
                        .onServers(),
                WriteCase.of(FUNCTION, "taint", "SELECT writes(9)").onServers(),
                WriteCase.of(FUNCTION, "taint", "SELECT calls_writes(9)").onServers(),
                WriteCase.of(FUNCTION, "taint given", "INSERT INTO pairs VALUES (9, 'z', writes(9))")
                        .onServers(),
                WriteCase.of(FUNCTION, "given", "UPDATE pairs SET n = doubles(n) WHERE a = 1 AND b = 'a'")
                        .onServers(),
                prepared(FUNCTION, "taint", "DO writes(?)", 9).onServers(),
                WriteCase.of("CALL, DO of a routine", "prepareCall", "taint", connection -> {
                            try (CallableStatement call = connection.prepareCall("{call work(?)}")) {
                                call.setInt(1, 8);
                                call.execute();
                            }
                        })
                        .onServers());
    }

    private static Stream<WriteCase> tainting() {
        return Stream.of(
                WriteCase.of(DDL, "taint", "ALTER TABLE bare ADD COLUMN more INT")
                        .changingSchema(),
                WriteCase.of(DDL, "taint", "DROP TABLE lob").changingSchema(),
                WriteCase.of(DDL, "taint", "ALTER TABLE bare RENAME TO other").changingSchema(),
                WriteCase.of(DDL, "taint", "RENAME TABLE bare TO other")
                        .onServers()
                        .changingSchema(),
                WriteCase.of(DDL, "taint", "CREATE TABLE fresh (id INT PRIMARY KEY)")
                        .changingSchema(),
                WriteCase.of(DDL, "taint", "CREATE TABLE fresh AS SELECT id, n FROM bare")
                        .changingSchema(),
                WriteCase.of(DDL, "taint", "CREATE TABLE IF NOT EXISTS fresh (id INT PRIMARY KEY)")
                        .changingSchema(),
                WriteCase.of(DDL, "taint", "CREATE TABLE IF NOT EXISTS Bare (id INT PRIMARY KEY)")
                        .onServers()
                        .changingSchema(),
                WriteCase.of(
                        THERE,
                        "given",
                        "CREATE TABLE IF NOT EXISTS bare (id INT PRIMARY KEY)",
                        "UPDATE bare SET n = 9 WHERE id = 1"),
                WriteCase.of(
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
                WriteCase.of(
                                "XA statements",
                                "taint given",
                                "XA START 'x'",
                                "UPDATE bare SET n = 9 WHERE id = 1",
                                "XA END 'x'",
                                "XA PREPARE 'x'",
                                "XA COMMIT 'x'")
                        .onServers()
                        .inTransaction(""),
                WriteCase.of(UNREAD, "taint", "INSERT /*!50000 IGNORE */ INTO item (code, n) VALUES ('y', 9)")
                        .onServers(),
                WriteCase.of(UNREAD, "taint", "PREPARE s FROM 'UPDATE bare SET n = 9'", "EXECUTE s")
                        .onServers(),
                WriteCase.of(UNREAD, "taint", "EXECUTE IMMEDIATE 'UPDATE bare SET n = 9'")
                        .on(WriteCase.Product.MARIADB, WriteCase.Product.H2),
                WriteCase.of(
                                UNREAD,
                                "taint",
                                "WITH x AS (SELECT 1 AS id) UPDATE bare, x SET n = 9 WHERE bare.id = x.id")
                        .on(WriteCase.Product.MYSQL),
                WriteCase.of("a write through a view", "walk taint", "UPDATE seen SET n = 9 WHERE id = 1")
                        .onServers(),
                WriteCase.of(
                                TEMPORARY,
                                "nothing",
                                "CREATE TEMPORARY TABLE mine (id INT PRIMARY KEY, n INT)",
                                "INSERT INTO mine VALUES (1, 1)",
                                "UPDATE mine SET n = 2",
                                "DROP TEMPORARY TABLE mine")
                        .onServers());
    }

    static WriteCase prepared(String row, String ends, String sql, Object... values) {
        return WriteCase.of(
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

package dev.shunt.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What texts that run at rest do to the transaction. */
class TextEffectTest {
    @Test
    void aLongLiteralWithSemicolonsIsNoMoreThanALiteral() {
        assertEquals(TextEffect.NONE, TextEffect.of("INSERT INTO t VALUES ('" + "a &amp; b ".repeat(100_000) + "')"));
        assertEquals(TextEffect.NONE, TextEffect.of("INSERT INTO t VALUES (\"" + "it\\'s; ".repeat(100_000) + "\")"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BEGIN",
                "begin work;",
                " \n START TRANSACTION READ ONLY",
                "/* app */ begin",
                "-- why\nstart transaction",
                "COMMIT AND CHAIN",
                "rollback work and chain"
            })
    void begins(String sql) {
        assertEquals(TextEffect.BEGINS, TextEffect.of(sql));
    }

    @ParameterizedTest
    @ValueSource(strings = {"COMMIT", "commit;", "ROLLBACK WORK", "COMMIT AND NO CHAIN", "/* x */ rollback"})
    void ends(String sql) {
        assertEquals(TextEffect.ENDS, TextEffect.of(sql));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CALL p()",
                "{call p(?)}",
                "{? = call f(?)}",
                "EXECUTE s",
                "XA START 'x'",
                "XA END 'x'",
                "SET x = 1, autocommit = 0",
                "INSERT INTO t VALUES (1); BEGIN",
                "SELECT 1; call p()",
                "UPDATE t SET a = 'x;y'; start transaction; UPDATE t SET a = 2",
                "/*! BEGIN */",
                "BEGIN NOT ATOMIC COMMIT; END",
                "",
                "frobnicate"
            })
    void mayLeaveATransactionOpen(String sql) {
        assertEquals(TextEffect.PERHAPS, TextEffect.of(sql));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1",
                "select 1;",
                "(SELECT 1) UNION (SELECT 2)",
                "INSERT INTO t VALUES ('; begin')",
                "INSERT INTO t VALUES ('it''s; call me'); SELECT 1",
                "UPDATE t SET begin = 1",
                "DELETE FROM t",
                "WITH x AS (SELECT 1) SELECT * FROM x",
                "SET NAMES utf8mb4",
                "SHOW VARIABLES",
                "START REPLICA",
                "ROLLBACK TO SAVEPOINT a",
                "rollback work to a",
                "SAVEPOINT a",
                "REPLACE INTO t VALUES (1)",
                "CREATE TABLE t(begin INT)",
                "DO RELEASE_LOCK('x')"
            })
    void nothing(String sql) {
        assertEquals(TextEffect.NONE, TextEffect.of(sql));
    }

    @Test
    void autoCommit() {
        assertEquals(TextEffect.AUTO_COMMIT_OFF, TextEffect.of("SET autocommit = 0"));
        assertEquals(TextEffect.AUTO_COMMIT_OFF, TextEffect.of("set @@session.autocommit := 'off';"));
        assertEquals(TextEffect.AUTO_COMMIT_ON, TextEffect.of("SET AUTOCOMMIT=1"));
        assertEquals(TextEffect.NONE, TextEffect.of(null));
    }
}

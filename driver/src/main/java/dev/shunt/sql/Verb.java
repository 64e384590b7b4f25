package dev.shunt.sql;

/** What the first word of a statement asks for. */
public enum Verb {
    SELECT,
    /** INSERT, UPDATE, DELETE, REPLACE, MERGE, LOAD DATA, TRUNCATE, CALL, DDL, and what may write. */
    WRITE,
    /** BEGIN, START TRANSACTION: commits what was open, then opens. */
    BEGIN,
    COMMIT,
    /** ROLLBACK of the whole transaction. */
    ROLLBACK,
    /** SAVEPOINT, RELEASE, ROLLBACK TO. */
    SAVEPOINT,
    /** SET, USE: changes the session. */
    SET,
    /** LOCK and UNLOCK TABLES and the like: commits what was open. */
    LOCK,
    /**
     * CREATE and DROP TEMPORARY TABLE: changes the session. Its tables are the session's own from here on, and hide
     * those of the same name.
     */
    TEMPORARY,
    /** SHOW, DESCRIBE, EXPLAIN, HELP, VALUES, TABLE: reads, but no SELECT. */
    SHOW,
    /** Anything that neither reads nor writes rows: PREPARE, KILL, FLUSH, … */
    OTHER
}

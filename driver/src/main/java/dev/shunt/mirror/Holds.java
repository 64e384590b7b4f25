package dev.shunt.mirror;

/** What the application's session may hold beyond a transaction that Shunt knows of. */
public enum Holds {
    /** Nothing: a transaction of Shunt's own ends none, and a sync waits for none. */
    NOTHING,
    /** A transaction that a procedure, or what is not understood, may have left open; a certain end closes it. */
    PERHAPS,
    /** Tables, by LOCK TABLES: a transaction would release them, and a sync would wait for them. */
    TABLES
}

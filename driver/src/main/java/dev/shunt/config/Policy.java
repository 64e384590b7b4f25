package dev.shunt.config;

/** What becomes of a table that was written in a way that hides which rows. */
public enum Policy {
    /** The table is marked: only a verification tells that it is equal again. */
    TAINT,
    /** Nothing is recorded: the operator answers for the table. */
    IGNORE;

    @Override
    public String toString() {
        return Kinds.text(this);
    }
}

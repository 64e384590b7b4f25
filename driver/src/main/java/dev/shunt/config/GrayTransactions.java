package dev.shunt.config;

/** In which transactions a read may be gray. Reads in auto-commit always may. */
public enum GrayTransactions {
    /** Those that the application set to read-only. */
    READ_ONLY,
    /** Also those that may write, as long as they have not. */
    ALL;

    @Override
    public String toString() {
        return Kinds.text(this);
    }
}

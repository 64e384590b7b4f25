package dev.shunt.config;

/** How much of the differing values the diff log shows. */
public enum DiffValues {
    FULL,
    /** {@code ***} for every value. */
    MASKED,
    /** A hash: equal values can be told, not read. */
    HASHED,
    NONE;

    @Override
    public String toString() {
        return Kinds.text(this);
    }
}

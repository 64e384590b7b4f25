package dev.shunt.config;

import java.util.Locale;

/** One of the two databases of a migration. Fixed for its whole length; which of them is primary is not. */
public enum Side {
    /** The database being left. */
    SOURCE,
    /** The database being moved to. */
    TARGET;

    /** Returns the other side. */
    public Side other() {
        return this == SOURCE ? TARGET : SOURCE;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

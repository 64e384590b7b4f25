package dev.shunt.config;

import java.util.Locale;

/** How committed writes reach the secondary. */
public enum Mirror {
    OFF,
    /** Soon after the commit. */
    ASYNC,
    /** Before the commit returns, within a bound. */
    SYNC,
    /** Something else does it. */
    EXTERNAL;

    /** Whether Shunt itself brings them. */
    public boolean ours() {
        return this == ASYNC || this == SYNC;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

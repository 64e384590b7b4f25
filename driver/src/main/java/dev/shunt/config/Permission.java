package dev.shunt.config;

/** Whether something that weakens a promise may be done all the same. */
public enum Permission {
    DENY,
    ALLOW;

    @Override
    public String toString() {
        return Kinds.text(this);
    }
}

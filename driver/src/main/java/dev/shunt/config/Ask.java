package dev.shunt.config;

/** Which predicates of an UPDATE or DELETE are turned into keys by asking the primary for them. */
public enum Ask {
    /** Those that an index serves; asking by others waits where the statement itself would not. */
    INDEXED,
    ALWAYS;

    @Override
    public String toString() {
        return Kinds.text(this);
    }
}

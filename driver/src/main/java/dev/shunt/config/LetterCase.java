package dev.shunt.config;

/** Whether texts that differ in the case of their letters are compared as different. */
public enum LetterCase {
    /** They are. */
    EXACT,
    /** Not where both sides say that the column's collation does not tell the case. */
    COLLATION,
    /** They are not. */
    IGNORE;

    @Override
    public String toString() {
        return Kinds.text(this);
    }
}

package dev.shunt.shadow;

/** What came of an answer. */
enum Verdict {
    EQUAL,
    SETTLED,
    DIFF,
    NOISE,
    /** To be looked at again. */
    UNSETTLED,
    INCOMPARABLE,
    ERROR,
    DROPPED
}

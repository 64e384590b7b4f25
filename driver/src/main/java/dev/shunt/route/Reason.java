package dev.shunt.route;

/** Why a read ran where it ran. The text is what {@code status} shows. */
public enum Reason {
    /** The draw fell on the target. */
    GRAY("gray"),
    /** The draw fell on the source. */
    NOT_DRAWN("not drawn"),
    /** The knob is at 0. */
    OFF("gray is 0"),
    LOCKING("locking read"),
    IN_TRANSACTION("in a transaction"),
    SESSION("depends on the session"),
    NOT_UNDERSTOOD("not understood"),
    OUT_OF_SCOPE("table out of scope"),
    UNKNOWN_TABLE("a view, or a table not known"),
    TAINTED("table tainted"),
    UNVERIFIED("table never verified since mirroring began"),
    PENDING("writes still pending"),
    ASYNC("mirror is async and gray.async is deny"),
    EXTERNAL("mirror is external and gray.async is deny"),
    /** Nothing keeps the other side equal. */
    NOT_MIRRORED("mirror is off"),
    /** Gray reads have failed too often, or were too slow. */
    BUDGET("gray budget exceeded"),
    BREAKER("breaker open"),
    POOL("target pool exhausted"),
    /** Something in the statement (a stream, an updatable result) cannot be repeated on another connection. */
    NOT_REPEATABLE("cannot be repeated"),
    /** A read-only transaction stays on the side of its first read. */
    PINNED("transaction began here");

    private final String text;

    Reason(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}

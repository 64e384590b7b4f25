package dev.shunt.config;

/** A value that an option refuses. The reason says what is wrong or allowed, and never repeats the value. */
final class BadValue extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    BadValue(String reason) {
        super(reason);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}

package dev.shunt.config;

/**
 * A kind of value: how its text is read.
 *
 * @param allowed what the text may be, in words
 * @param empty whether the empty text is a value
 */
record Kind<T>(String allowed, boolean empty, Parser<T> parser) {
    interface Parser<T> {
        T parse(String text) throws BadValue;
    }

    T parse(String text) throws BadValue {
        return parser.parse(text);
    }

    BadValue refused() {
        return refused(allowed);
    }

    static BadValue refused(String allowed) {
        return new BadValue("allowed: " + allowed);
    }
}

package dev.shunt.shadow;

import dev.shunt.sql.Read;
import java.util.Optional;

/** Why an answer is not compared. */
public enum Skip {
    /** It cannot be asked again: a parameter was a stream, which is gone, or the result is one to be updated. */
    NOT_REPEATABLE,
    /** It is meant to differ from itself. */
    UNSTABLE,
    /** The application read no row. */
    UNREAD;

    static Optional<Skip> of(Answer answer) {
        Read read = answer.analysis().read();
        if (read != null && read.unstable()) {
            return Optional.of(UNSTABLE);
        }
        boolean unread = answer.rows().rows().isEmpty() && !answer.rows().whole();
        return unread ? Optional.of(UNREAD) : Optional.empty();
    }
}

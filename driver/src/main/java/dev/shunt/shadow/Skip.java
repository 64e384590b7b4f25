package dev.shunt.shadow;

import dev.shunt.replay.Bindings;
import dev.shunt.sql.Read;
import java.util.Optional;

/** Why an answer is not compared. */
public enum Skip {
    /** Not a SELECT, or one that writes as well. */
    NOT_A_READ,
    /** It would lock rows on the other side. */
    LOCKING,
    /** It depends on the state of its session. */
    SESSION,
    /** It is meant to differ from itself. */
    UNSTABLE,
    /** A parameter was a stream, which is gone. */
    STREAM,
    /** The application read no row. */
    UNREAD;

    static Optional<Skip> of(Answer answer) {
        Read read = answer.analysis().read();
        if (read == null || answer.analysis().write() != null) {
            return Optional.of(NOT_A_READ);
        }
        if (read.locking()) {
            return Optional.of(LOCKING);
        }
        if (read.sessionBound()) {
            return Optional.of(SESSION);
        }
        if (read.unstable()) {
            return Optional.of(UNSTABLE);
        }
        Bindings bindings = answer.bindings();
        if (bindings != null && !bindings.replayable()) {
            return Optional.of(STREAM);
        }
        boolean unread = answer.rows().rows().isEmpty() && !answer.rows().whole();
        return unread ? Optional.of(UNREAD) : Optional.empty();
    }
}

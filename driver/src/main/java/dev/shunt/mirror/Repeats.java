package dev.shunt.mirror;

import dev.shunt.replay.Bindings;
import dev.shunt.schema.Dialect;
import dev.shunt.schema.Failure;
import dev.shunt.sql.Write;
import java.io.InputStream;
import java.io.Reader;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * Takes back, inside the application's transaction, a statement that has written other rows than were asked for, so that
 * it can be asked for and run again. The locks of the question outlive that, so only a row that comes anew can spoil the
 * next try. Not thread-safe, like the connection.
 */
final class Repeats {
    /** Tries of one statement, after which its table is walked. */
    static final int ATTEMPTS = 8;

    private static final String SAVEPOINT = "shunt_before_question";

    private final Connection primary;
    private final Dialect dialect;

    /** Whether rows may come in between; null where the session has to be asked. */
    private @Nullable Boolean phantoms;

    private boolean isolationByText;

    Repeats(Connection primary, Dialect dialect) {
        this.primary = primary;
        this.dialect = dialect;
    }

    /** Takes back what was run since the question. */
    @FunctionalInterface
    interface Undo {
        /** Returns false where it was not possible: then nothing was taken back. */
        boolean undone() throws SQLException;
    }

    /** Returns true if the statement can be run twice: as often as it is undone, it has no other effect. */
    static boolean possible(Execution<?> execution, Writing writing) {
        if (execution.batch() || execution.items().size() != 1 || !writing.repeatable()) {
            return false;
        }
        Execution.Item item = execution.items().get(0);
        Write write = item.analysis().write();
        boolean repeatable = (write instanceof Write.Update update && update.repeatable())
                || (write instanceof Write.Delete delete && delete.repeatable());
        return repeatable && keepsParameters(item);
    }

    /** A stream is read only once. */
    private static boolean keepsParameters(Execution.Item item) {
        Bindings bindings = item.bindings();
        return bindings == null
                ? item.analysis().sql().indexOf('?') < 0
                : bindings.replayable() && bindings.values().stream().noneMatch(Repeats::readOnce);
    }

    private static boolean readOnce(@Nullable Object value) {
        return value instanceof InputStream
                || value instanceof Reader
                || value instanceof Blob
                || value instanceof Clob;
    }

    void isolationChanged(boolean byText) {
        isolationByText |= byText;
        phantoms = null;
    }

    /** Marks the place to come back to, where rows may come in between at all. Returns false if there is none. */
    boolean mark() {
        try {
            if (!phantoms()) {
                return false;
            }
            send(dialect.savepoint(SAVEPOINT));
            return true;
        } catch (SQLException | RuntimeException e) {
            return false; // the application's own statement meets what is wrong
        }
    }

    private boolean phantoms() throws SQLException {
        Boolean known = phantoms;
        if (known == null) {
            known = isolationByText || dialect.phantoms(primary.getTransactionIsolation());
            phantoms = known;
        }
        return known;
    }

    /**
     * Goes back to the mark.
     *
     * @throws SQLException if the connection is lost, and the transaction with it
     */
    boolean undone() throws SQLException {
        try {
            send(dialect.rollbackTo(SAVEPOINT));
            return true;
        } catch (SQLException e) {
            if (Failure.of(e) == Failure.CONNECTION_LOST) {
                throw e;
            }
            return false; // no transaction was open after all
        }
    }

    private void send(String sql) throws SQLException {
        try (Statement statement = primary.createStatement()) {
            statement.execute(sql);
        }
    }
}

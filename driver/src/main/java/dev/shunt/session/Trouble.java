package dev.shunt.session;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

/** Says what went wrong on a connection of Shunt's own: in one line, without passwords, as the driver said it. */
public final class Trouble {
    private Trouble() {}

    /** Returns the class and message of {@code error}; of its cause where the pool only says that it has no connection. */
    public static String text(Throwable error) {
        Throwable told = error;
        while (told instanceof SQLTransientConnectionException && told.getCause() instanceof SQLException cause) {
            told = cause;
        }
        String message = String.valueOf(told.getMessage()).replaceAll("\\s+", " ");
        return Urls.masked(told.getClass().getSimpleName() + ": " + message);
    }
}

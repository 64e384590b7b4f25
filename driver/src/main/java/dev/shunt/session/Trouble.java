package dev.shunt.session;

import dev.shunt.config.Secrets;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.regex.Pattern;

/** Says what went wrong on a connection of Shunt's own: in one line, without passwords or row values, as the driver said it. */
public final class Trouble {
    /** Texts in quotes, what H2 puts behind VALUES, and the statement it adds. */
    private static final Pattern VALUES = Pattern.compile("'[^']*'|VALUES \\(.*?\\)|; SQL statement:.*$");

    private Trouble() {}

    /** Errors of data and of constraints name the value that they refuse. */
    private static boolean quotesValues(SQLException error) {
        String state = String.valueOf(error.getSQLState());
        return state.startsWith("22") || state.startsWith("23");
    }

    /** Returns the class and message of {@code error}; of its cause where the pool only says that it has no connection. */
    public static String text(Throwable error) {
        Throwable told = error;
        while (told instanceof SQLTransientConnectionException && told.getCause() instanceof SQLException cause) {
            told = cause;
        }
        String message = String.valueOf(told.getMessage()).replaceAll("\\s+", " ");
        if (told instanceof SQLException sql && quotesValues(sql)) {
            message = VALUES.matcher(message).replaceAll("…");
        }
        return Secrets.masked(told.getClass().getSimpleName() + ": " + message);
    }
}

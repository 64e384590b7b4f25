package dev.shunt.session;

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

    /** Returns {@code text} with what may be a password taken out. */
    public static String masked(String text) {
        return Urls.masked(text);
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
        return Urls.masked(told.getClass().getSimpleName() + ": " + message);
    }
}

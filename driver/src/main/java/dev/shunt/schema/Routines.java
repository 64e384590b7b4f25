package dev.shunt.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The stored functions of a schema that may write, so that a SELECT of one is a write. Immutable, thread-safe. What a
 * function says of itself ({@code READS SQL DATA}) is believed only where its text cannot be read: no server enforces it.
 * Functions of H2 are Java, and taken to write nothing.
 */
public final class Routines {
    /** Nothing that writes. */
    public static final Routines NONE = new Routines(Set.of());

    private static final String FUNCTIONS =
            "SELECT ROUTINE_NAME, ROUTINE_DEFINITION, SQL_DATA_ACCESS FROM INFORMATION_SCHEMA.ROUTINES"
                    + " WHERE ROUTINE_SCHEMA = SCHEMA() AND ROUTINE_TYPE = 'FUNCTION'";

    private static final Pattern WRITES = Pattern.compile(
            "(?i)\\b(insert|update|delete|replace(?!\\s*\\()|truncate(?!\\s*\\()|load|call|execute|nextval|setval)\\b");

    private final @Nullable Pattern writing;

    private Routines(Set<String> names) {
        this.writing = names.isEmpty() ? null : calls(names);
    }

    /** Reads those of the schema that {@code connection} is in. */
    public static Routines read(Connection connection) throws SQLException {
        if (Dialect.of(connection) == Dialect.H2) {
            return NONE;
        }
        Map<String, String> texts = new HashMap<>();
        Set<String> writing = new HashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet functions = statement.executeQuery(FUNCTIONS)) {
            while (functions.next()) {
                String text = functions.getString(2);
                String access = String.valueOf(functions.getString(3));
                boolean trusted = access.equals("NO SQL") || access.equals("READS SQL DATA");
                texts.put(functions.getString(1), text == null ? "" : text);
                if (text == null ? !trusted : WRITES.matcher(text).find()) {
                    writing.add(functions.getString(1));
                }
            }
        }
        boolean more = true;
        while (more) {
            more = addCallers(texts, writing);
        }
        return new Routines(writing);
    }

    private static boolean addCallers(Map<String, String> texts, Set<String> writing) {
        Pattern calls = calls(writing);
        return !writing.isEmpty()
                && writing.addAll(texts.entrySet().stream()
                        .filter(function -> calls.matcher(function.getValue()).find())
                        .map(Map.Entry::getKey)
                        .toList());
    }

    private static Pattern calls(Set<String> names) {
        return Pattern.compile(names.stream()
                .map(Pattern::quote)
                .collect(Collectors.joining("|", "(?i)(?<![\\w$])(?:", ")`?\\s*\\(")));
    }

    /** Returns true if {@code sql} seems to call one; a name in a literal or a comment counts too. */
    public boolean writes(String sql) {
        return writing != null && writing.matcher(sql).find();
    }
}

package dev.shunt.admin.preflight;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What MySQL or MariaDB say that the login may do, roles in use included. Immutable. */
final class Grants {
    private static final Pattern GRANT =
            Pattern.compile("GRANT (.*?) ON (?:TABLE )?(\\*|`.+?`)\\.(\\*|`.+?`) TO .*", Pattern.DOTALL);

    private record Grant(String rights, Pattern schema, String table) {}

    private final List<Grant> grants = new ArrayList<>();

    static Grants of(Database database) throws SQLException {
        Grants grants = new Grants();
        for (Row row : database.asked("SHOW GRANTS")) {
            Matcher grant = GRANT.matcher(row.text(0));
            if (grant.matches()) {
                grants.grants.add(new Grant(grant.group(1), like(unquoted(grant.group(2))), unquoted(grant.group(3))));
            }
        }
        return grants;
    }

    private static String unquoted(String name) {
        return name.startsWith("`") ? name.substring(1, name.length() - 1) : name;
    }

    /** In a grant {@code _} and {@code %} stand for others, unless behind a backslash. */
    private static Pattern like(String schema) {
        if (schema.equals("*")) {
            return Pattern.compile(".*");
        }
        StringBuilder pattern = new StringBuilder();
        for (int i = 0; i < schema.length(); i++) {
            char c = schema.charAt(i);
            if (c == '\\' && i + 1 < schema.length()) {
                pattern.append(Pattern.quote(String.valueOf(schema.charAt(++i))));
            } else {
                pattern.append(c == '_' ? "." : c == '%' ? ".*" : Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(pattern.toString());
    }

    /** Returns true if the login has that right on the table. */
    boolean allow(String right, String schema, String table) {
        return grants.stream()
                .anyMatch(grant -> grant.schema.matcher(schema).matches()
                        && (grant.table.equals("*") || grant.table.equalsIgnoreCase(table))
                        && (grant.rights.startsWith("ALL PRIVILEGES")
                                || List.of(grant.rights.split(", ")).contains(right)));
    }
}

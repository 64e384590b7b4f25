package dev.shunt.admin.schema;

import dev.shunt.schema.Dialect;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What H2 writes as SCRIPT, for which it takes an administrator; names without their schema. */
final class H2Definitions implements Definitions {
    private static final Pattern COLUMN = Pattern.compile("    \"((?:[^\"]|\"\")+)\" .*", Pattern.DOTALL);
    private static final Pattern FOREIGN_KEY = Pattern.compile(
            "(.* ADD (?:CONSTRAINT \"((?:[^\"]|\"\")+)\" )?FOREIGN KEY\\(.*?\\) REFERENCES"
                    + " (\"(?:[^\"]|\"\")+\"\\.)?\"((?:[^\"]|\"\")+)\".*?)(?: NOCHECK)?",
            Pattern.DOTALL);

    /** H2 gives such names itself; they may be taken on the other side. */
    private static final Pattern NAMELESS = Pattern.compile("ADD CONSTRAINT \"CONSTRAINT_[0-9A-F_]+\" ");

    private final Connection connection;

    H2Definitions(Connection connection) {
        this.connection = connection;
    }

    @Override
    public Definition of(String table) throws SQLException {
        String quoted = Dialect.H2.quote(table);
        List<String> statements = new ArrayList<>();
        List<Definition.ForeignKey> foreignKeys = new ArrayList<>();
        Map<String, String> columns = new LinkedHashMap<>();
        for (String statement : script(quoted)) {
            Matcher foreignKey = FOREIGN_KEY.matcher(statement);
            if (statement.startsWith("CREATE ") && statement.contains(" TABLE " + quoted + "(")) {
                columns.putAll(columns(statement));
                statements.add(statement);
            } else if (foreignKey.matches()) {
                foreignKeys.add(new Definition.ForeignKey(
                        String.valueOf(foreignKey.group(2)),
                        foreignKey.group(3) == null ? foreignKey.group(4).replace("\"\"", "\"") : null,
                        foreignKey.group(1)));
            } else if (statement.startsWith("ALTER TABLE " + quoted + " ADD ")
                    || statement.matches(
                            "(?s)CREATE (UNIQUE )?(NULLS \\w+ )?INDEX .* ON " + Pattern.quote(quoted) + "\\(.*")) {
                statements.add(statement);
            }
        }
        return new Definition(table, List.copyOf(statements), List.copyOf(foreignKeys), columns);
    }

    private List<String> script(String quoted) throws SQLException {
        List<String> statements = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            String schema;
            try (ResultSet row = statement.executeQuery("SELECT SCHEMA()")) {
                row.next();
                schema = Dialect.H2.quote(row.getString(1)) + ".";
            }
            try (ResultSet rows = statement.executeQuery("SCRIPT NODATA NOPASSWORDS NOSETTINGS TABLE " + quoted)) {
                while (rows.next()) {
                    String text = rows.getString(1).replace(schema, "").strip();
                    String open = text.endsWith(";") ? text.substring(0, text.length() - 1) : text;
                    statements.add(NAMELESS.matcher(open).replaceFirst("ADD "));
                }
            }
        }
        return statements;
    }

    private static Map<String, String> columns(String create) {
        Map<String, String> columns = new LinkedHashMap<>();
        for (String line : create.substring(create.indexOf('\n') + 1, create.lastIndexOf('\n'))
                .split(",\n", -1)) {
            Matcher column = COLUMN.matcher(line);
            if (column.matches()) {
                columns.put(column.group(1).replace("\"\"", "\"").toLowerCase(Locale.ROOT), line.strip());
            }
        }
        return columns;
    }
}

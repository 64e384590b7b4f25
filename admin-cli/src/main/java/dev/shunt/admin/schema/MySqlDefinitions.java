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

/** What MySQL and MariaDB answer to SHOW CREATE TABLE: a line for each column, key and constraint. */
final class MySqlDefinitions implements Definitions {
    private static final Pattern COLUMN = Pattern.compile("  `((?:[^`]|``)+)` .*", Pattern.DOTALL);
    private static final Pattern FOREIGN_KEY = Pattern.compile(
            "  CONSTRAINT `((?:[^`]|``)+)` FOREIGN KEY \\(.*?\\) REFERENCES (`(?:[^`]|``)+`\\.)?`((?:[^`]|``)+)` .*");

    private final Connection connection;

    MySqlDefinitions(Connection connection) {
        this.connection = connection;
    }

    @Override
    public Definition of(String table) throws SQLException {
        String quoted = Dialect.MYSQL.quote(table);
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW CREATE TABLE " + quoted)) {
            row.next();
            return parse(table, quoted, row.getString(2));
        }
    }

    private static Definition parse(String table, String quoted, String text) {
        int end = text.indexOf("\n)");
        List<String> kept = new ArrayList<>();
        List<Definition.ForeignKey> foreignKeys = new ArrayList<>();
        Map<String, String> columns = new LinkedHashMap<>();
        for (String line : text.substring(text.indexOf('\n') + 1, end).split(",\n", -1)) {
            Matcher foreignKey = FOREIGN_KEY.matcher(line);
            if (foreignKey.matches()) {
                foreignKeys.add(new Definition.ForeignKey(
                        foreignKey.group(1),
                        foreignKey.group(2) == null ? foreignKey.group(3).replace("``", "`") : null,
                        "ALTER TABLE " + quoted + " ADD " + line.strip()));
                continue;
            }
            kept.add(line);
            Matcher column = COLUMN.matcher(line);
            if (column.matches()) {
                columns.put(column.group(1).replace("``", "`").toLowerCase(Locale.ROOT), line.strip());
            }
        }
        String create = "CREATE TABLE " + quoted + " (\n" + String.join(",\n", kept) + text.substring(end);
        return new Definition(table, List.of(create), List.copyOf(foreignKeys), columns);
    }
}

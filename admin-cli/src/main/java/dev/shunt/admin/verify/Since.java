package dev.shunt.admin.verify;

import dev.shunt.admin.tables.BothSides;
import dev.shunt.schema.Column;
import dev.shunt.schema.Dialect;
import dev.shunt.schema.Family;
import dev.shunt.schema.Shape;
import dev.shunt.schema.Table;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Only rows of which a time column says that they are recent; by the primary's clock, in UTC. */
record Since(Duration age, @Nullable String column) {
    private static final List<String> USUAL =
            List.of("update_time", "updated_at", "updated", "modified_at", "modified", "last_modified");

    /** They do not tell which day it is. */
    private static final Set<String> NO_DATES = Set.of("TIME", "TIME WITH TIME ZONE", "YEAR");

    /** Returns the times of a table; null where it has no such column, or no index on it. */
    @Nullable
    Slices slices(BothSides sides, String name) throws SQLException, Shape.Mismatch {
        Table table = sides.check().shape(name).primary();
        Column found = column(table);
        if (found == null) {
            return null;
        }
        try (Connection connection = sides.primary().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT LOCALTIMESTAMP")) {
            row.next();
            LocalDateTime from = row.getObject(1, LocalDateTime.class).minus(age);
            String first = found.typeName().equals("DATE")
                    ? from.toLocalDate().toString()
                    : Timestamp.valueOf(from).toString();
            return new Slices(sides.primary(), Dialect.of(connection), table.name(), found, first);
        }
    }

    private @Nullable Column column(Table table) {
        for (String name : column == null ? USUAL : List.of(column)) {
            Column found = table.column(name);
            if (found != null
                    && found.family() == Family.TEMPORAL
                    && !NO_DATES.contains(found.typeName())
                    && table.indexed(name)) {
                return found;
            }
        }
        return null;
    }
}

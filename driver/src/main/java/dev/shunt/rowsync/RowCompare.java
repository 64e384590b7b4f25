package dev.shunt.rowsync;

import dev.shunt.schema.Catalog;
import dev.shunt.schema.Column;
import dev.shunt.schema.Key;
import dev.shunt.schema.Shape;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Looks at rows of both sides, value by value, as a {@link RowSync} would. Writes and locks nothing. Thread-safe. */
public final class RowCompare {
    /** Rows that are read at once, if they are not long. */
    public static final int MOST = RowSync.CHUNK;

    private final DataSource primary;
    private final Catalog primaryTables;
    private final DataSource secondary;
    private final Catalog secondaryTables;

    /** Both data sources must give connections as {@link RowSync} needs them. */
    public RowCompare(DataSource primary, Catalog primaryTables, DataSource secondary, Catalog secondaryTables) {
        this.primary = primary;
        this.primaryTables = primaryTables;
        this.secondary = secondary;
        this.secondaryTables = secondaryTables;
    }

    /**
     * What a look came to.
     *
     * @param different rows that differ, and of which the primary said the same before and after the secondary was read
     * @param moving keys of rows that differ, and that changed on the primary during the look
     * @param rows how many rows there are, on either side
     */
    public record Look(List<RowDifference> different, Set<Key> moving, int rows) {}

    /** Takes keys apart so that the rows of each part may be in memory at once: at most {@link #MOST}, fewer where they are long. */
    public List<List<Key>> parts(String table, Collection<Key> keys) throws SQLException, RowSyncException {
        try (Connection to = secondary.getConnection();
                Connection from = primary.getConnection()) {
            Shape shape = shape(table, from, to);
            Lengths lengths = new Lengths(shape, SideTable.primary(from, shape), SideTable.secondary(to, shape));
            List<List<Key>> parts = new ArrayList<>();
            List<Key> all = List.copyOf(keys);
            for (int at = 0; at < all.size(); at += MOST) {
                parts.addAll(lengths.parts(all.subList(at, Math.min(at + MOST, all.size()))));
            }
            return parts;
        }
    }

    /**
     * Compares the rows of one of the {@link #parts}: the primary, then the secondary, then the primary again.
     *
     * @throws RowSyncException if the tables do not fit together
     */
    public Look compare(String table, Collection<Key> keys) throws SQLException, RowSyncException {
        try (Connection to = secondary.getConnection();
                Connection from = primary.getConnection()) {
            Shape shape = shape(table, from, to);
            SideTable there = SideTable.primary(from, shape);
            SideTable here = SideTable.secondary(to, shape);
            Map<Key, Row> before = there.read(keys, "");
            Map<Key, Row> held = here.read(keys, "");
            Map<Key, Row> after = there.read(keys, "");
            List<String> columns = shape.to().stream().map(Column::name).toList();
            Set<Key> all = new LinkedHashSet<>(before.keySet());
            all.addAll(held.keySet());
            all.addAll(after.keySet());
            List<RowDifference> different = new ArrayList<>();
            Set<Key> moving = new LinkedHashSet<>();
            for (Key key : all) {
                Row row = held.get(key);
                if (!same(before.get(key), row) && !same(after.get(key), row)) {
                    if (same(before.get(key), after.get(key))) {
                        different.add(new RowDifference(key, columns, values(after.get(key)), values(row)));
                    } else {
                        moving.add(key);
                    }
                }
            }
            return new Look(different, moving, all.size());
        }
    }

    private Shape shape(String table, Connection from, Connection to) throws SQLException, RowSyncException {
        try {
            return Shape.of(table, primaryTables, from, secondaryTables, to);
        } catch (Shape.Mismatch e) {
            throw new RowSyncException(e.getMessage(), e);
        }
    }

    private static boolean same(@Nullable Row one, @Nullable Row other) {
        return one != null && other != null ? one.same(other) : one == null && other == null;
    }

    private static @Nullable List<@Nullable Object> values(@Nullable Row row) {
        return row == null ? null : row.values();
    }
}

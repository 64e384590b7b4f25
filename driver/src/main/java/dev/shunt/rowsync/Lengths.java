package dev.shunt.rowsync;

import dev.shunt.schema.Column;
import dev.shunt.schema.Key;
import dev.shunt.schema.PrimaryFailure;
import dev.shunt.schema.Shape;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How long rows are; asked of the databases only where a table may have long ones. Not thread-safe. */
final class Lengths {
    /** Bytes of the rows of one side that may be in memory at once. */
    private static final long MOST = 4L << 20;

    /** Likewise of a range, which several threads copy at a time; as text, with its statement, it is there several times. */
    private static final long MOST_OF_RANGE = 2L << 20;

    private static final int BYTES_OF_A_CHARACTER = 4;

    private final Shape shape;
    private final SideTable from;
    private final SideTable to;

    Lengths(Shape shape, SideTable from, SideTable to) {
        this.shape = shape;
        this.from = from;
        this.to = to;
    }

    private boolean bounded(int rows, long bytes) {
        long most = 0;
        for (Column column : shape.from()) {
            most += BYTES_OF_A_CHARACTER * Math.min(MOST, column.size());
        }
        return most * rows <= bytes;
    }

    /** Returns true if a range may be in memory at once; {@code rows} are what the primary has of it, about. */
    boolean fits(RangePass.Range range, int rows) throws SQLException {
        return (bounded(rows, MOST_OF_RANGE) || from.bytes(range.after(), range.upTo(), range.where()) <= MOST_OF_RANGE)
                && to.bytes(range.after(), range.upTo(), "") <= MOST_OF_RANGE;
    }

    /** Takes keys apart, in their order. */
    List<List<Key>> parts(List<Key> keys) throws SQLException {
        if (keys.size() <= 1 || bounded(keys.size(), MOST)) {
            return keys.isEmpty() ? List.of() : List.of(keys);
        }
        Map<Key, Long> lengths = new HashMap<>(ofPrimary(keys));
        to.bytes(keys).forEach((key, bytes) -> lengths.merge(key, bytes, Math::max));
        // the databases may have found a row by another spelling of its key
        long unknown =
                lengths.values().stream().mapToLong(Long::longValue).max().orElse(0);
        List<List<Key>> parts = new ArrayList<>();
        int begin = 0;
        long sum = 0;
        for (int i = 0; i < keys.size(); i++) {
            long bytes = lengths.getOrDefault(keys.get(i), unknown);
            if (i > begin && sum + bytes > MOST) {
                parts.add(keys.subList(begin, i));
                begin = i;
                sum = 0;
            }
            sum += bytes;
        }
        parts.add(keys.subList(begin, keys.size()));
        return parts;
    }

    private Map<Key, Long> ofPrimary(List<Key> keys) throws SQLException {
        try {
            return from.bytes(keys);
        } catch (SQLException e) {
            throw new PrimaryFailure(e);
        }
    }
}

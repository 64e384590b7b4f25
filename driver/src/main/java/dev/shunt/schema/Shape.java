package dev.shunt.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the rows of a table lie on both sides: the key columns first, in the primary's key order, then the others, the
 * n-th of one side being the n-th of the other. What the secondary computes itself, or has in addition, is not in it.
 *
 * @param where the condition that rows of either side meet which there are for Shunt; "" where all are
 */
public record Shape(Table primary, Table secondary, List<Column> from, List<Column> to, int keySize, String where) {
    /** Bytes of rows that are in memory at a time, for each side and thread. */
    private static final long BYTES = 8L << 20;

    /** The tables of the two sides do not fit together. */
    public static final class Mismatch extends Exception {
        Mismatch(String message) {
            super(message);
        }
    }

    /** Returns the shape of the table of that name, read through the connections where it is not known. */
    public static Shape of(
            String name, Catalog primaries, Connection primary, Catalog secondaries, Connection secondary)
            throws SQLException, Mismatch {
        try {
            Table from = keyed(known(primaries.table(primary, name), name, "primary"), "primary");
            Table to = keyed(known(secondaries.table(secondary, name), name, "secondary"), "secondary");
            partners(from, to, primaries, primary);
            return of(from, to, primaries.where(from.name()));
        } catch (Mismatch e) {
            // what does not fit may be mended; nobody tells when
            primaries.forget(name);
            secondaries.forget(name);
            throw e;
        }
    }

    /** As the other, for a table taken as a whole: it need have no primary key, and none is in the shape. */
    public static Shape whole(
            String name, Catalog primaries, Connection primary, Catalog secondaries, Connection secondary)
            throws SQLException, Mismatch {
        Table from = known(primaries.read(primary, name), name, "primary");
        Table to = known(secondaries.read(secondary, name), name, "secondary");
        partners(from, to, primaries, primary);
        return of(from, to, List.of(), List.of(), primaries.where(from.name()));
    }

    /** Returns how many of {@code most} rows may be in memory at a time, as long as the database says they are: at least 1. */
    public int rows(int most) {
        long bytes = Math.max(1, Math.max(primary.rowBytes(), secondary.rowBytes()));
        return (int) Math.max(1, Math.min(most, BYTES / bytes));
    }

    private static Table known(@Nullable Table table, String name, String side) throws Mismatch {
        if (table == null) {
            throw new Mismatch("table " + name + " does not exist on the " + side);
        }
        return table;
    }

    /** Names that differ in case only are those of one table, unless the primary has a table of the other name as well. */
    private static void partners(Table from, Table to, Catalog primaries, Connection primary)
            throws SQLException, Mismatch {
        boolean same = from.name().equals(to.name());
        Table other = same ? null : primaries.table(primary, to.name());
        known(same || other == null || other.name().equals(from.name()) ? to : null, from.name(), "secondary");
    }

    private static Table keyed(Table table, String side) throws Mismatch {
        if (!table.keyed()) {
            throw new Mismatch("table " + table.name() + " has no primary key on the " + side);
        }
        return table;
    }

    private static Shape of(Table primary, Table secondary, String where) throws Mismatch {
        List<Column> to = new ArrayList<>();
        for (Column column : primary.primaryKey()) {
            Column match = secondary.column(column.name());
            if (match == null || !secondary.primaryKey().contains(match)) {
                throw new Mismatch("column " + column.name() + " of table " + primary.name()
                        + " is part of the primary key on the primary only");
            }
            to.add(match);
        }
        if (to.size() != secondary.primaryKey().size()) {
            throw new Mismatch("table " + primary.name() + " has a longer primary key on the secondary");
        }
        return of(primary, secondary, primary.primaryKey(), to, where);
    }

    private static Shape of(Table primary, Table secondary, List<Column> fromKey, List<Column> toKey, String where)
            throws Mismatch {
        List<Column> from = new ArrayList<>(fromKey);
        List<Column> to = new ArrayList<>(toKey);
        int keySize = from.size();
        for (Column column : primary.columns()) {
            Column match = secondary.column(column.name());
            if (match == null && !column.generated()) {
                throw new Mismatch(
                        "column " + column.name() + " of table " + primary.name() + " does not exist on the secondary");
            }
            if (match != null && !match.generated() && !from.contains(column)) {
                from.add(column);
                to.add(match);
            }
        }
        return new Shape(primary, secondary, List.copyOf(from), List.copyOf(to), keySize, where);
    }

    /** Returns the condition that rows must meet beside the table's own; "" where there is none. */
    public String where(String more) {
        return where.isEmpty() || more.isEmpty() ? where + more : "(" + where + ") AND (" + more + ")";
    }

    /** Returns, for each unique key of the secondary that rows can be found by, where its values are in a row. */
    public List<List<Integer>> uniques() {
        List<List<Integer>> all = new ArrayList<>();
        for (UniqueKey unique : secondary.uniqueKeys()) {
            List<Integer> places = unique.columns().stream().map(to::indexOf).toList();
            if (!places.isEmpty() && !places.contains(-1)) {
                all.add(places);
            }
        }
        return all;
    }
}

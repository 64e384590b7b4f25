package dev.shunt.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the rows of a table lie on both sides: the key columns first, in the primary's key order, then the others, the
 * n-th of one side being the n-th of the other. What the secondary computes itself, or has in addition, is not in it.
 */
public record Shape(Table primary, Table secondary, List<Column> from, List<Column> to, int keySize) {
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
            return of(
                    known(primaries.table(primary, name), name, "primary"),
                    known(secondaries.table(secondary, name), name, "secondary"));
        } catch (Mismatch e) {
            // what does not fit may be mended; nobody tells when
            primaries.forget(name);
            secondaries.forget(name);
            throw e;
        }
    }

    private static Table known(@Nullable Table table, String name, String side) throws Mismatch {
        if (table == null) {
            throw new Mismatch("table " + name + " does not exist on the " + side);
        }
        if (!table.keyed()) {
            throw new Mismatch("table " + name + " has no primary key on the " + side);
        }
        return table;
    }

    private static Shape of(Table primary, Table secondary) throws Mismatch {
        List<Column> from = new ArrayList<>(primary.primaryKey());
        List<Column> to = new ArrayList<>();
        for (Column column : from) {
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
        return new Shape(primary, secondary, List.copyOf(from), List.copyOf(to), keySize);
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

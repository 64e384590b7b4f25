package dev.shunt.compare;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * Rows as sums of their hashes: of each column, of whole rows, and of whole rows in their places. What is summed up can
 * be added in any order, and takes the same memory for a million rows as for one. Not thread-safe.
 */
final class Sums {
    private final long[] halves;
    private long rows;

    Sums(int columns) {
        halves = new long[2 * columns + 4];
    }

    private Sums(long[] halves, long rows) {
        this.halves = halves;
        this.rows = rows;
    }

    Sums copy() {
        return new Sums(halves.clone(), rows);
    }

    /**
     * Adds a row.
     *
     * @param hashes those of {@link RowHash}
     * @param place from 1
     */
    void add(long[] hashes, long place) {
        for (int i = 0; i < hashes.length; i++) {
            halves[i] += hashes[i];
        }
        halves[hashes.length] += RowHash.high(hashes[hashes.length - 2], place);
        halves[hashes.length + 1] += RowHash.low(hashes[hashes.length - 1], place);
        rows++;
    }

    long rows() {
        return rows;
    }

    boolean sameColumn(int mine, Sums other, int its) {
        return halves[2 * mine] == other.halves[2 * its] && halves[2 * mine + 1] == other.halves[2 * its + 1];
    }

    /** To be asked only of results with as many columns. */
    boolean sameRows(Sums other) {
        return same(other, halves.length - 4);
    }

    /** As {@link #sameRows}, in the same order. */
    boolean sameOrder(Sums other) {
        return same(other, halves.length - 2);
    }

    private boolean same(Sums other, int from) {
        return Arrays.equals(halves, from, from + 2, other.halves, from, from + 2);
    }

    String text(int from) {
        return rows + (rows == 1 ? " row" : " rows") + ", hash "
                + HexFormat.of().toHexDigits(halves[from])
                + HexFormat.of().toHexDigits(halves[from + 1]);
    }

    String columnText(int column) {
        return text(2 * column);
    }

    String rowsText() {
        return text(halves.length - 4);
    }

    String orderText() {
        return text(halves.length - 2);
    }
}

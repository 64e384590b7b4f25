package dev.shunt.verify;

import java.math.BigInteger;

/**
 * What a range of rows comes to, in whatever order: how many there are, and the sums of the two halves of each row's
 * 128-bit hash.
 */
record Sum(long rows, BigInteger first, BigInteger second) {
    static final Sum NONE = new Sum(0, BigInteger.ZERO, BigInteger.ZERO);

    Sum plus(BigInteger firstOfRow, BigInteger secondOfRow) {
        return new Sum(rows + 1, first.add(firstOfRow), second.add(secondOfRow));
    }
}

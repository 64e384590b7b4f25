package dev.shunt.compare;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A part of a query's rows, in an order without ties: where one row is missing in it, another one has moved up at its end.
 *
 * @param lastLeft the place of the last row of the primary that the secondary has too; -1 if there is none
 * @param lastRight its greatest place on the secondary
 * @param left true if the rows of the primary behind the last common one are there only because others are not
 * @param right true if those of the secondary are
 */
record Page(int lastLeft, int lastRight, boolean left, boolean right) {

    /** Of a query that asks for all its rows, or in an order with ties, nothing is explained in this way. */
    static Page of(Matching matching, List<Integer> ordered, boolean cut) {
        List<Integer> common = matching.matched();
        int lastLeft = common.isEmpty() ? -1 : common.get(common.size() - 1);
        int lastRight = common.stream().mapToInt(matching::secondaryOf).max().orElse(-1);
        List<Integer> tailLeft =
                matching.missing().stream().filter(i -> i > lastLeft).toList();
        List<Integer> tailRight =
                matching.extra().stream().filter(j -> j > lastRight).toList();
        int surplus = (matching.missing().size() - tailLeft.size())
                - (matching.extra().size() - tailRight.size());
        boolean left = cut && tailRight.isEmpty() && tailLeft.size() <= -surplus;
        boolean right = cut && tailLeft.isEmpty() && tailRight.size() <= surplus;
        if (cut && !tailLeft.isEmpty() && !tailRight.isEmpty()) {
            int earlier = earlier(matching, ordered, tailLeft.get(0), tailRight.get(0));
            right = earlier < 0 && tailRight.size() <= surplus + tailLeft.size();
            left = earlier > 0 && tailLeft.size() <= tailRight.size() - surplus;
        }
        return new Page(lastLeft, lastRight, left, right);
    }

    boolean pushedLeft(int i) {
        return left && i > lastLeft;
    }

    boolean pushedRight(int j) {
        return right && j > lastRight;
    }

    /** Less than 0 if row {@code i} of the primary comes before row {@code j} of the secondary; 0 if that is not known. */
    private static int earlier(Matching matching, List<Integer> ordered, int i, int j) {
        for (int n = 0; n < ordered.size(); n++) {
            Object left = matching.primary(i).get(ordered.get(n));
            Object right = matching.secondary(j).get(ordered.get(n));
            if (!Objects.equals(left, right)) {
                return compare(left, right) * direction(matching, ordered.subList(0, n), ordered.get(n));
            }
        }
        return 0;
    }

    /** 1 where the column goes up in rows that are equal in those before it, -1 where it goes down, 0 where no rows tell. */
    private static int direction(Matching matching, List<Integer> before, int column) {
        List<Integer> common = matching.matched();
        for (int n = 1; n < common.size(); n++) {
            List<@Nullable Object> one = matching.primary(common.get(n - 1));
            List<@Nullable Object> next = matching.primary(common.get(n));
            int compared = compare(one.get(column), next.get(column));
            if (compared != 0 && before.stream().allMatch(c -> Objects.equals(one.get(c), next.get(c)))) {
                return -compared;
            }
        }
        return 0;
    }

    /** 0 also for what only a collation can tell. */
    private static int compare(@Nullable Object a, @Nullable Object b) {
        if (a instanceof BigDecimal x && b instanceof BigDecimal y) {
            return Integer.signum(x.compareTo(y));
        }
        if (a instanceof LocalDateTime x && b instanceof LocalDateTime y) {
            return Integer.signum(x.compareTo(y));
        }
        if (a instanceof Instant x && b instanceof Instant y) {
            return Integer.signum(x.compareTo(y));
        }
        return a instanceof Double x && b instanceof Double y ? Integer.signum(x.compareTo(y)) : 0;
    }
}

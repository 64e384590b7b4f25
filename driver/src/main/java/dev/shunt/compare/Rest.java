package dev.shunt.compare;

import dev.shunt.compare.Difference.Kind;
import java.util.List;
import java.util.Optional;

/** The rows of two results that were not held against each other one by one, as sums. */
final class Rest {
    private final List<ColumnPair> pairs;
    private final boolean aligned;
    private final Sums left;
    private final Sums right;

    /**
     * @param openLeft rows of the primary that are kept and have neither a partner nor a difference of their own
     * @param openRight those of the secondary
     */
    Rest(
            List<ColumnPair> pairs,
            Rules rules,
            CapturedResult primary,
            List<Integer> openLeft,
            CapturedResult secondary,
            List<Integer> openRight) {
        this.pairs = pairs;
        this.left = sums(primary, openLeft, rules);
        this.right = sums(secondary, openRight, rules);
        this.aligned = pairs.size() == primary.columns().size()
                && pairs.size() == secondary.columns().size()
                && pairs.stream().allMatch(ColumnPair::alike);
    }

    private static Sums sums(CapturedResult result, List<Integer> open, Rules rules) {
        Sums rest = result.rest();
        Sums sums = rest == null ? new Sums(result.columns().size()) : rest.copy();
        RowHash hash = new RowHash(result.columns(), rules);
        for (int row : open) {
            sums.add(hash.of(result.rows().get(row).values()), row + 1);
        }
        return sums;
    }

    /** Returns the difference that is certain; empty if there is none. */
    Optional<Difference> difference(boolean fullOrder) {
        if (left.rows() != right.rows()) {
            return Optional.of(new Difference(Kind.REST, null, null, left.rowsText(), right.rowsText()));
        }
        List<ColumnPair> unequal =
                pairs.stream().filter(pair -> pair.hashable() && !same(pair)).toList();
        if (unequal.size() == 1) {
            ColumnPair column = unequal.get(0);
            return Optional.of(new Difference(
                    Kind.REST,
                    null,
                    column.label(),
                    left.columnText(column.primaryIndex()),
                    right.columnText(column.secondaryIndex())));
        }
        if (!unequal.isEmpty() || (aligned && !left.sameRows(right))) {
            return Optional.of(new Difference(Kind.REST, null, null, left.rowsText(), right.rowsText()));
        }
        return fullOrder && aligned && !left.sameOrder(right)
                ? Optional.of(new Difference(Kind.ORDER, null, null, left.orderText(), right.orderText()))
                : Optional.empty();
    }

    /** Returns true if a column whose equal values need not have equal hashes has other ones. */
    boolean doubtful() {
        return pairs.stream().anyMatch(pair -> !pair.hashable() && !same(pair));
    }

    private boolean same(ColumnPair pair) {
        return left.sameColumn(pair.primaryIndex(), right, pair.secondaryIndex());
    }

    long rows() {
        return left.rows();
    }
}

package dev.shunt.verify;

import dev.shunt.schema.Key;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at ranges whose sums differ by halves, until few rows are left to be suspected. Not thread-safe. */
final class Bisection {
    /** Rows that are rather listed than halved. */
    private static final int FEW = 32;

    /** Halvings after which a range is listed: sides that sort differently need not come to an end. */
    private static final int DEEPEST = 40;

    /** Suspects that are enough for one look. */
    private static final int ENOUGH = 1_000;

    /** {@code sums}: null where they are not known yet. */
    private record Open(Range range, int depth, @Nullable Sums sums) {}

    private final Sides sides;
    private final List<Key> suspects = new ArrayList<>();
    private final Deque<Open> open = new ArrayDeque<>();
    private long rows;
    private long secondaryRows;

    Bisection(Sides sides) {
        this.sides = sides;
    }

    Checked look(Sides.Summed summed) throws SQLException {
        Range whole = summed.range();
        open.push(new Open(whole, 0, summed.sums()));
        @Nullable Key reached = null;
        while (!open.isEmpty() && suspects.size() < ENOUGH) {
            Open next = open.pop();
            look(next);
            reached = next.range.upTo();
        }
        return new Checked(
                open.isEmpty() ? whole.upTo() : start(reached), false, rows, secondaryRows, List.copyOf(suspects));
    }

    /** What is open begins where the last look ended, whether that was halved or not. */
    private @Nullable Key start(@Nullable Key reached) {
        Open next = open.peek();
        return next == null ? reached : next.range.after();
    }

    private void look(Open next) throws SQLException {
        Range range = next.range;
        Sums sums = next.sums == null ? sides.sums(range) : next.sums;
        Sum here = sums.secondary();
        Sum there = sums.primary();
        if (here.equals(there)) {
            count(sums);
            return;
        }
        long most = Math.max(here.rows(), there.rows());
        Key middle =
                most <= FEW || next.depth == DEEPEST ? null : sides.middle(range, here.rows() > there.rows(), most / 2);
        if (middle == null) {
            count(sums);
            suspects.addAll(sides.keys(range));
        } else {
            open.push(new Open(new Range(middle, range.upTo()), next.depth + 1, null));
            open.push(new Open(new Range(range.after(), middle), next.depth + 1, null));
        }
    }

    private void count(Sums sums) {
        rows += sums.primary().rows();
        secondaryRows += sums.secondary().rows();
    }
}

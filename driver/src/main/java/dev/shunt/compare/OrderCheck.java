package dev.shunt.compare;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the first row that both sides have but in another order. Rows that a collation may call equal are ties. */
final class OrderCheck {
    private OrderCheck() {}

    /** Returns the row of the primary that stands elsewhere on the secondary, going by the {@code ordered} columns. */
    static Optional<Integer> firstMoved(Matching matching, List<Integer> ordered) {
        List<Integer> here = matching.matched();
        List<Integer> there = matching.matchedAsOnSecondary();
        for (int n = 0; n < here.size() && !ordered.isEmpty(); n++) {
            if (!rank(matching.primary(here.get(n)), ordered).equals(rank(matching.primary(there.get(n)), ordered))) {
                return Optional.of(here.get(n));
            }
        }
        return Optional.empty();
    }

    private static List<@Nullable Object> rank(List<@Nullable Object> row, List<Integer> ordered) {
        List<@Nullable Object> rank = new ArrayList<>(ordered.size());
        for (int c : ordered) {
            Object value = row.get(c);
            rank.add(value instanceof String text ? folded(text) : value);
        }
        return rank;
    }

    private static String folded(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKD)
                .replaceAll("\\p{M}+", "")
                .toLowerCase(Locale.ROOT)
                .stripTrailing();
    }
}

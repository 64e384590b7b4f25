package dev.shunt.compare;

import dev.shunt.compare.Difference.Kind;
import dev.shunt.compare.Outcome.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Turns matched and unmatched rows into differences. */
final class Findings {
    private static final int MAX = 100;
    private static final int MAX_CHOSEN = 10;

    private final List<ColumnPair> pairs;
    private final Matching matching;
    private final List<Integer> key;
    private final boolean certainKey;
    private final CapturedResult primary;
    private final CapturedResult secondary;
    private final RowPairs rows;
    private final List<Difference> differences;
    private final Set<List<@Nullable Object>> counted = new HashSet<>();
    private final List<Integer> openLeft = new ArrayList<>();
    private final List<Integer> openRight = new ArrayList<>();
    private @Nullable Difference choice;
    private boolean open;
    private boolean summed;
    private boolean unread;
    private int compared;

    /**
     * Begins with the differences of the columns.
     *
     * @param certainKey true if {@code key} are known to be the table's own key columns, not others of their names
     */
    Findings(
            Columns columns,
            Matching matching,
            List<Integer> key,
            boolean certainKey,
            CapturedResult primary,
            CapturedResult secondary) {
        this.certainKey = certainKey;
        this.pairs = columns.pairs();
        this.differences = new ArrayList<>(columns.differences());
        this.matching = matching;
        this.key = key;
        this.primary = primary;
        this.secondary = secondary;
        this.rows = new RowPairs(pairs, matching, primary.rows(), secondary.rows());
    }

    /** Compares the values of matched rows. */
    void values() {
        for (int i : matching.matched()) {
            int j = matching.secondaryOf(i);
            boolean read = false;
            for (int c = 0; c < pairs.size(); c++) {
                boolean same = matching.same(i, j, c);
                boolean skipped = same && matching.primary(i).get(c) instanceof Unread;
                unread |= skipped;
                read |= !skipped;
                if (!same) {
                    add(new Difference(
                                    Kind.VALUE,
                                    key(matching.primary(i)),
                                    pairs.get(c).label(),
                                    left(i, c),
                                    right(j, c),
                                    keyValues(i, true))
                            .within(rows.of(i, j)));
                }
            }
            compared += read ? 1 : 0;
        }
    }

    /**
     * Looks at the rows that only one side has.
     *
     * @param fullOrder true if the query's order leaves no ties, so that a row before the last common one is missing
     *     even where the answers were not read to their end
     * @param decided true if the query decides which rows belong to its answer
     * @param first true if it asks, if not for all rows, for so many: who answers fewer has no others
     * @param page where a query asks for a part of its rows, the rows that only stand in it because others do not; they
     *     are no differences
     */
    void rows(boolean fullOrder, boolean decided, boolean first, Page page) {
        boolean noneLeft = first && all(secondary, primary);
        boolean noneRight = first && all(primary, secondary);
        IntPredicate missing = i ->
                noneLeft || decided && (secondary.whole() || (fullOrder && !secondary.gaps() && i < page.lastLeft()));
        IntPredicate extra = j ->
                noneRight || decided && (primary.whole() || (fullOrder && !primary.gaps() && j < page.lastRight()));
        for (int i : matching.missing()) {
            if (page.pushedLeft(i)) {
                continue;
            }
            if (missing.test(i)) {
                alone(Kind.MISSING_ROW, i);
            } else {
                open = true;
                openLeft.add(i);
            }
        }
        for (int j : matching.extra()) {
            if (page.pushedRight(j)) {
                continue;
            }
            if (extra.test(j)) {
                alone(Kind.EXTRA_ROW, j);
            } else {
                open |= !decided; // else the application simply stopped reading
                openRight.add(j);
            }
        }
    }

    private static boolean all(CapturedResult few, CapturedResult many) {
        return few.whole() && many.whole() && few.rows().size() < many.rows().size();
    }

    private void alone(Kind kind, int index) {
        boolean missing = kind == Kind.MISSING_ROW;
        List<@Nullable Object> row = missing ? matching.primary(index) : matching.secondary(index);
        if (differences.size() >= MAX || counted.contains(row)) {
            return;
        }
        long[] counts = matching.counts(row);
        if (counts[0] > 0 && counts[1] > 0) {
            counted.add(row);
            add(new Difference(Kind.COUNT, key(row), null, counts[0], counts[1]));
        } else {
            String text = text(index, missing);
            add(new Difference(
                            kind,
                            key(row),
                            null,
                            missing ? text : null,
                            missing ? null : text,
                            keyValues(index, missing))
                    .within(missing ? rows.of(index, -1) : rows.of(-1, index)));
        }
    }

    /** Notes that row {@code i} of the primary is the first that stands elsewhere on the secondary. */
    void moved(int i) {
        add(new Difference(Kind.ORDER, key(matching.primary(i)), null, i + 1, matching.secondaryOf(i) + 1));
    }

    /**
     * Looks at the rows beyond those that are kept, where both sides have read the same part of the result: all of it, or
     * as many rows in an order without ties.
     */
    void rest(Rules rules, boolean fullOrder, boolean decided) {
        boolean some = primary.rest() != null || secondary.rest() != null;
        boolean known = primary.accounted() && secondary.accounted();
        if (!some || !known || primary.rows().isEmpty() || secondary.rows().isEmpty() || differences.size() >= MAX) {
            return;
        }
        boolean shifted = differences.stream().anyMatch(difference -> difference.kind() != Kind.VALUE);
        boolean whole = primary.complete() && secondary.complete();
        if (whole || (fullOrder && !shifted && samePart())) {
            Rest rest = new Rest(pairs, rules, primary, openLeft, secondary, openRight);
            Optional<Difference> difference = rest.difference(fullOrder && !shifted);
            difference.filter(found -> decided).ifPresent(this::add);
            open = rest.doubtful() || (difference.isPresent() && !decided);
            summed = difference.isEmpty() && !open;
            compared += (int) rest.rows();
        } else if (decided
                && !shifted
                && (primary.complete() ? goesOn(secondary, primary) : goesOn(primary, secondary))) {
            add(new Difference(Kind.REST, null, null, count(primary), count(secondary)));
        }
    }

    /** Tells which rows only one side has chosen, where nothing else differs and the query does not decide. */
    void chosen(boolean decided) {
        boolean whole = primary.whole() && secondary.whole();
        boolean none = openLeft.isEmpty() && openRight.isEmpty();
        if (decided || none || !whole || !differences.isEmpty()) {
            return;
        }
        int i = openLeft.isEmpty() ? -1 : openLeft.get(0);
        int j = openRight.isEmpty() ? -1 : openRight.get(0);
        choice = new Difference(
                        Kind.CHOICE,
                        key(i >= 0 ? matching.primary(i) : matching.secondary(j)),
                        null,
                        i < 0 ? null : text(i, true),
                        j < 0 ? null : text(j, false))
                .within(rows.of(i, j));
    }

    private List<List<Object>> chosenKeys() {
        if (choice == null) {
            return List.of();
        }
        return Stream.concat(
                        openLeft.stream().limit(MAX_CHOSEN).map(row -> keyValues(row, true)),
                        openRight.stream().limit(MAX_CHOSEN).map(row -> keyValues(row, false)))
                .flatMap(Stream::ofNullable)
                .distinct()
                .toList();
    }

    private boolean samePart() {
        return primary.read() == secondary.read()
                || (primary.complete() && primary.read() < secondary.read())
                || (secondary.complete() && secondary.read() < primary.read());
    }

    private static boolean goesOn(CapturedResult one, CapturedResult other) {
        return other.complete() && !one.complete() && one.read() > other.read();
    }

    private static String count(CapturedResult result) {
        String rows = result.read() + (result.read() == 1 ? " row" : " rows");
        return result.complete() ? rows : "more than " + rows;
    }

    private void add(Difference difference) {
        if (differences.size() < MAX) {
            differences.add(difference);
        }
    }

    private @Nullable Object left(int i, int c) {
        return primary.rows().get(i).values().get(pairs.get(c).primaryIndex());
    }

    private @Nullable Object right(int j, int c) {
        return secondary.rows().get(j).values().get(pairs.get(c).secondaryIndex());
    }

    private @Nullable String key(List<@Nullable Object> row) {
        return key.isEmpty()
                ? null
                : String.join(",", key.stream().map(c -> Text.of(row.get(c))).toList());
    }

    private @Nullable List<Object> keyValues(int row, boolean ofPrimary) {
        if (!certainKey) {
            return null;
        }
        List<Object> values = new ArrayList<>();
        for (int c : key) {
            Object value = ofPrimary ? left(row, c) : right(row, c);
            if (value == null || value instanceof Unread) {
                return null;
            }
            values.add(value);
        }
        return List.copyOf(values);
    }

    private String text(int row, boolean ofPrimary) {
        List<String> values = new ArrayList<>();
        for (int c = 0; c < pairs.size(); c++) {
            values.add(pairs.get(c).label() + "=" + Text.of(ofPrimary ? left(row, c) : right(row, c)));
        }
        return String.join(", ", values);
    }

    Outcome outcome() {
        boolean whole =
                (primary.whole() && secondary.whole()) || (summed && primary.complete() && secondary.complete());
        boolean nothing = compared == 0 && (unread || !whole);
        Verdict verdict =
                !differences.isEmpty() ? Verdict.DIFFERENT : open || nothing ? Verdict.INCOMPARABLE : Verdict.EQUAL;
        List<Difference> found = choice == null ? List.copyOf(differences) : List.of(choice);
        return new Outcome(verdict, found, compared, unread || !whole, chosenKeys());
    }
}

package dev.shunt.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.compare.Difference.Kind;
import dev.shunt.compare.Outcome.Verdict;
import java.math.BigDecimal;
import java.sql.Types;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final List<String> ID = List.of("id");
    private static final RowOrder BY_ID = RowOrder.by("id");
    private static final RowOrder LIMITED = new RowOrder(List.of(), true, false);
    private final Comparison comparison = new Comparison(Rules.exact(text -> text.replace(" ", "")));

    @Test
    void equalRowsInAnyOrderAreEqualWhereTheQueryAsksForNone() {
        Outcome outcome = comparison.compare(
                people("1 ann", "2 bob", "2 bob"), people("2 bob", "1 ann", "2 bob"), RowOrder.NONE, List.of());
        assertEquals(new Outcome(Verdict.EQUAL, List.of(), 3, false), outcome);
    }

    @Test
    void aMissingRowIsOneDifferenceNotTwentyShiftedOnes() {
        String[] all = IntStream.range(0, 20).mapToObj(i -> i + " name" + i).toArray(String[]::new);
        String[] lacking =
                Arrays.stream(all).filter(row -> !row.startsWith("3 ")).toArray(String[]::new);
        for (List<String> key : List.of(ID, List.<String>of())) {
            List<Difference> found = differences(people(all), people(lacking), BY_ID, key);
            assertEquals(
                    List.of(new Difference(
                            Kind.MISSING_ROW, key.isEmpty() ? null : "3", null, "id=3, name=name3", null)),
                    found);
            assertEquals(
                    List.of(new Difference(Kind.EXTRA_ROW, key.isEmpty() ? null : "3", null, null, "id=3, name=name3")),
                    differences(people(lacking), people(all), BY_ID, key));
        }
    }

    @Test
    void aChangedValueNamesTheKeyAndTheColumn() {
        assertEquals(
                List.of(new Difference(Kind.VALUE, "2", "name", "bob", "rob")),
                differences(people("1 ann", "2 bob"), people("2 rob", "1 ann"), RowOrder.NONE, ID));
    }

    @Test
    void aChangedAggregateIsAValueAndNotTwoRows() {
        CapturedResult five = result(List.of(column("count(*)", Types.BIGINT)), List.of(row(5L)));
        CapturedResult six = result(List.of(column("COUNT( * )", Types.INTEGER)), List.of(row(6L)));
        assertEquals(
                List.of(new Difference(Kind.VALUE, null, "count(*)", 5L, 6L)),
                differences(five, six, RowOrder.NONE, List.of()));
    }

    @Test
    void oneChangedGroupAmongManyIsAValue() {
        assertEquals(
                List.of(new Difference(Kind.VALUE, null, "id", 7L, 8L)),
                differences(people("1 ann", "7 bob"), people("8 bob", "1 ann"), RowOrder.NONE, List.of()));
    }

    @Test
    void aRowThatIsThereTooOftenIsACount() {
        assertEquals(
                List.of(new Difference(Kind.COUNT, null, null, 3L, 1L)),
                differences(
                        people("1 ann", "1 ann", "1 ann", "2 bob"),
                        people("1 ann", "2 bob"),
                        RowOrder.NONE,
                        List.of()));
    }

    @Test
    void anOrderThatTheQueryAsksForIsCheckedAndTiesAreSets() {
        RowOrder byName = RowOrder.by("p.`NAME`");
        assertEquals(
                List.of(new Difference(Kind.ORDER, "1", null, 1, 2)),
                differences(people("1 ann", "2 bob"), people("2 bob", "1 ann"), byName, ID));
        assertEquals(
                List.of(),
                differences(people("1 ann", "3 ann", "2 bob"), people("3 ann", "1 ann", "2 bob"), byName, ID));
        assertEquals(
                List.of(),
                differences(people("1 ann", "3 Änn "), people("3 Änn ", "1 ann"), byName, ID),
                "a collation may call them equal");
        assertEquals(
                List.of(),
                differences(people("1 ann", "2 bob"), people("2 bob", "1 ann"), RowOrder.by("upper(name)"), ID),
                "by what is no column cannot be told");
        assertEquals(
                Kind.ORDER,
                differences(people("1 ann", "2 bob"), people("2 bob", "1 ann"), RowOrder.by("2"), ID)
                        .get(0)
                        .kind());
    }

    @Test
    void otherColumnsAreMetadataAndTheirCommonDataIsStillCompared() {
        CapturedResult wide = result(
                List.of(column("name", Types.VARCHAR), column("id", Types.BIGINT), column("age", Types.INTEGER)),
                List.of(row("rob", 1L, 9L)));
        List<Difference> found = differences(people("1 bob"), wide, RowOrder.NONE, ID);
        assertEquals(
                List.of(
                        new Difference(Kind.METADATA, null, null, "id, name", "name, id, age"),
                        new Difference(Kind.VALUE, "1", "name", "bob", "rob")),
                found);
    }

    @Test
    void nullabilityIsComparedWhereNoExpressionIsShown() {
        ColumnInfo required = new ColumnInfo("id", Types.INTEGER, "INT", "t", "id", true, false);
        ColumnInfo not = new ColumnInfo("id", Types.INTEGER, "INT", "t", "id", false, false);
        ColumnInfo rank = column("r", Types.BIGINT);
        assertEquals(
                List.of(new Difference(Kind.METADATA, null, "id", "INT NOT NULL", "INT")),
                differences(
                        result(List.of(required), List.of(row(1L))),
                        result(List.of(not), List.of(row(1L))),
                        RowOrder.NONE,
                        ID));
        assertEquals(
                List.of(),
                differences(
                        result(List.of(required, rank), List.of(row(1L, 1L))),
                        result(List.of(not, rank), List.of(row(1L, 1L))),
                        RowOrder.NONE,
                        ID));
    }

    @Test
    void whichRowsALimitWithoutAFullOrderTakesIsAChoiceButAChangedRowIsADifference() {
        RowOrder byName = new RowOrder(List.of("name"), true, false);
        assertEquals(Verdict.INCOMPARABLE, verdict(people("1 ann"), people("2 ann"), byName, ID));
        assertEquals(Verdict.INCOMPARABLE, verdict(people("1 ann"), people("2 ann"), LIMITED, List.of()));
        assertEquals(Verdict.EQUAL, verdict(people("1 ann"), people("1 ann"), LIMITED, List.of()));
        assertEquals(
                List.of(new Difference(Kind.CHOICE, "1", null, "id=1, name=ann", "id=3, name=cid")),
                differences(people("1 ann", "2 bob"), people("2 bob", "3 cid"), byName, ID));
        assertEquals(
                List.of(new Difference(Kind.VALUE, "1", "name", "ann", "eve")),
                differences(people("1 ann"), people("1 eve"), LIMITED, ID));
        assertEquals(
                Verdict.DIFFERENT,
                verdict(people("1 ann"), people("2 ann"), new RowOrder(List.of("name", "id"), true, false), ID),
                "the order leaves no ties");
    }

    @Test
    void aChoiceIsToldOnlyWhereNothingElseDiffersAndAllWasRead() {
        assertEquals(
                List.of(new Difference(Kind.VALUE, "1", "name", "ann", "eve")),
                differences(people("1 ann", "2 bob"), people("1 eve", "3 cid"), LIMITED, ID));
        Outcome begun =
                comparison.compare(partly(people("1 ann"), false, false), people("2 bob", "3 cid"), LIMITED, ID);
        assertEquals(new Outcome(Verdict.INCOMPARABLE, List.of(), 0, true), begun);
    }

    @Test
    void aLimitWithoutAnOrderShowsAllThatASideHasWhereTheOtherShowsMore() {
        CapturedResult two = people("1 ann", "2 bob");
        CapturedResult one = people("1 ann");
        assertEquals(
                List.of(new Difference(Kind.MISSING_ROW, null, null, "id=2, name=bob", null)),
                differences(two, one, LIMITED, List.of()));
        assertEquals(
                List.of(new Difference(Kind.EXTRA_ROW, "2", null, null, "id=2, name=bob")),
                differences(one, two, LIMITED, ID));
        RowOrder behind = new RowOrder(List.of(), true, true);
        assertEquals(
                List.of(new Difference(Kind.CHOICE, "2", null, "id=2, name=bob", null)),
                differences(two, one, behind, ID),
                "what was skipped may be what differs");
    }

    @Test
    void rowsThatTheApplicationDidNotReadAreNotExtra() {
        CapturedResult begun = partly(people("1 ann", "3 cid"), false, false);
        CapturedResult all = people("1 ann", "3 cid", "4 dan");
        assertEquals(new Outcome(Verdict.EQUAL, List.of(), 2, true), comparison.compare(begun, all, BY_ID, ID));
        assertEquals(
                List.of(new Difference(Kind.EXTRA_ROW, "2", null, null, "id=2, name=bob")),
                differences(begun, people("1 ann", "2 bob", "3 cid", "4 dan"), BY_ID, ID));
        assertEquals(
                List.of(new Difference(Kind.MISSING_ROW, "3", null, "id=3, name=cid", null)),
                differences(begun, people("1 ann", "4 dan"), RowOrder.NONE, ID));
    }

    @Test
    void cutResultsAreNeverCalledEqualOnTheStrengthOfNothing() {
        CapturedResult cut = partly(people("1 ann"), true, true);
        CapturedResult otherCut = partly(people("2 bob"), true, true);
        assertEquals(Verdict.INCOMPARABLE, verdict(cut, otherCut, RowOrder.NONE, ID));
        assertEquals(Verdict.INCOMPARABLE, verdict(partly(people(), false, false), people("1 ann"), BY_ID, ID));
        assertEquals(Verdict.EQUAL, verdict(people(), people(), BY_ID, ID));
        CapturedResult unread = result(List.of(column("b", Types.BLOB)), List.of(row(Unread.TOO_LARGE)));
        assertEquals(Verdict.INCOMPARABLE, verdict(unread, unread, RowOrder.NONE, List.of()));
    }

    @Test
    void anEmptyAnswerLacksEveryRow() {
        CapturedResult empty = new CapturedResult(List.of(), List.of(), true, false, 0);
        assertEquals(
                Kind.MISSING_ROW,
                differences(people("1 ann"), empty, BY_ID, ID).get(0).kind());
        assertEquals("1", differences(empty, people("1 ann"), BY_ID, ID).get(0).key());
    }

    @Test
    void valuesAreComparedByValueAndNotByRepresentation() {
        assertSame(Types.INTEGER, 5L, Types.DECIMAL, new BigDecimal("5.000"));
        assertSame(Types.BIT, 1L, Types.TINYINT, 1L);
        assertSame(Types.CHAR, "ab   ", Types.VARCHAR, "ab");
        assertSame(Types.REAL, 0.1, Types.DOUBLE, 0.10000000149);
        assertSame(Types.DOUBLE, 0.1 + 0.2, Types.DOUBLE, 0.3);
        assertSame(Types.DOUBLE, 2.0, Types.DECIMAL, new BigDecimal("2.0"));
        assertSame(Types.DOUBLE, Double.NaN, Types.DOUBLE, Double.NaN);
        assertSame(Types.VARBINARY, new byte[] {1, 2}, Types.BLOB, new byte[] {1, 2});
        CapturedResult spaced = result(List.of(new ColumnInfo("j", Types.LONGVARCHAR, "JSON")), List.of(row("{ }")));
        CapturedResult dense = result(List.of(new ColumnInfo("j", Types.LONGVARCHAR, "LONGTEXT")), List.of(row("{}")));
        assertEquals(Verdict.EQUAL, verdict(spaced, dense, RowOrder.NONE, List.of()));
    }

    @Test
    void valuesThatDifferAreDifferent() {
        assertDiffer(Types.INTEGER, 5L, 6L);
        assertDiffer(Types.VARCHAR, "ab ", "ab");
        assertDiffer(Types.VARCHAR, "", null);
        assertDiffer(Types.REAL, 1.0, 1.00001);
        assertDiffer(Types.DOUBLE, 1.0, 1.00000001);
        assertDiffer(Types.DOUBLE, Double.POSITIVE_INFINITY, 1.0);
        assertDiffer(Types.VARBINARY, new byte[] {1}, new byte[] {1, 0});
        assertDiffer(Types.BLOB, Unread.TOO_LARGE, new byte[] {1});
        assertDiffer(Types.DECIMAL, new BigDecimal("12345678901234567890.1"), new BigDecimal("12345678901234567890.2"));
    }

    @Test
    void whatTheRulesForgiveIsTheSame() {
        Rules exact = Rules.exact(text -> text);
        Set<String> none = Set.of();
        Rules loose = new Rules(text -> text, 0.01, 3, false, Rules.Letters.IGNORE, false, Set.of("v"));
        Rules valued = new Rules(text -> text, 0.01, 3, false, Rules.Letters.IGNORE, false, none);
        Rules collated = new Rules(text -> text, Double.NaN, 6, true, Rules.Letters.COLLATION, true, none);
        LocalDateTime time = LocalDateTime.parse("2024-01-01T00:00:59.9996");
        Object[][] pairs = {
            {Types.DOUBLE, 1.0, 1.009},
            {Types.TIMESTAMP, time, LocalDateTime.parse("2024-01-01T00:01:00")},
            {Types.VARCHAR, "ab  ", "ab"},
            {Types.VARCHAR, "Ab", "aB"},
            {Types.VARCHAR, "", null}
        };
        for (Object[] pair : pairs) {
            int type = (int) pair[0];
            assertFalse(same(exact, column("v", type), pair), pair[1] + " ≠ " + pair[2]);
            assertTrue(same(valued, column("v", type), pair), pair[1] + " = " + pair[2]);
        }
        Object[] rough = {Types.TIMESTAMP, time, time.plusNanos(1_000_000)};
        assertFalse(same(valued, column("v", Types.TIMESTAMP), rough), "a whole unit apart");
        Object[] other = {Types.VARCHAR, "a", "b"};
        assertFalse(same(valued, column("v", Types.VARCHAR), other));
        ColumnInfo second = column("id", Types.BIGINT);
        CapturedResult left = result(List.of(second, column("V", Types.VARCHAR)), List.of(row(1L, "a")));
        CapturedResult right = result(List.of(second, column("V", Types.VARCHAR)), List.of(row(1L, "b")));
        assertTrue(new Comparison(loose).compare(left, right, BY_ID, ID).equal(), "a column that is ignored");
        ColumnInfo caseless = new ColumnInfo("v", Types.VARCHAR, "VARCHAR", "t", "v", false, true);
        Object[] letters = {Types.VARCHAR, "Ab", "aB"};
        assertTrue(same(collated, caseless, letters));
        assertFalse(same(collated, column("v", Types.VARCHAR), letters));
    }

    private static boolean same(Rules rules, ColumnInfo column, @Nullable Object[] pair) {
        CapturedResult left = result(List.of(column), List.of(row(pair[1])));
        CapturedResult right = result(List.of(column), List.of(row(pair[2])));
        return new Comparison(rules)
                .compare(left, right, RowOrder.NONE, List.of())
                .equal();
    }

    @Test
    void theListOfDifferencesIsBounded() {
        String[] many = IntStream.range(0, 5000).mapToObj(i -> i + " x").toArray(String[]::new);
        assertEquals(100, differences(people(many), people(), BY_ID, ID).size());
    }

    @Test
    void randomEqualResultsAreEqualAndOneChangeIsAlwaysFound() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            List<Row> rows = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(30); i++) {
                rows.add(row((long) random.nextInt(20), random.nextDouble(), "n" + random.nextInt(3)));
            }
            List<ColumnInfo> columns =
                    List.of(column("id", Types.BIGINT), column("x", Types.REAL), column("name", Types.VARCHAR));
            List<Row> shuffled = new ArrayList<>(rows);
            Collections.shuffle(shuffled, random);
            List<String> key = random.nextBoolean() ? ID : List.of();
            String message = "seed " + seed + " round " + round;
            CapturedResult primary = result(columns, rows);
            assertEquals(Verdict.EQUAL, verdict(primary, result(columns, shuffled), RowOrder.NONE, key), message);
            int victim = random.nextInt(shuffled.size());
            List<Object> values = new ArrayList<>(shuffled.get(victim).values());
            values.set(2, "other");
            shuffled.set(victim, new Row(values));
            assertEquals(Verdict.DIFFERENT, verdict(primary, result(columns, shuffled), RowOrder.NONE, key), message);
        }
    }

    private void assertSame(int type, Object value, int otherType, Object other) {
        CapturedResult left = result(List.of(column("v", type)), List.of(row(value)));
        CapturedResult right = result(List.of(column("v", otherType)), List.of(row(other)));
        assertTrue(comparison.compare(left, right, RowOrder.NONE, List.of()).equal(), value + " = " + other);
        assertTrue(comparison.compare(right, left, RowOrder.NONE, List.of()).equal(), other + " = " + value);
    }

    private void assertDiffer(int type, @Nullable Object value, @Nullable Object other) {
        CapturedResult left = result(List.of(column("v", type)), List.of(row(value)));
        CapturedResult right = result(List.of(column("v", type)), List.of(row(other)));
        Outcome outcome = comparison.compare(left, right, RowOrder.NONE, List.of());
        assertFalse(outcome.equal(), value + " ≠ " + other);
        assertEquals(List.of(new Difference(Kind.VALUE, null, "v", value, other)), outcome.differences());
    }

    private Verdict verdict(CapturedResult primary, CapturedResult secondary, RowOrder order, List<String> key) {
        return comparison.compare(primary, secondary, order, key).verdict();
    }

    private List<Difference> differences(
            CapturedResult primary, CapturedResult secondary, RowOrder order, List<String> key) {
        return comparison.compare(primary, secondary, order, key).differences();
    }

    private static CapturedResult people(String... rows) {
        List<Row> read = Arrays.stream(rows)
                .map(text -> row(Long.parseLong(text.split(" ", 2)[0]), text.split(" ", 2)[1]))
                .toList();
        return result(List.of(column("id", Types.BIGINT), column("name", Types.VARCHAR)), read);
    }

    private static CapturedResult partly(CapturedResult whole, boolean complete, boolean truncated) {
        return new CapturedResult(whole.columns(), whole.rows(), complete, truncated, 0);
    }

    private static CapturedResult result(List<ColumnInfo> columns, List<Row> rows) {
        return new CapturedResult(columns, rows, true, false, 0);
    }

    private static ColumnInfo column(String label, int type) {
        return new ColumnInfo(label, type, "");
    }

    private static Row row(@Nullable Object... values) {
        return new Row(Arrays.asList(values));
    }
}

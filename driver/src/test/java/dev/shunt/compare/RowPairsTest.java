package dev.shunt.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rows around differences. */
class RowPairsTest {
    @Test
    void aChangedRowIsShownOnBothSidesWithAllItsDifferingColumns() {
        List<RowPair> pairs = pairs(List.of(row(1, "ann", null)), List.of(row(1, "eve", "note")));
        RowPair pair = pairs.get(0);
        assertEquals(2, pairs.size());
        assertEquals(Arrays.asList(1L, "ann", null), pair.primary());
        assertEquals(Arrays.asList(1L, "eve", "note"), pair.secondary());
        assertEquals(List.of(1, 2), pair.differing());
    }

    @Test
    void aRowThatOneSideLacksIsShownAlone() {
        RowPair missing = pairs(List.of(row(1, "ann", null), row(2, "bob", null)), List.of(row(1, "ann", null)))
                .get(0);
        assertEquals(Arrays.asList(2L, "bob", null), missing.primary());
        assertNull(missing.secondary());
    }

    @Test
    void onlyTheFirstRowsAreShownAndLongValuesAreCut() {
        List<Row> left = new ArrayList<>();
        List<Row> right = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            left.add(row(i, "x".repeat(100_000), null));
            right.add(row(i, "x".repeat(100_000) + "y", null));
        }
        List<RowPair> pairs = pairs(left, right);
        assertEquals(10, pairs.stream().filter(Objects::nonNull).count());
        assertEquals(
                "x".repeat(300) + "… (100000 characters)",
                Objects.requireNonNull(pairs.get(0).primary()).get(1));
    }

    private static List<RowPair> pairs(List<Row> left, List<Row> right) {
        return new Comparison(Rules.exact(text -> text))
                .compare(result(left), result(right), RowOrder.NONE, List.of("id")).differences().stream()
                        .map(Difference::rows)
                        .toList();
    }

    private static CapturedResult result(List<Row> rows) {
        List<ColumnInfo> columns = List.of(
                new ColumnInfo("id", Types.BIGINT, "BIGINT"),
                new ColumnInfo("name", Types.VARCHAR, "VARCHAR"),
                new ColumnInfo("note", Types.VARCHAR, "VARCHAR"));
        return new CapturedResult(columns, rows, true, false, 0);
    }

    private static Row row(long id, String name, @Nullable String note) {
        return new Row(Arrays.asList(id, name, note));
    }
}

package dev.shunt.diff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.compare.Difference;
import dev.shunt.compare.Difference.Kind;
import dev.shunt.compare.Failure;
import dev.shunt.compare.RowPair;
import dev.shunt.config.DiffValues;
import dev.shunt.config.Side;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DiffRecordsTest {
    private static final String SECRET = "secret";
    private static final List<Difference> SECRETS = List.of(
            new Difference(Kind.VALUE, "secret-key", "name", "secret one", "secret two"),
            new Difference(Kind.VALUE, null, "concat('secret', name)", "secret one", null),
            new Difference(Kind.MISSING_ROW, "secret-key", null, "id=1, name=secret", null),
            new Difference(Kind.EXTRA_ROW, null, null, null, "id=1, name=secret"),
            new Difference(Kind.METADATA, null, null, "id, 'secret'", "id"),
            new Difference(Kind.ERROR, null, null, null, new Failure("22001", 1406, "value 'secret' too long")));

    @ParameterizedTest
    @EnumSource(
            value = DiffValues.class,
            names = {"MASKED", "HASHED", "NONE"})
    void noValueIsEverShownUnlessAllAre(DiffValues values) throws IOException {
        for (Difference difference : SECRETS) {
            String line = DiffLine.of(Diffs.of("SELECT * FROM people WHERE name = ?", difference, values));
            assertFalse(line.contains(SECRET), line);
            assertFalse(line.contains("literal"), line);
            assertFalse(line.contains("bound"), line);
            assertTrue(line.contains("SELECT * FROM people WHERE name = ?"), line);
        }
    }

    @Test
    void allIsShownWhereThatIsAskedFor() {
        DiffRecord diff = Diffs.of("SELECT ?", SECRETS.get(0), DiffValues.FULL);
        assertEquals("SELECT 'literal'", diff.sql());
        assertEquals("[bound, NULL]", diff.params());
        assertEquals("secret-key", diff.key());
        assertEquals("secret one", diff.primaryValue());
        assertEquals("secret two", diff.secondaryValue());
        assertEquals("people", diff.table());
    }

    @Test
    void hashesTellEqualValuesFromDifferentOnes() {
        DiffRecord first = Diffs.of("q", SECRETS.get(0), DiffValues.HASHED);
        DiffRecord second = Diffs.of("q", SECRETS.get(1), DiffValues.HASHED);
        assertEquals(first.primaryValue(), second.primaryValue());
        assertNotEquals(first.primaryValue(), first.secondaryValue());
        assertNull(second.secondaryValue());
        DiffRecord elsewhere = new DiffRecords("x", () -> DiffValues.HASHED, () -> Diffs.NOW)
                .of(Diffs.statement("q"), null, "people", SECRETS.get(0), Side.SOURCE, 1, 1);
        assertNotEquals(first.primaryValue(), elsewhere.primaryValue(), "salted");
    }

    @Test
    void errorsKeepTheirStateAndCountsTheirNumbersWhereValuesAreMasked() {
        DiffRecord error = Diffs.of("q", SECRETS.get(5), DiffValues.MASKED);
        assertEquals("SQLState 22001, code 1406", error.secondaryValue());
        DiffRecord count = Diffs.of("q", new Difference(Kind.COUNT, null, null, 3L, 1L), DiffValues.MASKED);
        assertEquals("3", count.primaryValue());
    }

    @Test
    void theWholeRowIsKeptAsDiscreetlyAsTheValues() throws IOException {
        RowPair pair = new RowPair(
                List.of("id", "name", "note"),
                Arrays.asList(7L, "secret", null),
                Arrays.asList(7L, "secrecy", null),
                List.of(1));
        Difference difference = new Difference(Kind.VALUE, "7", "name", "secret", "secrecy", null, pair);
        DiffRows full = rows(difference, DiffValues.FULL);
        assertEquals(Arrays.asList("7", "secret", null), full.primary());
        assertEquals(Arrays.asList("7", "secrecy", null), full.secondary());
        assertEquals(List.of(1), full.differing());
        assertEquals(
                Arrays.asList("***", "***", null),
                rows(difference, DiffValues.MASKED).primary());
        DiffRecord hashed = Diffs.of("q", difference, DiffValues.HASHED);
        assertEquals(
                hashed.primaryValue(),
                rows(difference, DiffValues.HASHED).primary().get(1));
        assertEquals(null, Diffs.of("q", difference, DiffValues.NONE).rows());
        List<DiffRecord> read = new ArrayList<>();
        DiffLine.parse(DiffLine.of(hashed), read::add);
        assertEquals(List.of(hashed), read);
    }

    private static DiffRows rows(Difference difference, DiffValues how) {
        return Objects.requireNonNull(Diffs.of("q", difference, how).rows());
    }

    @Test
    void aRecordIsBoundedInSize() throws IOException {
        String huge = "x".repeat(1_000_000);
        Difference difference = new Difference(Kind.VALUE, huge, "name", huge, new byte[1_000_000]);
        assertTrue(DiffLine.of(Diffs.of(huge, difference, DiffValues.FULL)).length() < 30_000);
    }

    @Test
    void jsonOfOneContentIsOneText() {
        assertEquals(
                JsonText.normal("{\"b\":[1,2.50],\"a\":null}"), JsonText.normal("{\"a\": null, \"b\": [1.0, 2.5]}"));
        assertNotEquals(JsonText.normal("[1,2]"), JsonText.normal("[2,1]"));
        assertNotEquals(JsonText.normal("1.00000000000000000001"), JsonText.normal("1"));
        assertNotEquals(JsonText.normal("\"1\""), JsonText.normal("1"));
        assertEquals("{broken", JsonText.normal("{broken"));
        assertEquals("", JsonText.normal(""));
    }
}

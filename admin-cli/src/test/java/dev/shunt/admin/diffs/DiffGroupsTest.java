package dev.shunt.admin.diffs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.shunt.compare.Difference.Kind;
import dev.shunt.config.DiffValues;
import dev.shunt.config.Side;
import dev.shunt.diff.DiffReads;
import dev.shunt.diff.DiffRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** What the overview says about groups of differences. */
@NullUnmarked
class DiffGroupsTest {
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    private final DiffGroups groups = new DiffGroups(Instant.MIN);

    @Test
    void countsOfWhatWasNotWrittenOneByOneBelongToTheGroup() {
        groups.diff(diff("q", NOON.plusSeconds(9), 1, "A1"));
        groups.diff(diff("q", NOON.plusSeconds(10), 1_199, null));
        groups.diff(diff("other", NOON, 2, null));
        List<DiffGroup> all = groups.all();
        assertEquals(1_200, all.get(0).count());
        assertEquals("A1", all.get(0).sample());
        assertEquals(NOON.plusSeconds(10), all.get(0).last());
        assertNull(all.get(1).sample());
    }

    @Test
    void whatIsAsFrequentInBothHalvesIsSteadyAndWhatIsNotRisesOrFalls() {
        for (int minute = 0; minute < 120; minute++) {
            Instant time = NOON.plusSeconds(60L * minute);
            groups.diff(diff("steady", time, 1, "S"));
            groups.diff(diff("rising", time, minute < 60 ? 1 : 3, "R"));
            groups.diff(diff("falling", time, minute < 60 ? 3 : 1, "F"));
        }
        Instant now = NOON.plus(HOUR.multipliedBy(2));
        assertEquals(Trend.STEADY, group("steady").trend(now));
        assertEquals(Trend.RISING, group("rising").trend(now));
        assertEquals(Trend.FALLING, group("falling").trend(now));
        assertEquals(Trend.NEW, group("steady").trend(NOON.plusSeconds(300)));
    }

    @Test
    void moreDifferencesOfMoreReadsAreNoRise() {
        for (int minute = 0; minute < 120; minute++) {
            Instant time = NOON.plusSeconds(60L * minute);
            groups.diff(diff("q", time, minute < 60 ? 1 : 5, "Q"));
            groups.reads(new DiffReads(time.minusSeconds(60), time, "i", "q", minute < 60 ? 100 : 500, 1));
        }
        assertEquals(Trend.STEADY, group("q").trend(NOON.plus(HOUR.multipliedBy(2))));
    }

    @Test
    void itIsQuietOnceItWouldHaveShown() {
        groups.diff(diff("q", NOON, 1, "Q"));
        groups.diff(diff("q", NOON.plus(HOUR), 1, "Q"));
        groups.reads(new DiffReads(NOON, NOON.plus(HOUR), "i", "q", 200, 2));
        Instant later = NOON.plus(HOUR.multipliedBy(2));
        assertEquals(Trend.STEADY, group("q").trend(later));
        groups.reads(new DiffReads(NOON.plus(HOUR), later, "i", "q", 200, 0));
        assertEquals(Trend.STEADY, group("q").trend(later), "one in 100 reads: 200 without prove nothing");
        groups.reads(new DiffReads(later, later.plusSeconds(1), "i", "q", 100, 0));
        assertEquals(300, group("q").quietReads());
        assertEquals(Trend.QUIET, group("q").trend(later));
    }

    @Test
    void ofTheTimeBeforeOnlyTheAgeCounts() {
        DiffGroups since = new DiffGroups(NOON.plus(HOUR));
        since.diff(diff("old", NOON, 7, "O"));
        since.diff(diff("both", NOON, 7, "B"));
        since.diff(diff("both", NOON.plus(HOUR), 1, "B"));
        since.reads(new DiffReads(NOON.minus(HOUR), NOON, "i", "both", 50, 1));
        List<DiffGroup> all = since.all();
        assertEquals(1, all.size());
        assertEquals(1, all.get(0).count());
        assertEquals(0, all.get(0).reads().compared());
        assertEquals(Trend.STEADY, all.get(0).trend(NOON.plus(HOUR)), "not new");
    }

    @Test
    void longValuesAreShownFromWhereTheyDiffer() {
        String same = "x".repeat(100);
        Cells cells = Cells.of(same + "left", same + "right", 20);
        assertEquals("…xxxxxxleft", cells.primary());
        assertEquals("…xxxxxxright", cells.secondary());
        assertEquals(
                "…" + "x".repeat(6) + "y".repeat(12) + "…",
                Cells.of(same + "y".repeat(50), same, 20).primary());
    }

    @Test
    void whatCannotBeSeenIsMadeVisible() {
        assertEquals("NULL", Cells.visible(null));
        assertEquals("'NULL'", Cells.visible("NULL"));
        assertEquals("''", Cells.visible(""));
        assertEquals("'abc '", Cells.visible("abc "));
        assertEquals("a\\nb\\u001b[31m", Cells.visible("a\nb\u001b[31m"));
    }

    private DiffGroup group(String fingerprint) {
        return groups.all().stream()
                .filter(group -> group.key().fingerprint().equals(fingerprint))
                .findFirst()
                .orElseThrow();
    }

    private static DiffRecord diff(String fingerprint, Instant time, long count, String id) {
        return new DiffRecord(
                id == null ? "summary" : id,
                time,
                time,
                "shop-1",
                fingerprint,
                id == null ? null : fingerprint,
                null,
                Kind.VALUE,
                "product",
                "7",
                "price",
                "1",
                "2",
                400,
                900,
                Side.SOURCE,
                count,
                DiffValues.FULL,
                null);
    }
}

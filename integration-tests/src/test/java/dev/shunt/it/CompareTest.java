package dev.shunt.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.compare.Difference.Kind;
import dev.shunt.diff.DiffRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Reads of every kind on equal data show no difference, planted differences are found, each as what it is.
 * {@code mvn verify -Pcompare} runs only this, and longer.
 */
class CompareTest {
    private static final boolean LONG = Boolean.getBoolean("compare.long");

    private static final int RUNS = 15;
    private static final int LEAST = LONG ? 500 : 20;
    private static final long SECONDS = Long.getLong("compare.seconds", LONG ? 60 : 7);

    private static long statements;
    private static long falseDiffs;
    private static long planted;
    private static long found;

    private final Path directory;

    CompareTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @AfterAll
    static void summary() {
        System.out.println("compare: statements=" + statements + " false_diffs=" + falseDiffs + " planted=" + planted
                + " found=" + found);
    }

    @ParameterizedTest
    @EnumSource
    void equalDataShowsNoDifference(Between between) throws Exception {
        List<String> wrong = new ArrayList<>();
        long compared = 0;
        int turn = 0;
        try (CompareBed bed = CompareBed.open(between, directory, Map.of())) {
            for (Question question : Corpus.questions()) {
                if (!between.runs(question.where())) {
                    continue;
                }
                boolean equal = false;
                for (WayToRead way : ways(turn++)) {
                    CompareBed.Judgement judgement;
                    try {
                        judgement = bed.ask(question, way);
                    } catch (Exception e) {
                        wrong.add(question + ": " + e);
                        continue;
                    }
                    equal |= judgement.end().equals("equal");
                    List<DiffRecord> diffs = judgement.diffs().stream()
                            .filter(diff -> !mayChoose(question, diff))
                            .toList();
                    falseDiffs += diffs.size();
                    if (!diffs.isEmpty() || !(judgement.end().equals("equal") || expected(question, judgement))) {
                        wrong.add(question + " (" + way + "): " + judgement);
                    }
                }
                compared += equal ? 1 : 0;
            }
        }
        statements += compared;
        System.out.println("compare: " + between + ", " + compared + " of " + turn + " statements compared");
        assertEquals(List.of(), wrong, () -> wrong.size() + " statements\n" + String.join("\n", wrong));
        assertTrue(compared >= 300, "only " + compared + " statements were compared");
    }

    /** Which rows a page without a full order has is told, but is no difference of the data. */
    private static boolean mayChoose(Question question, DiffRecord diff) {
        return diff.kind() == Kind.CHOICE && "incomparable".equals(question.ends());
    }

    /** What may not even leave the primary is not always counted, and a choice may be another one the next time. */
    private static boolean expected(Question question, CompareBed.Judgement judgement) {
        String ends = question.ends();
        return ends != null
                && (judgement.end().equals(ends)
                        || (judgement.end().equals("nothing") && ends.startsWith("stayed"))
                        || (judgement.end().equals("settled") && ends.equals("incomparable")));
    }

    @ParameterizedTest
    @EnumSource
    void eachPlantedDifferenceIsReportedAsWhatItIs(Between between) throws Exception {
        List<String> wrong = new ArrayList<>();
        try (CompareBed bed = CompareBed.open(between, directory, Map.of())) {
            for (Planted plant : Planted.all()) {
                if (!between.runs(plant.where())) {
                    continue;
                }
                bed.plant(plant);
                CompareBed.Judgement judgement = bed.tryToAsk(plant.question(), WayToRead.OBJECTS);
                planted++;
                if (plant.found(judgement)) {
                    found++;
                } else {
                    wrong.add(plant + ": " + judgement.end() + " " + Planted.shown(judgement.diffs()));
                }
            }
        }
        assertEquals(List.of(), wrong, () -> wrong.size() + " of them\n" + String.join("\n", wrong));
    }

    static Stream<Arguments> underWriters() {
        Stream<Arguments> some =
                Stream.of(Arguments.of(Databases.SERVERS, "async"), Arguments.of(Databases.H2, "sync"));
        Stream<Arguments> others =
                Stream.of(Arguments.of(Databases.SERVERS, "sync"), Arguments.of(Databases.H2, "async"));
        return LONG ? Stream.concat(some, others) : some;
    }

    @ParameterizedTest
    @MethodSource("underWriters")
    void underWritersOnlyWhatIsPlantedIsReported(Databases databases, String mirror) throws Exception {
        long seed = seed();
        ReadsUnderStress.Result result = underStress(databases, mirror, seed, 1);
        for (int run = 2; result.othersDiffer() && result.forgotten() > 0; run++) {
            assertTrue(run <= RUNS, "H2 has forgotten transactions in each run");
            result = underStress(databases, mirror, seed, run);
        }
        falseDiffs += result.wrong().size();
        planted += ReadsUnderStress.EXPECTED.size();
        found += result.found().size();
        assertFalse(result.othersDiffer(), result.differing() + " rows differ in the end, seed " + seed);
        assertEquals(Set.of(), result.wrong(), "seed " + seed);
        assertEquals(ReadsUnderStress.EXPECTED, result.found(), "seed " + seed);
        assertTrue(result.compared() > LEAST, "only " + result.compared() + " reads were compared");
    }

    private ReadsUnderStress.Result underStress(Databases databases, String mirror, long seed, int run)
            throws Exception {
        ReadsUnderStress.Result result = ReadsUnderStress.run(
                databases,
                directory.resolve("run" + run),
                settings(mirror, 5),
                Duration.ofSeconds(SECONDS),
                seed,
                some -> some.found().equals(ReadsUnderStress.EXPECTED) && some.compared() > LEAST
                        || !some.wrong().isEmpty());
        System.out.println("compare: " + databases + " " + mirror + ", " + result.counts() + ", " + result.forgotten()
                + " forgotten by H2");
        return result;
    }

    /** The test above can fail. */
    @Test
    void withoutASecondLookRacesAreReportedAsDifferences() throws Exception {
        Set<String> wrong = ReadsUnderStress.run(
                        Databases.H2,
                        directory.resolve("run"),
                        settings("async", 0),
                        Duration.ofSeconds(5),
                        seed(),
                        some -> !some.wrong().isEmpty())
                .wrong();
        assertNotEquals(Set.of(), wrong);
    }

    /** H2 takes longer. */
    static List<Databases> ofAMillion() {
        return LONG ? List.of(Databases.values()) : List.of(Databases.SERVERS);
    }

    @ParameterizedTest
    @MethodSource("ofAMillion")
    void oneOfAMillionRowsIsFoundInLittleMemory(Databases databases) throws Exception {
        if (databases == Databases.SERVERS) {
            try (Pair pair = Pair.embedded()) {
                assertFoundInLittleMemory(pair);
            }
            return;
        }
        try (H2Process source = H2Process.start(Files.createDirectory(directory.resolve("source")));
                H2Process target = H2Process.start(Files.createDirectory(directory.resolve("target")))) {
            assertFoundInLittleMemory(new Pair(Databases.H2, source.url(), target.url()));
        }
    }

    private void assertFoundInLittleMemory(Pair pair) throws Exception {
        pair.onBoth(MillionRows.TABLES);
        pair.onTarget(MillionRows.PLANTED);
        Shunted shunted = Shunted.start(
                pair,
                directory,
                Map.of(
                        "shadow.percent",
                        "100",
                        "shadow.slower",
                        "0",
                        "shadow.timeout",
                        "5 min",
                        "target.timeout",
                        "5 min"));
        String said = MillionRows.run(shunted);
        System.out.println("compare: " + said);
        assertTrue(said.contains("rows 1000000") && said.endsWith("exit 0"), said);
        assertTrue(said.contains("compared=1,"), said);
        List<DiffRecord> diffs = shunted.diffs();
        planted++;
        found += diffs.size();
        assertEquals(1, diffs.size(), () -> said + Planted.shown(diffs));
        assertEquals(Kind.REST, diffs.get(0).kind());
        assertEquals("v", String.valueOf(diffs.get(0).column()).toLowerCase(Locale.ROOT));
    }

    private static long seed() {
        return Long.getLong("compare.seed", System.nanoTime() % 1_000_000);
    }

    private static Map<String, String> settings(String mirror, int rechecks) {
        return Map.of(
                "mirror", mirror,
                "mirror.ask", "always",
                "shadow.percent", "100",
                "shadow.settle", "200 ms",
                "heartbeat", "200 ms",
                "shadow.slower", "0",
                "shadow.rechecks", Integer.toString(rechecks));
    }

    /** All of them in the long form; else each statement is read in one, and each way has its turn. */
    private static List<WayToRead> ways(int turn) {
        WayToRead[] all = WayToRead.values();
        return LONG ? List.of(all) : List.of(all[turn % all.length]);
    }
}

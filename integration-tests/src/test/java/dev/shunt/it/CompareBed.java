package dev.shunt.it;

import dev.shunt.diff.DiffRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.awaitility.Awaitility;

/** Two databases whose reads are all compared, one after the other, so that it is known what came of each. */
final class CompareBed implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> ENDS =
            List.of("equal", "settled", "diffs", "noise", "unsettled", "incomparable", "dropped", "errors");

    private final Pair pair;
    private final Shunted shunted;
    private final Connection connection;
    private final Set<String> known = new HashSet<>();
    private boolean reshaped;

    private CompareBed(Pair pair, Shunted shunted, Connection connection) {
        this.pair = pair;
        this.shunted = shunted;
        this.connection = connection;
    }

    /**
     * What came of a read.
     *
     * @param end one of the counters of the shadow reads, or that of a skip, or why it was not asked at all
     * @param diffs the differences reported
     */
    record Judgement(String end, List<DiffRecord> diffs) {}

    /** Opens two databases with the tables of the corpus and those for planted differences, the same rows in both. */
    static CompareBed open(Between between, Path directory, Map<String, String> settings)
            throws SQLException, IOException {
        Pair pair = between.open();
        Map<String, String> all = new LinkedHashMap<>(Map.of(
                "shadow.percent",
                "100",
                "shadow.settle",
                "1 ms",
                "shadow.timeout",
                "30 s",
                "target.timeout",
                "30 s",
                "shadow.slower",
                "0",
                "heartbeat",
                "100 ms")); // on a busy machine anything may take long
        all.putAll(settings);
        pair.onSource(Corpus.tables(pair.sourceIsH2()));
        pair.onTarget(Corpus.tables(pair.targetIsH2()));
        clear(pair);
        Shunted shunted = Shunted.start(pair, Files.createDirectories(directory.resolve(between.name())), all);
        return new CompareBed(pair, shunted, shunted.connect()); // it reads what tables there are when it starts
    }

    /** Plants a difference, and nothing else. */
    void plant(Planted difference) throws SQLException {
        if (reshaped) {
            clear(pair);
        } else {
            pair.onSource(Corpus.planting(pair.sourceIsH2()));
            pair.onTarget(Corpus.planting(pair.targetIsH2()));
        }
        reshaped = difference.reshapes();
        difference.plant(pair);
    }

    private static void clear(Pair pair) throws SQLException {
        pair.onSource(Corpus.plantable(pair.sourceIsH2()));
        pair.onTarget(Corpus.plantable(pair.targetIsH2()));
    }

    Pair pair() {
        return pair;
    }

    /** Asks, and waits for what comes of it. An error of the primary is thrown. */
    Judgement ask(Question question, WayToRead way) throws Exception {
        return judged(question, () -> question.ask(connection, way));
    }

    /** As the other; an error of the primary may be what is planted. */
    Judgement tryToAsk(Question question, WayToRead way) throws Exception {
        return judged(question, () -> {
            try {
                question.ask(connection, way);
            } catch (SQLException e) {
                System.out.println("compare: the primary refused " + question + ": " + e.getSQLState());
            }
        });
    }

    private interface Asking {
        void ask() throws Exception;
    }

    private Judgement judged(Question question, Asking asking) throws Exception {
        Map<String, Long> before = ends();
        asking.ask();
        Awaitility.await(question.toString())
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> number(shunted.status("shadow"), "underway") == 0);
        List<String> happened = new ArrayList<>();
        Map<String, Long> after = ends();
        after.forEach((end, count) -> {
            if (count > before.getOrDefault(end, 0L)) {
                happened.add(end);
            }
        });
        happened.remove(happened.contains("settled") ? "equal" : "");
        return new Judgement(happened.isEmpty() ? "nothing" : String.join(", ", happened), fresh());
    }

    private Map<String, Long> ends() throws IOException {
        Map<String, Object> status = shunted.status();
        Map<String, Object> shadow = Shunted.part(status, "shadow");
        Map<String, Long> ends = new TreeMap<>();
        ENDS.forEach(end -> ends.put(end, number(shadow, end)));
        Shunted.part(shadow, "skipped").forEach((reason, count) -> ends.put("skipped " + reason, number(count)));
        Shunted.part(Shunted.part(status, "gray"), "stayed").forEach((reason, count) -> {
            if (!reason.equals("gray is 0")) {
                ends.put("stayed " + reason, number(count));
            }
        });
        return ends;
    }

    /** The differences that were reported since the last call. */
    private List<DiffRecord> fresh() {
        List<DiffRecord> fresh = new ArrayList<>();
        Awaitility.await("the diff log")
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() ->
                        known.size() + fresh.size() >= number(shunted.status("shadow"), "records") || readInto(fresh));
        fresh.forEach(diff -> known.add(diff.id()));
        return fresh;
    }

    private boolean readInto(List<DiffRecord> fresh) throws IOException {
        fresh.clear();
        shunted.diffs().stream().filter(diff -> !known.contains(diff.id())).forEach(fresh::add);
        return false;
    }

    private static long number(Map<String, Object> part, String name) {
        return number(part.getOrDefault(name, 0L));
    }

    private static long number(Object count) {
        return ((Number) count).longValue();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
        shunted.close();
        pair.close();
    }
}

package dev.shunt.it;

import dev.shunt.metrics.StatusClient;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One application that is killed again and again, each time followed by the next one on the same state directory, among
 * {@link Troubles}; at last the books are compared.
 */
final class CrashRun {
    private static final int THREADS = 6;
    private static final int SHOWN = 20;
    private static final Duration WORK = Duration.ofSeconds(8);
    private static final Duration DRAIN = Duration.ofMinutes(3);

    private final Settings settings;
    private final Random random;
    private final List<String> wrong = new ArrayList<>();
    private long rowSyncs;

    /**
     * How to run.
     *
     * @param secondary the server of {@code pair}'s target
     * @param shunt settings of Shunt
     * @param directory for its state, and the ledger
     */
    record Settings(
            Pair pair, Sufferer secondary, Map<String, String> shunt, Path directory, long seed, int kills, int rare) {}

    /** What reached the primary late. */
    record Late(int commits, int statements) {}

    /**
     * What came of it.
     *
     * @param faults troubles besides the kills
     * @param late commits, and statements, that reached the primary after their client had gone, or was about to go
     * @param transactions that were acknowledged
     * @param rowSyncs that are known of; each generation's last ones died with it
     * @param lost transactions that were acknowledged and are not on the primary
     * @param errors of the application that are not its primary's doing
     * @param wrong what of all that should not have been
     */
    record Result(
            long kills,
            long faults,
            Late late,
            long transactions,
            long rowSyncs,
            long lost,
            long differing,
            long errors,
            List<String> wrong) {
        static final Result NONE = new Result(0, 0, new Late(0, 0), 0, 0, 0, 0, 0, List.of());

        Result plus(Result other) {
            List<String> all = new ArrayList<>(wrong);
            all.addAll(other.wrong);
            return new Result(
                    kills + other.kills,
                    faults + other.faults,
                    new Late(late.commits + other.late.commits, late.statements + other.late.statements),
                    transactions + other.transactions,
                    rowSyncs + other.rowSyncs,
                    lost + other.lost,
                    differing + other.differing,
                    errors + other.errors,
                    all);
        }

        @Override
        public String toString() {
            return "kills=" + kills + " faults=" + faults + " late_commits=" + late.commits + " late_statements="
                    + late.statements + " transactions=" + transactions + " row_syncs=" + rowSyncs + " lost=" + lost
                    + " differing_rows=" + differing + " application_errors=" + errors;
        }
    }

    CrashRun(Settings settings) {
        this.settings = settings;
        this.random = new Random(settings.seed());
    }

    /** Runs to the end; what is wrong is in the result. */
    Result run() throws Exception {
        Pair pair = settings.pair();
        pair.onBoth(StressSchema.TABLES);
        pair.onBoth(List.of(Ledger.TABLE));
        try (LateCommits late =
                pair.kind() == Databases.H2 ? null : LateCommits.before(pair.sourceUrl(), random.nextLong())) {
            Pair through = late == null ? pair : new Pair(pair.kind(), late.url(), pair.targetUrl());
            Shunted shunted = Shunted.start(through, settings.directory(), settings.shunt());
            Set<Long> cut = new HashSet<>();
            long faults = lives(shunted, late, cut);
            lastLife(shunted);
            return result(
                    faults, late == null ? new Late(0, 0) : new Late(late.lateCommits(), late.lateStatements()), cut);
        }
    }

    private long lives(Shunted shunted, @Nullable LateCommits late, Set<Long> cut) throws Exception {
        try (Troubles troubles = Troubles.begin(settings.pair(), settings.secondary(), random.nextLong())) {
            for (int life = 0; life < settings.kills(); life++) {
                try (StressProcess application = StressProcess.start(application(shunted), life)) {
                    live(application, troubles, late, shunted);
                }
            }
            if (late != null) {
                late.lose(0);
                late.release();
                cut.addAll(late.lost());
            }
            cut.addAll(troubles.killed());
            return troubles.faults() + (late == null ? 0 : late.lost().size());
        }
    }

    /** From its start to its kill: some die while they start, some in a commit that arrives later. */
    private void live(StressProcess application, Troubles troubles, @Nullable LateCommits late, Shunted shunted)
            throws Exception {
        if (random.nextInt(6) == 0) {
            Troubles.wait(Duration.ofMillis(random.nextInt(1_500)));
            release(late);
            application.kill();
            return;
        }
        if (random.nextBoolean()) {
            Troubles.wait(Duration.ofMillis(random.nextInt(2_000)));
            release(late);
        }
        application.awaitUp(); // what was kept may be later than the recovery
        int before = Ledger.committed(settings.directory()).size();
        troubles.killConnections(true);
        Troubles.wait(Duration.ofMillis(random.nextInt(2_000)));
        if (late != null) {
            late.lose(0.05); // not before: who cannot connect at all never comes up
        }
        release(late);
        awaitWork(before + random.nextInt(30));
        troubles.killConnections(false);
        rowSyncs += synced(shunted);
        application.ended().ifPresent(wrong::add);
        if (late != null && random.nextBoolean()) {
            late.keep(Duration.ofMillis(500));
        }
        application.kill();
        if (late != null) {
            late.lose(0);
            late.keepNoMore();
        }
    }

    /** However slow the machine: a life is to leave something, if it can. */
    private void awaitWork(int transactions) throws IOException {
        long patience = System.nanoTime() + WORK.toNanos();
        while (Ledger.committed(settings.directory()).size() < transactions && System.nanoTime() < patience) {
            Troubles.wait(Duration.ofMillis(20));
        }
    }

    private static void release(@Nullable LateCommits late) {
        if (late != null) {
            late.release();
        }
    }

    /** Nothing is done to this one: it works a little, stops, and has nothing left to sync. */
    private void lastLife(Shunted shunted) throws Exception {
        try (StressProcess application = StressProcess.start(application(shunted), settings.kills())) {
            application.awaitUp();
            Troubles.wait(Duration.ofMillis(500));
            application.stop();
            try {
                shunted.awaitNothingPending(DRAIN);
            } catch (ConditionTimeoutException e) {
                wrong.add("not drained: " + shunted.status());
                System.out.println(StatusClient.ask(shunted.state(), "journal") + "\n" + application.stacks());
            }
            shunted.tainted().forEach((table, reason) -> wrong.add(table + " is tainted by " + reason));
            rowSyncs += synced(shunted);
        }
    }

    private StressProcess.Settings application(Shunted shunted) {
        return new StressProcess.Settings(
                shunted, settings.directory(), settings.seed(), THREADS, settings.rare(), false);
    }

    private static long synced(Shunted shunted) throws IOException {
        return shunted.status("mirror").get("synced") instanceof Number synced ? synced.longValue() : 0;
    }

    private Result result(long faults, Late late, Set<Long> cut) throws SQLException, IOException {
        Set<Long> acknowledged = Ledger.committed(settings.directory());
        Set<Long> lost = new HashSet<>(acknowledged);
        try (Connection source = settings.pair().source();
                Connection target = settings.pair().target()) {
            lost.removeAll(entries(source));
            lost.stream().limit(SHOWN).forEach(id -> wrong.add("acknowledged, and not on the primary: " + id));
            List<Ledger.Failure> errors = Ledger.failures(settings.directory()).stream()
                    .filter(failure -> !cut.contains(failure.session()))
                    .toList();
            errors.stream().limit(SHOWN).forEach(error -> wrong.add("an error of the application: " + error));
            Tables.Result differences = Tables.differences(source, target, Set.of());
            wrong.addAll(differences.differences());
            return new Result(
                    settings.kills(),
                    faults,
                    late,
                    acknowledged.size(),
                    rowSyncs,
                    lost.size(),
                    differences.count(),
                    errors.size(),
                    wrong);
        }
    }

    private static Set<Long> entries(Connection source) throws SQLException {
        Set<Long> entries = new HashSet<>();
        try (Statement statement = source.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id FROM ledger")) {
            while (rows.next()) {
                entries.add(rows.getLong(1));
            }
        }
        return entries;
    }
}

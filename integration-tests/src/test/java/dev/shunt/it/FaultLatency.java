package dev.shunt.it;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a shop pays for {@code mirror = async} while the target is well, and while it is not: a shop without Shunt and one
 * through Shunt take short turns on one server, and the medians of the turns are compared, so that what else the machine
 * does falls on both. A measurement, not a check of every build:
 *
 * <pre>mvn -pl driver,admin-cli,integration-tests -Dtest=FaultLatency -Dsurefire.failIfNoSpecifiedTests=false test</pre>
 *
 * {@code -Dlatency.turns=…} and {@code -Dlatency.millis=…} make it longer.
 */
class FaultLatency {
    private static final int TURNS = Integer.getInteger("latency.turns", 9);
    private static final long MILLIS = Long.getLong("latency.millis", 1_500);
    private static final long SEED = Long.getLong("latency.seed", 7);

    private interface State {
        void begin() throws IOException;
    }

    /** The turns of one side. */
    private record Side(List<List<LatencyShop.Time>> turns) {
        /** The median over the turns of each turn's percentile, in microseconds. */
        long micros(int percentile, Set<LatencyShop.Kind> kinds) {
            long[] each = turns.stream()
                    .mapToLong(turn -> percentile(
                            percentile,
                            turn.stream()
                                    .filter(time -> kinds.contains(time.kind()))
                                    .mapToLong(LatencyShop.Time::nanos)
                                    .sorted()
                                    .toArray()))
                    .sorted()
                    .toArray();
            return percentile(50, each) / 1_000;
        }

        private static long percentile(int percentile, long[] sorted) {
            return sorted.length == 0 ? 0 : sorted[sorted.length * percentile / 100];
        }
    }

    private final Pair pair = Pair.embedded();
    private final Pair other = Pair.embedded();
    private final TcpProxy proxy = TcpProxy.before(pair.targetUrl());
    private final Path directory;

    FaultLatency(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void ofAShopWithoutShuntAndThroughIt() throws Exception {
        pair.onBoth(LatencyShop.TABLES);
        other.onBoth(LatencyShop.TABLES);
        Map<String, State> states = new LinkedHashMap<>();
        states.put("well", proxy::pass);
        states.put("down", proxy::refuse);
        states.put("hanging", proxy::hang);
        states.put("slow", () -> proxy.slow(Duration.ofMillis(200)));
        states.put("refusing", () -> {
            proxy.pass();
            proxy.refuse();
        });
        System.out.println("latency: " + TURNS + " turns of " + MILLIS + " ms on each side, seed " + SEED
                + "; microseconds, without Shunt / through Shunt = ratio");
        try (Shunted shunted = Shunted.start(pair, directory, Map.of("target.url", proxy.url()));
                Connection plain = other.source();
                Connection again = other.source();
                Connection through = shunted.connect()) {
            LatencyShop left = new LatencyShop(plain, SEED);
            LatencyShop right = new LatencyShop(through, SEED);
            left.trade(4 * MILLIS);
            right.trade(4 * MILLIS);
            turns("no Shunt on either side", left, new LatencyShop(again, SEED));
            turns("at rest", left, right);
            shunted.set(Map.of("mirror", "async", "shadow.percent", "100"));
            awaitAsync(shunted);
            right.trade(4 * MILLIS);
            for (Map.Entry<String, State> state : states.entrySet()) {
                state.getValue().begin();
                turns("target " + state.getKey(), left, right);
                System.out.println("  " + shunted.status("breaker") + " " + pending(shunted) + " pending");
                proxy.pass();
                shunted.awaitDrained(Duration.ofMinutes(2));
            }
        } finally {
            proxy.close();
            pair.close();
            other.close();
        }
    }

    private static void awaitAsync(Shunted shunted) {
        Awaitility.await().until(() -> "async".equals(shunted.status("mirror").get("mode")));
    }

    private static Object pending(Shunted shunted) throws IOException {
        return shunted.status("mirror").get("pending");
    }

    private static void turns(String what, LatencyShop left, LatencyShop right) throws SQLException {
        Side plain = new Side(new ArrayList<>());
        Side shunt = new Side(new ArrayList<>());
        for (int turn = 0; turn < TURNS; turn++) {
            // who goes first changes, so that neither always follows the other
            for (boolean first : new boolean[] {turn % 2 == 0, turn % 2 != 0}) {
                (first ? plain : shunt).turns().add((first ? left : right).trade(MILLIS));
            }
        }
        Set<LatencyShop.Kind> all = EnumSet.allOf(LatencyShop.Kind.class);
        System.out.println(what + ": p99 " + ratio(99, all, plain, shunt) + ", median " + ratio(50, all, plain, shunt));
        for (LatencyShop.Kind kind : LatencyShop.Kind.values()) {
            System.out.println("    " + kind + " median " + ratio(50, Set.of(kind), plain, shunt));
        }
    }

    private static String ratio(int percentile, Set<LatencyShop.Kind> kinds, Side plain, Side shunt) {
        long without = plain.micros(percentile, kinds);
        long through = shunt.micros(percentile, kinds);
        return String.format(Locale.ROOT, "%d / %d = %.2f", without, through, (double) through / without);
    }
}

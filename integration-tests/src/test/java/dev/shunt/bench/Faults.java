package dev.shunt.bench;

import com.zaxxer.hikari.HikariDataSource;
import dev.shunt.admin.demo.DemoShop;
import dev.shunt.it.Databases;
import dev.shunt.it.Pair;
import dev.shunt.it.TcpProxy;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What the demo's shop pays for {@code mirror = async} while the target is well, and while it is not. */
@State(Scope.Thread)
public class Faults {
    static final String NAME = "faults";

    private static final List<String> WAYS = List.of("plain", "shunt");
    private static final long SEED = Long.getLong("bench.seed", 7);

    private static final int WARM = Turns.SHORT ? 500 : 15_000;

    private static Map<String, DemoShop> shops = Map.of();

    /** Which shop trades. */
    @Param("plain")
    public String way;

    private DemoShop shop;

    /** How the target is. */
    enum Target {
        WELL {
            @Override
            void begin(TcpProxy proxy) {
                proxy.pass();
            }
        },
        /** Nobody has ever listened. */
        DOWN {
            @Override
            void begin(TcpProxy proxy) throws IOException {
                proxy.refuse();
            }
        },
        /** It falls silent on open connections, and on new ones. */
        HANGING {
            @Override
            void begin(TcpProxy proxy) {
                proxy.hang();
            }
        },
        /** Each packet takes 200 ms. */
        SLOW {
            @Override
            void begin(TcpProxy proxy) {
                proxy.slow(Duration.ofMillis(200));
            }
        },
        /** It was there, cuts its connections and refuses new ones. */
        REFUSING {
            @Override
            void begin(TcpProxy proxy) throws IOException {
                proxy.refuse();
            }
        };

        abstract void begin(TcpProxy proxy) throws IOException;
    }

    static void measure() throws Exception {
        Turns.line("%s seed=%d", NAME, SEED);
        for (Target target : Target.values()) {
            measure(target);
        }
    }

    private static void measure(Target target) throws Exception {
        Map<String, String> async = Map.of("mirror", "async");
        try (Pair without = Databases.SERVERS.open();
                Bed bed = Bed.behindProxy(DemoShop.tables(), async, target == Target.DOWN);
                HikariDataSource plain = Bed.pool(without.sourceUrl(), Map.of());
                HikariDataSource shunt = bed.pool()) {
            without.onBoth(DemoShop.tables());
            for (Pair pair : List.of(without, bed.pair())) {
                fill(pair.source());
                fill(pair.target());
            }
            shops = Map.of("plain", new DemoShop(plain, SEED), "shunt", new DemoShop(shunt, SEED));
            warm();
            target.begin(bed.proxy());
            Turns turns = Latency.of(Faults.class, "trade", WAYS);
            String what = NAME + " " + target.name().toLowerCase(Locale.ROOT);
            WAYS.forEach(each -> Latency.line(what, each, WAYS.get(0), turns));
        }
    }

    private static void fill(Connection database) throws SQLException {
        try (database) {
            DemoShop.fill(database);
        }
    }

    /** So that both code and tables are as in the middle of a day: compiled, and of some size. */
    private static void warm() throws SQLException {
        for (DemoShop each : shops.values()) {
            for (int i = 0; i < WARM; i++) {
                each.trade();
            }
        }
    }

    @Setup
    public void open() {
        shop = shops.get(way);
    }

    @Setup(Level.Invocation)
    public void pause() {
        shop.pause();
    }

    @Benchmark
    public void trade() throws SQLException {
        shop.trade();
    }
}

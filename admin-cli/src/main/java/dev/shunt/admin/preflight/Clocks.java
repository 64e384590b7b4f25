package dev.shunt.admin.preflight;

import java.sql.SQLException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** How far both databases' clocks are apart, as well as two round trips can tell. */
final class Clocks implements Check {
    private static final int TRIES = 3;
    private static final long BOUND_MICROS = TimeUnit.SECONDS.toMicros(1);

    /** A clock against this process's own, give or take {@code doubt}. */
    private record Reading(long ahead, long doubt) {}

    @Override
    public void look(Pair pair, Findings findings) throws SQLException {
        Reading source = read(pair.source());
        Reading target = read(pair.target());
        long apart = target.ahead - source.ahead;
        if (Math.abs(apart) > BOUND_MICROS + source.doubt + target.doubt) {
            findings.add(Finding.warning(
                            "the clocks",
                            "",
                            String.format(Locale.ROOT, "%+.1f s", apart / 1e6),
                            "After the cutover NOW() jumps by as much; shunt verify --since misses rows.")
                    .fix("Let the same time servers set both clocks."));
        }
    }

    private static Reading read(Database database) throws SQLException {
        String sql = database.mysql()
                ? "SELECT CAST(UNIX_TIMESTAMP(NOW(6)) * 1000000 AS SIGNED)"
                : "SELECT CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000000 AS BIGINT)";
        Reading best = new Reading(0, Long.MAX_VALUE);
        for (int i = 0; i < TRIES; i++) {
            long before = System.currentTimeMillis() * 1_000;
            long began = System.nanoTime();
            long there = Long.parseLong(database.value(sql));
            long half = (System.nanoTime() - began) / 2_000;
            if (half < best.doubt) {
                best = new Reading(there - before - half, half);
            }
        }
        return best;
    }
}

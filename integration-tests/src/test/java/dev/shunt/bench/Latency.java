package dev.shunt.bench;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Percentiles of single calls, measured in this JVM, whose databases all ways share. */
final class Latency {
    /** {@code -Dbench.turns=…}. */
    private static final int TURNS = Integer.getInteger("bench.turns", Turns.SHORT ? 2 : 9);

    private Latency() {}

    /** Measures the ways in turns, after a turn that only warms up. */
    static Turns of(Class<?> benchmark, String method, List<String> ways) throws RunnerException {
        Options options = new OptionsBuilder()
                .forks(0)
                .mode(Mode.SampleTime)
                .timeUnit(TimeUnit.MICROSECONDS)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(Turns.SHORT ? 500 : 2_000))
                .build();
        Turns.run(1, benchmark, method, ways, options);
        return Turns.run(TURNS, benchmark, method, ways, options);
    }

    /** Prints what a way costs, against the first. */
    static void line(String what, String way, String base, Turns turns) {
        Turns.line(
                "%s %s p50=%.2f p99=%.2f p50_us=%.0f p99_us=%.0f",
                what,
                way,
                turns.ratio(way, base, Turns.percentile(50)),
                turns.ratio(way, base, Turns.percentile(99)),
                turns.median(way, Turns.percentile(50)),
                turns.median(way, Turns.percentile(99)));
    }
}

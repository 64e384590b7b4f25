package dev.shunt.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The results of one JMH benchmark run several ways, which take turns: what else the machine does falls on all of them. A
 * ratio compares two ways within each turn, and is the median over the turns.
 */
final class Turns {
    /** {@code -Dbench.short}: to see that it runs, not what it measures. */
    static final boolean SHORT = System.getProperty("bench.short") != null;

    private final Map<String, List<RunResult>> results = new LinkedHashMap<>();

    private Turns() {}

    /**
     * Runs the benchmark, a method of that class with a parameter {@code way}.
     *
     * @param ways the values of the parameter; the others are compared to the first
     * @param common what holds for all of them
     */
    static Turns run(int turns, Class<?> benchmark, String method, List<String> ways, Options common)
            throws RunnerException {
        Turns all = new Turns();
        List<String> order = new ArrayList<>(ways);
        for (int turn = 0; turn < turns; turn++) {
            for (String way : order) {
                all.results.computeIfAbsent(way, w -> new ArrayList<>()).add(one(benchmark, method, way, common));
            }
            Collections.reverse(order); // so that nobody always follows the same
        }
        return all;
    }

    private static RunResult one(Class<?> benchmark, String method, String way, Options common) throws RunnerException {
        Options options = new OptionsBuilder()
                .parent(common)
                .include("^" + benchmark.getName().replace(".", "\\.") + "\\." + method + "$")
                .param("way", way)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .build();
        return new Runner(options).runSingle();
    }

    double ratio(String way, String base, ToDoubleFunction<RunResult> figure) {
        double[] of = figures(way, figure);
        double[] to = figures(base, figure);
        double[] ratios = new double[of.length];
        Arrays.setAll(ratios, turn -> of[turn] / to[turn]);
        return median(ratios);
    }

    double median(String way, ToDoubleFunction<RunResult> figure) {
        return median(figures(way, figure));
    }

    private double[] figures(String way, ToDoubleFunction<RunResult> figure) {
        return results.get(way).stream().mapToDouble(figure).toArray();
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    static double median(List<Double> values) {
        return median(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** Returns the median of the ratios within each turn. */
    static double ratio(List<Double> of, List<Double> to) {
        double[] ratios = new double[of.size()];
        Arrays.setAll(ratios, turn -> of.get(turn) / to.get(turn));
        return median(ratios);
    }

    static double score(RunResult result) {
        return result.getPrimaryResult().getScore();
    }

    static ToDoubleFunction<RunResult> percentile(double percent) {
        return result -> result.getPrimaryResult().getStatistics().getPercentile(percent);
    }

    /** Prints a line that scripts can rely on. */
    static void line(String format, Object... arguments) {
        System.out.println("bench: " + String.format(Locale.ROOT, format, arguments));
    }
}

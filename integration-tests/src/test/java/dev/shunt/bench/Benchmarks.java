package dev.shunt.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/** All benchmarks, or those named by {@code -Dbench.only=a,b}. Each prints its lines and fails only where it cannot run. */
class Benchmarks {
    @TestFactory
    Stream<DynamicTest> all() {
        Map<String, Executable> benchmarks = new LinkedHashMap<>();
        benchmarks.put(AtRest.NAME, AtRest::measure);
        benchmarks.put(MirrorCost.NAME, MirrorCost::measure);
        benchmarks.put(Faults.NAME, Faults::measure);
        benchmarks.put(ShadowCost.NAME, ShadowCost::measure);
        benchmarks.put(Lag.NAME, Lag::measure);
        benchmarks.put(BackfillCost.NAME, BackfillCost::measure);
        benchmarks.put(VerifyCost.NAME, VerifyCost::measure);
        benchmarks.put(Throttled.NAME, Throttled::measure);
        Set<String> only = Set.of(System.getProperty("bench.only", String.join(",", benchmarks.keySet()))
                .split(","));
        if (!benchmarks.keySet().containsAll(only)) {
            throw new IllegalArgumentException("bench.only is " + only + "; there are " + benchmarks.keySet());
        }
        return benchmarks.entrySet().stream()
                .filter(benchmark -> only.contains(benchmark.getKey()))
                .map(benchmark -> DynamicTest.dynamicTest(benchmark.getKey(), benchmark.getValue()));
    }
}

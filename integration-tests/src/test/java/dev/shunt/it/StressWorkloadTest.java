package dev.shunt.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The workload is sound without Shunt: what fails with it, then, is Shunt's. */
class StressWorkloadTest {
    @ParameterizedTest
    @EnumSource
    void runsOnAPlainConnectionWithNoErrorButThoseOfNormalLife(Databases databases) throws Exception {
        try (Pair pair = databases.open()) {
            pair.onBoth(StressSchema.TABLES);
            StressWorkload.Summary summary = StressWorkload.run(new StressWorkload.Settings(
                    pair.sourceUrl(),
                    List.of(Map.of()),
                    1,
                    8,
                    Duration.ofSeconds(Long.getLong("stress.plain.seconds", 3)),
                    1,
                    50));
            assertTrue(summary.committed() > 50, summary.toString());
        }
    }
}

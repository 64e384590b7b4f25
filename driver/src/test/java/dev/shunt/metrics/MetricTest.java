package dev.shunt.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Writes {@code docs/metrics.md} with {@code -Dshunt.docs.write=true}. */
class MetricTest {
    private static final Path PAGE = Path.of(System.getProperty("basedir", ".")).resolve("../docs/metrics.md");
    private static final String INTRODUCTION = """
            # Metrics

            Made from the declarations in `Metric.java`; `mvn -pl driver -Dtest=MetricTest -Dshunt.docs.write=true test` writes
            this page anew.

            `shunt metrics` writes them as Prometheus reads them; so does the status socket in `state.dir` to who sends it the
            line `metrics`. Every sample has the label `file`, the instance's file. Of what has a label of its own, at most
            2,000 are told. What an instance has nothing to say about is left out.

            In JMX each instance is a bean, `dev.shunt:type=Instance,file="…"`. A metric is an attribute, a number; one with a
            label is a map; those of tables are together in the attribute `Tables`, with the last errors and what tainted the
            table, and since when. `Status` is all of the status as JSON.

            Counters begin with the process, and so does what `shunt status` shows.

            | metric | kind | label | JMX attribute | meaning |
            | --- | --- | --- | --- | --- |
            """;

    @Test
    void thePageSaysWhatTheCodeSays() throws IOException {
        String page = INTRODUCTION + Metric.ALL.stream().map(MetricTest::row).collect(Collectors.joining());
        if (Boolean.getBoolean("shunt.docs.write")) {
            Files.writeString(PAGE, page);
        }
        assertEquals(page, Files.readString(PAGE), "docs/metrics.md is outdated: see its first lines");
    }

    private static String row(Metric metric) {
        String label = metric.label() == null ? "" : "`" + metric.label() + "`";
        String attribute = (metric.perTable() ? "`Tables`, `" : "`") + metric.attribute() + "`";
        return "| `" + metric.name() + "` | " + metric.type() + " | " + label + " | " + attribute + " | "
                + metric.help() + " |\n";
    }

    @Test
    void namesAreUniqueAndAsPrometheusWantsThem() {
        assertEquals(
                Metric.ALL.size(),
                Metric.ALL.stream().map(Metric::name).distinct().count());
        for (Metric metric : Metric.ALL) {
            assertTrue(metric.name().matches("shunt(_[a-z0-9]+)+"), metric.name());
            assertEquals(metric.label() != null, metric.path().contains("*"), metric.name());
            assertFalse(metric.help().contains("\\") || metric.help().contains("\n"), metric.name());
        }
    }

    @Test
    void aStatusIsWrittenAsPrometheusReadsIt() {
        Map<String, Object> table = new LinkedHashMap<>();
        table.put("pending", 12_345_678);
        table.put("oldest_ms", 1_500);
        table.put("whole_table", true);
        table.put("tainted_since", null);
        String odd = "a.b\"c\\d\ne";
        Map<String, Object> status = Map.of(
                "statements",
                7,
                "mirror",
                Map.of("tables", Map.of(odd, table)),
                "latency",
                Map.of("write", Map.of("p50_us", 420)),
                "breaker",
                Map.of("open", false, "state", "closed"));
        String shown = "a.b\\\"c\\\\d\\ne";
        assertEquals("""
                # HELP shunt_statements_total statements that were looked at, which is while a knob is on
                # TYPE shunt_statements_total counter
                shunt_statements_total{file="f"} 7
                # HELP shunt_table_pending_rows rows still to be synced
                # TYPE shunt_table_pending_rows gauge
                shunt_table_pending_rows{file="f",table="ODD"} 12345678
                # HELP shunt_table_whole_table_pending whether rows are pending that cannot be listed
                # TYPE shunt_table_whole_table_pending gauge
                shunt_table_whole_table_pending{file="f",table="ODD"} 1
                # HELP shunt_table_oldest_seconds age of the oldest row still to be synced
                # TYPE shunt_table_oldest_seconds gauge
                shunt_table_oldest_seconds{file="f",table="ODD"} 1.5
                # HELP shunt_table_tainted whether rows may differ that cannot be listed
                # TYPE shunt_table_tainted gauge
                shunt_table_tainted{file="f",table="ODD"} 0
                # HELP shunt_breaker_open whether the secondary is being left alone
                # TYPE shunt_breaker_open gauge
                shunt_breaker_open{file="f"} 0
                # HELP shunt_latency_p50_seconds the median of the calls timed
                # TYPE shunt_latency_p50_seconds gauge
                shunt_latency_p50_seconds{file="f",call="write"} 0.00042
                """.replace("ODD", shown), Prometheus.text(status, "f"));
    }

    @Test
    void thereIsABoundOnTables() {
        Map<String, Object> tables = new LinkedHashMap<>();
        for (int i = 0; i < 5_000; i++) {
            tables.put("t" + i, Map.of("pending", i));
        }
        Map<String, Object> status = Map.of("mirror", Map.of("tables", tables));
        long lines = Prometheus.text(status, "f")
                .lines()
                .filter(line -> line.startsWith("shunt_table_pending"))
                .count();
        assertEquals(Samples.MOST, lines);
    }
}

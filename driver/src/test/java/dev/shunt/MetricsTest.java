package dev.shunt;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.metrics.Metric;
import dev.shunt.metrics.StatusBean;
import dev.shunt.metrics.StatusClient;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The numbers of a running instance, by socket and by JMX. */
class MetricsTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Duration LONG = Duration.ofSeconds(60);

    /** There only under {@code mirror = external}, and where something went wrong. */
    private static final List<String> RARE = List.of(
            "shunt_external_marker_seen",
            "shunt_external_lag_seconds",
            "shunt_shadow_skipped_total",
            "shunt_faults_total");

    @TempDir
    Path dir;

    private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    private final int number = NUMBER.incrementAndGet();
    private final String source = "jdbc:h2:mem:metricsource" + number + ";MODE=MySQL;DB_CLOSE_DELAY=-1";
    private final String target = "jdbc:h2:mem:metrictarget" + number + ";MODE=MySQL;DB_CLOSE_DELAY=-1";
    private Path file;

    @BeforeEach
    void databases() throws SQLException {
        file = dir.resolve("shunt.properties").toAbsolutePath();
        execute(source, "CREATE TABLE t(id INT PRIMARY KEY)");
        execute(target, "CREATE TABLE t(id INT PRIMARY KEY)");
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection connect() throws Exception {
        Files.writeString(
                file, "target.url = " + target + "\nmirror = async\nstate.dir = " + dir.resolve("state") + "\n");
        return DriverManager.getConnection("jdbc:shunt:" + source.substring(5) + ";shunt.config=" + file);
    }

    @AfterEach
    void stop() {
        Instances.stop(file);
    }

    private String metrics() throws Exception {
        return StatusClient.text(dir.resolve("state"), "metrics").orElseThrow();
    }

    @Test
    void everyMetricIsFoundInTheStatus() throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO t VALUES (1)");
            statement.executeQuery("SELECT * FROM t").close();
            await().atMost(LONG)
                    .until(() -> metrics().contains("\nshunt_mirror_synced_rows_total{file=\"" + file + "\"} 1\n"));
            String text = metrics();
            for (Metric metric : Metric.ALL) {
                assertTrue(
                        RARE.contains(metric.name()) || text.contains("\n" + metric.name() + "{"),
                        () -> metric.name() + " is not in " + text);
            }
        }
    }

    @Test
    void theBeanTellsTheSameAndGoesWithTheInstance() throws Exception {
        ObjectName name = StatusBean.name(file.toString());
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO t VALUES (1)");
            await().atMost(LONG).until(() -> beans.getAttribute(name, "MirrorSyncedRowsTotal")
                    .equals(1.0));
            assertEquals(0.0, beans.getAttribute(name, "BreakerOpen"));
            assertEquals(Double.NaN, beans.getAttribute(name, "ExternalLagSeconds"));
            assertEquals(Map.of("source", 1.0), beans.getAttribute(name, "WritesTotal"));
            assertTrue(beans.getAttribute(name, "Status").toString().contains("\"mirror\""));
            statement.execute("CALL 1 + 1");
            TabularData tables = (TabularData) beans.getAttribute(name, "Tables");
            CompositeData table = tables.get(new Object[] {"T"});
            assertEquals(1.0, table.get("TableSyncedRowsTotal"));
            assertEquals(0.0, table.get("TableTainted"));
            CompositeData all = tables.get(new Object[] {"*"});
            assertEquals(1.0, all.get("TableTainted"));
            assertTrue(all.get("tainted_by").toString().contains("mirror.call"));
            for (var attribute : beans.getMBeanInfo(name).getAttributes()) {
                assertEquals(
                        1,
                        beans.getAttributes(name, new String[] {attribute.getName()})
                                .size(),
                        attribute.getName());
            }
        }
        Instances.stop(file);
        assertFalse(beans.isRegistered(name));
    }
}

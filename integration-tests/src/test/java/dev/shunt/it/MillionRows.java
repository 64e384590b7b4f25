package dev.shunt.it;

import dev.shunt.metrics.StatusClient;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.awaitility.Awaitility;

/** An application that reads a result of a million rows through Shunt, in a JVM of its own with little memory. */
final class MillionRows {
    /** Runs anywhere; the last row of all shows the value of {@code odd}. */
    private static final String SQL = "SELECT a.n AS a, b.n AS b, c.n AS c, d.n AS d, e.n AS e, f.n AS f,"
            + " CASE WHEN a.n + b.n + c.n + d.n + e.n + f.n = 60 THEN (SELECT v FROM odd) ELSE 0 END AS v"
            + " FROM numbers a, numbers b, numbers c, numbers d, numbers e, numbers f";

    static final List<String> TABLES = List.of(
            "CREATE TABLE numbers (n INT NOT NULL PRIMARY KEY)",
            "INSERT INTO numbers VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10)",
            "CREATE TABLE odd (v INT NOT NULL PRIMARY KEY)",
            "INSERT INTO odd VALUES (1)");

    /** One of the million rows differs in one column. */
    static final List<String> PLANTED = List.of("UPDATE odd SET v = 2");

    private MillionRows() {}

    /** Returns what the application says, which is how its read was compared, and the last of all else. */
    static String run(Shunted shunted) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx64m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MillionRows.class.getName(),
                        shunted.url(),
                        shunted.properties().get("shunt.config"),
                        shunted.state().toString()))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        return said + "exit " + process.waitFor();
    }

    /** Arguments: the URL, the file, the directory of the state. */
    public static void main(String[] arguments) throws SQLException {
        Properties properties = new Properties();
        properties.put("shunt.config", arguments[1]);
        Path state = Path.of(arguments[2]);
        try (Connection connection = DriverManager.getConnection(arguments[0], properties)) {
            System.out.println("rows " + read(connection));
            Awaitility.await()
                    .atMost(Duration.ofMinutes(5))
                    .until(() -> shadow(state).get("underway").equals(0));
            System.out.println("heap_mb " + peak());
            System.out.println(shadow(state));
        } catch (IOException e) {
            throw new SQLException(e);
        }
        System.exit(0);
    }

    /** The most heap that was in use at any time, garbage included. */
    private static long peak() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getType() == MemoryType.HEAP)
                        .mapToLong(pool -> pool.getPeakUsage().getUsed())
                        .sum()
                >> 20;
    }

    private static long read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            boolean mysql = connection.getMetaData().getURL().startsWith("jdbc:mysql:");
            statement.setFetchSize(mysql ? Integer.MIN_VALUE : 1_000);
            try (ResultSet rows = statement.executeQuery(SQL)) {
                long count = 0;
                while (rows.next()) {
                    count++;
                }
                return count;
            }
        }
    }

    private static Map<String, Object> shadow(Path state) throws IOException {
        return Shunted.part(StatusClient.read(state).orElseThrow(), "shadow");
    }
}

package dev.shunt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that ends in order while rows are still to be synced. */
class ExitTest {
    @TempDir
    Path dir;

    @Test
    void whatIsWrittenAfterTheGoodbyeMakesTheInstanceUncleanAgain() throws Exception {
        String said = run(LateWriter.class, "jdbc:h2:mem:target;DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE");
        assertTrue(said.contains("the row is back"), said);
    }

    @Test
    void theExitNamesTheTablesThatWereNotFinishedWhateverBecomesOfTheLog() throws Exception {
        String said = run(Application.class, "jdbc:h2:mem:target;DB_CLOSE_DELAY=-1");
        assertTrue(said.contains("shunt: table T: 1 row was still to be synced at the exit"), said);
    }

    @Test
    void aFirstConnectionThatIsOpenedDuringTheExitIsMirrored() throws Exception {
        String said = run(LateStarter.class, "jdbc:h2:mem:target;DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE");
        assertTrue(said.contains("the row has arrived"), said);
        assertTrue(said.contains("4 workers"), said);
    }

    private String run(Class<?> application, String target) throws Exception {
        Path file = Files.writeString(
                dir.resolve("shunt.properties"),
                "target.url = " + target + "\nmirror = async\nstate.dir = " + dir.resolve("state") + "\n");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        application.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said;
    }

    /** An application whose target has no table. */
    static final class Application {
        private Application() {}

        public static void main(String[] arguments) throws Exception {
            try (Connection connection =
                            DriverManager.getConnection("jdbc:shunt:h2:mem:source;shunt.config=" + arguments[0]);
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE t(id INT PRIMARY KEY)");
                statement.execute("INSERT INTO t VALUES (1)");
            }
        }
    }

    /** An application that has an exit hook of its own, which goes on writing; the target lacks the table. */
    static final class LateWriter {
        private static final String SOURCE = "h2:mem:source;DB_CLOSE_ON_EXIT=FALSE";

        private LateWriter() {}

        public static void main(String[] arguments) throws Exception {
            Connection look = DriverManager.getConnection("jdbc:" + SOURCE);
            execute(look, "CREATE TABLE t(id INT PRIMARY KEY)");
            Connection connection =
                    DriverManager.getConnection("jdbc:shunt:" + SOURCE + ";shunt.config=" + arguments[0]);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    awaitRows(look, 0);
                    execute(connection, "INSERT INTO t VALUES (1)");
                    awaitRows(look, 1);
                    System.out.println("the row is back");
                } catch (SQLException e) {
                    e.printStackTrace(System.out);
                }
            }));
        }

        private static void execute(Connection connection, String sql) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }

        private static void awaitRows(Connection connection, int number) {
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM shunt_instance WHERE clean = 0")) {
                    row.next();
                    return row.getInt(1) == number;
                }
            });
        }
    }

    /** An application that connects for the first time in an exit hook. */
    static final class LateStarter {
        private LateStarter() {}

        public static void main(String[] arguments) throws Exception {
            Connection source = DriverManager.getConnection("jdbc:" + LateWriter.SOURCE);
            Connection target = DriverManager.getConnection("jdbc:h2:mem:target;DB_CLOSE_ON_EXIT=FALSE");
            for (Connection side : List.of(source, target)) {
                LateWriter.execute(side, "CREATE TABLE t(id INT PRIMARY KEY)");
            }
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    LateWriter.execute(
                            DriverManager.getConnection(
                                    "jdbc:shunt:" + LateWriter.SOURCE + ";shunt.config=" + arguments[0]),
                            "INSERT INTO t VALUES (1)");
                    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
                        try (Statement statement = target.createStatement();
                                ResultSet row = statement.executeQuery("SELECT * FROM t")) {
                            return row.next();
                        }
                    });
                    System.out.println("the row has arrived");
                } catch (SQLException | ConditionTimeoutException e) {
                    e.printStackTrace(System.out);
                }
                long workers = Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("shunt-sync-"))
                        .count();
                System.out.println(workers + " workers");
            }));
        }
    }
}

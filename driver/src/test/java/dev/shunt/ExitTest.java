package dev.shunt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that ends in order while rows are still to be synced. */
class ExitTest {
    private static final String UNCLEAN = "shunt_instance WHERE clean = 0";

    @TempDir
    Path dir;

    @Test
    void whatIsWrittenAfterTheGoodbyeMakesTheInstanceUncleanAgain() throws Exception {
        String said = run(LateWriter.class, "jdbc:h2:mem:target;DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE");
        assertTrue(said.contains("the row is back"), said);
        assertTrue(said.contains("it is stopped"), said);
    }

    @Test
    void whatMayStillCommitAfterTheGoodbyeKeepsTheInstanceUnclean() throws Exception {
        String said = run(BusyWriter.class, "jdbc:h2:mem:target;DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE");
        assertTrue(said.contains("it has left, unclean"), said);
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

    @Test
    void aStartThatCannotPrepareForTheExitLeavesNoThreads() throws Exception {
        String said = run(
                HookLess.class, "jdbc:h2:mem:target;DB_CLOSE_DELAY=-1", "--add-opens=java.base/java.lang=ALL-UNNAMED");
        assertTrue(said.contains("0 workers are left"), said);
    }

    private String run(Class<?> application, String target, String... options) throws Exception {
        Path file = Files.writeString(
                dir.resolve("shunt.properties"),
                "target.url = " + target + "\nmirror = async\nstate.dir = " + dir.resolve("state") + "\n");
        List<String> command = new ArrayList<>(List.of(options));
        command.add(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Collections.addAll(
                command, "-cp", System.getProperty("java.class.path"), application.getName(), file.toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
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
                    await(look, UNCLEAN, 0);
                    execute(connection, "INSERT INTO t VALUES (1)");
                    await(look, UNCLEAN, 1);
                    System.out.println("the row is back");
                    Instances.stop(Path.of(arguments[0])); // as a data source that is closed in an exit hook does
                    System.out.println("it is stopped");
                } catch (SQLException e) {
                    e.printStackTrace(System.out);
                }
            }));
        }
    }

    /** An application that ends while a statement of its own waits for a lock. */
    static final class BusyWriter {
        private static final String SOURCE = "h2:mem:source;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=60000";

        private BusyWriter() {}

        public static void main(String[] arguments) throws Exception {
            Connection look = DriverManager.getConnection("jdbc:" + SOURCE);
            execute(look, "CREATE TABLE t(id INT PRIMARY KEY)");
            Connection other = DriverManager.getConnection("jdbc:" + SOURCE);
            other.setAutoCommit(false);
            execute(other, "INSERT INTO t VALUES (1)");
            Connection connection =
                    DriverManager.getConnection("jdbc:shunt:" + SOURCE + ";shunt.config=" + arguments[0]);
            Thread writer = new Thread(() -> {
                try {
                    execute(connection, "INSERT INTO t VALUES (1)");
                } catch (SQLException e) {
                    e.printStackTrace(System.out);
                }
            });
            writer.setDaemon(true);
            writer.start();
            await(look, "INFORMATION_SCHEMA.SESSIONS WHERE BLOCKER_ID IS NOT NULL", 1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                await(look, "shunt_instance WHERE clean = 0 AND report LIKE '%\"left\":true%'", 1);
                System.out.println("it has left, unclean");
            }));
        }
    }

    /** An application that connects for the first time in an exit hook. */
    static final class LateStarter {
        private LateStarter() {}

        public static void main(String[] arguments) throws Exception {
            Connection source = DriverManager.getConnection("jdbc:" + LateWriter.SOURCE);
            Connection target = DriverManager.getConnection("jdbc:h2:mem:target;DB_CLOSE_ON_EXIT=FALSE");
            for (Connection side : List.of(source, target)) {
                execute(side, "CREATE TABLE t(id INT PRIMARY KEY)");
            }
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    execute(
                            DriverManager.getConnection(
                                    "jdbc:shunt:" + LateWriter.SOURCE + ";shunt.config=" + arguments[0]),
                            "INSERT INTO t VALUES (1)");
                    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
                        try (Statement statement = target.createStatement();
                                ResultSet row = statement.executeQuery("SELECT * FROM t")) {
                            return row.next();
                        }
                    });
                    System.out.println("the row has arrived");
                } catch (SQLException | ConditionTimeoutException e) {
                    e.printStackTrace(System.out);
                }
                System.out.println(workers() + " workers");
            }));
        }
    }

    /** An application in whose process there is no memory for one more exit hook, just as Shunt starts. */
    static final class HookLess {
        private static final class Full extends IdentityHashMap<Thread, Thread> {
            private static final long serialVersionUID = 1;

            @Override
            public Thread put(Thread hook, Thread same) {
                if (hook.getName().equals("shunt-exit")) {
                    System.out.println(workers() + " workers");
                    throw new OutOfMemoryError("a test");
                }
                return super.put(hook, same);
            }
        }

        private HookLess() {}

        public static void main(String[] arguments) throws Exception {
            Field hooks = Class.forName("java.lang.ApplicationShutdownHooks").getDeclaredField("hooks");
            hooks.setAccessible(true);
            hooks.set(null, new Full());
            try (Connection connection =
                    DriverManager.getConnection("jdbc:shunt:h2:mem:source;shunt.config=" + arguments[0])) {
                execute(connection, "CREATE TABLE t(id INT PRIMARY KEY)");
                Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> workers() == 0);
                System.out.println("0 workers are left");
            }
        }
    }

    private static long workers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("shunt-sync-"))
                .count();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Waits until there are so many rows. */
    private static void await(Connection connection, String where, int number) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM " + where)) {
                row.next();
                return row.getInt(1) == number;
            }
        });
    }
}

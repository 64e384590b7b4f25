package dev.shunt;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.journal.Leftover;
import dev.shunt.metrics.StatusClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start that comes half of its way: the primary answers the application, and not the question for its tables. */
public class StartTest {
    private static volatile boolean hiccup;

    private final String source = "jdbc:h2:mem:halfway;MODE=MySQL";
    private final String target = "jdbc:h2:mem:halfway-target;MODE=MySQL;DB_CLOSE_DELAY=-1";
    private final Path file;
    private final Path state;
    private Connection kept;

    StartTest(@TempDir Path directory) {
        file = directory.resolve("shunt.properties").toAbsolutePath();
        state = directory.resolve("state");
    }

    /** Stands for H2's own function, which is in every question for the tables. */
    public static String schema() throws SQLException {
        boolean tables = StackWalker.getInstance()
                .walk(calls -> calls.anyMatch(call -> call.getClassName().equals("dev.shunt.schema.TableReader")));
        if (hiccup && tables) {
            throw new SQLException("the primary has a hiccup");
        }
        return "PUBLIC";
    }

    @BeforeEach
    void databases() throws Exception {
        kept = DriverManager.getConnection(source);
        try (Statement statement = kept.createStatement()) {
            statement.execute("SET BUILTIN_ALIAS_OVERRIDE TRUE");
            statement.execute("CREATE ALIAS SCHEMA FOR '" + StartTest.class.getName() + ".schema'");
            statement.execute("CREATE TABLE orders(id INT PRIMARY KEY)");
        }
        try (Connection connection = DriverManager.getConnection(target);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE orders(id INT PRIMARY KEY)");
        }
        Files.writeString(
                file,
                "source.url = " + source + "\ntarget.url = " + target + "\nmirror = async\nstate.dir = " + state
                        + "\n");
        hiccup = true;
    }

    @AfterEach
    void stop() throws Exception {
        hiccup = false;
        Instances.stop(file);
        try (Connection connection = DriverManager.getConnection(target);
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        }
        kept.close();
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:shunt:" + source.substring(5) + ";shunt.config=" + file);
    }

    private static void write(Connection connection, int id) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO orders VALUES (" + id + ")");
        }
    }

    private Object problem() throws IOException {
        return ((Map<?, ?>) StatusClient.read(state).orElseThrow().get("config")).get("problem");
    }

    @Test
    void whatIsWrittenWhileTheStartHasFailedHalfwayIsTaintedForGood() throws Exception {
        try (Connection connection = connect()) {
            write(connection, 1);
            assertTrue(String.valueOf(problem()).contains("hiccup"), () -> "the fault is shown");
            // what a kill would leave now
            assertTrue(Leftover.read(state.resolve("journal")).taints().stream()
                    .anyMatch(taint -> taint.table().equals("*")));
        }
    }

    @Test
    void aStartThatHasFailedIsTriedAgainWithoutAnotherConnection() throws Exception {
        try (Connection connection = connect()) {
            hiccup = false;
            await().atMost(Duration.ofSeconds(30)).until(() -> problem() == null);
            write(connection, 2);
            await().atMost(Duration.ofSeconds(30)).until(() -> arrived() == 1);
        }
    }

    @Test
    void anErrorWhileTheFailureIsToldIsNotTheApplicationsAndTheStartIsTriedAgain() throws Exception {
        Handler broken = new Handler() {
            @Override
            public void publish(LogRecord told) {
                throw new InternalError("as where the memory is full");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger taints = Logger.getLogger("dev.shunt.journal.Taints");
        taints.addHandler(broken);
        try (Connection connection = connect()) {
            taints.removeHandler(broken);
            hiccup = false;
            await().atMost(Duration.ofSeconds(30)).until(() -> problem() == null);
            write(connection, 2);
            await().atMost(Duration.ofSeconds(30)).until(() -> arrived() == 1);
        } finally {
            taints.removeHandler(broken);
        }
    }

    private int arrived() throws SQLException {
        try (Connection connection = DriverManager.getConnection(target);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM orders WHERE id = 2")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}

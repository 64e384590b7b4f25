package dev.shunt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that ends in order while rows are still to be synced. */
class ExitTest {
    @TempDir
    Path dir;

    @Test
    void theExitNamesTheTablesThatWereNotFinishedWhateverBecomesOfTheLog() throws Exception {
        Path file = Files.writeString(
                dir.resolve("shunt.properties"),
                "target.url = jdbc:h2:mem:target;DB_CLOSE_DELAY=-1\nmirror = async\nstate.dir = " + dir.resolve("state")
                        + "\n");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Application.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        assertTrue(said.contains("shunt: table T: 1 row was still to be synced at the exit"), said);
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
}

package dev.shunt;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.metrics.StatusClient;
import java.io.IOException;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a running instance answers about its journal. */
class JournalRequestTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String SECRET = "secretkey";

    @TempDir
    Path dir;

    private final int number = NUMBER.incrementAndGet();
    private final String source = "jdbc:h2:mem:listsource" + number + ";MODE=MySQL;DB_CLOSE_DELAY=-1";
    private final String target = "jdbc:h2:mem:listtarget" + number + ";MODE=MySQL;DB_CLOSE_DELAY=-1";
    private Path file;

    @BeforeEach
    void databases() throws SQLException {
        file = dir.resolve("shunt.properties");
        execute(source, "CREATE TABLE t(name VARCHAR(20) PRIMARY KEY, v VARCHAR(20))");
        execute(target, "CREATE TABLE t(name VARCHAR(20) PRIMARY KEY, v VARCHAR(3))");
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void write(String lines, String... statements) throws Exception {
        Files.writeString(
                file,
                "target.url = " + target + "\nmirror = async\nstate.dir = " + dir.resolve("state") + "\n" + lines);
        try (Connection connection =
                        DriverManager.getConnection("jdbc:shunt:" + source.substring(5) + ";shunt.config=" + file);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.executeUpdate(sql);
            }
        }
    }

    @AfterEach
    void stop() throws SQLException {
        execute(target, "DROP ALL OBJECTS"); // so that the end waits for no row
        Instances.stop(file.toAbsolutePath());
    }

    private Map<String, Object> ask(String request) throws IOException {
        return StatusClient.ask(dir.resolve("state"), request).orElseThrow();
    }

    private static Map<?, ?> row(Map<String, Object> page) {
        return page.get("rows") instanceof List<?> rows && rows.size() == 1 && rows.get(0) instanceof Map<?, ?> row
                ? row
                : Map.of();
    }

    @Test
    void aRowThatCannotBeSyncedIsListedWithItsReasonUntilItIs() throws Exception {
        write("", "INSERT INTO t VALUES ('" + SECRET + "', 'too long')");
        await().atMost(LONG).until(() -> row(ask("journal")).get("attempts") instanceof Integer tries && tries > 1);
        Map<String, Object> page = ask("journal");
        assertEquals(1, page.get("pending"));
        assertEquals(0, page.get("more"));
        assertEquals(SECRET, row(page).get("key"));
        assertEquals("T", row(page).get("table"));
        assertTrue(String.valueOf(row(page).get("last_error")).contains("too long"), page::toString);
        assertEquals(false, row(page).get("in_doubt"));
        assertEquals(List.of(), ask("journal summary").get("rows"));
        assertEquals(1, ask("journal summary").get("more"));
        execute(target, "ALTER TABLE t ALTER COLUMN v VARCHAR(20)");
        assertEquals(0, ask("journal retry other").get("retried"));
        await().atMost(LONG).until(() -> {
            ask("journal retry T");
            return ask("journal").get("pending").equals(0);
        });
        assertEquals(Map.of(), ask("journal").get("tables"));
    }

    @Test
    void keysAreShownAsTheDiffLogWould() throws Exception {
        Map<String, String> forms = Map.of("masked", "\\*\\*\\*", "hashed", "#[0-9a-f]{12}", "none", "null");
        for (Map.Entry<String, String> form : forms.entrySet()) {
            write(
                    "diff.values = " + form.getKey(),
                    "INSERT INTO t VALUES ('" + SECRET + form.getKey() + "', 'too long')");
            await().atMost(LONG).until(() -> shown(form.getValue()));
            assertFalse(ask("journal").toString().contains(SECRET), form::toString);
        }
        assertFalse(ask("status").toString().contains(SECRET), () -> "status");
    }

    private boolean shown(String form) throws IOException {
        return ask("journal").get("rows") instanceof List<?> rows
                && !rows.isEmpty()
                && rows.stream()
                        .allMatch(row -> row instanceof Map<?, ?> map
                                && String.valueOf(map.get("key")).matches(form));
    }

    @Test
    void anUnknownRequestIsAnErrorAndNoneIsTheStatus() throws Exception {
        write("", "INSERT INTO t VALUES ('a', 'b')");
        assertTrue(String.valueOf(ask("jurnal").get("error")).contains("jurnal"));
        assertTrue(String.valueOf(ask("journal all").get("error")).contains("journal all"));
        assertTrue(ask("status").containsKey("mirror"));
        assertTrue(ask("").containsKey("mirror"));
    }
}

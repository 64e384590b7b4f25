package dev.shunt.admin.control;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.shunt.admin.Shunt;
import dev.shunt.admin.terminal.Terminal;
import dev.shunt.cluster.ControlTables;
import dev.shunt.cluster.Findings;
import dev.shunt.cluster.Fleet;
import dev.shunt.cluster.Found;
import dev.shunt.schema.Dialect;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
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
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fleet and the register from the command line, with nothing but the database where it matters. */
@NullUnmarked
class ControlTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @TempDir
    Path temp;

    private final int number = NUMBER.incrementAndGet();
    private final String source = "jdbc:h2:mem:control_source" + number + ";MODE=MySQL;DB_CLOSE_DELAY=-1";
    private final String target = "jdbc:h2:mem:control_target" + number + ";MODE=MySQL;DB_CLOSE_DELAY=-1";
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter errors = new StringWriter();

    @BeforeEach
    void databases() throws SQLException {
        for (String url : List.of(source, target)) {
            execute(url, "CREATE TABLE item(id INT PRIMARY KEY, name VARCHAR(20))");
        }
    }

    @AfterEach
    void shutDown() throws SQLException {
        execute(source, "SHUTDOWN");
        execute(target, "SHUTDOWN");
    }

    private static void execute(String url, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private String text(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(source);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    private int rows(String sql) throws SQLException {
        return Integer.parseInt(text("SELECT COUNT(*) FROM " + sql));
    }

    private int shunt(String... arguments) {
        out.reset();
        errors.getBuffer().setLength(0);
        return Shunt.run(Terminal.of(out, "", Map.of()), new PrintWriter(errors, true), arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private Path file(String name, String... lines) throws Exception {
        return Files.writeString(
                temp.resolve(name + ".properties"),
                "source.url = " + source + "\ntarget.url = " + target + "\nstate.dir = " + temp.resolve(name)
                        + "\nheartbeat = 100 ms\nlease = 1 min\n" + String.join("\n", lines) + "\n");
    }

    /** A fleet as its instances would have written it: one that lives and one that died unclean. */
    private void fleet() throws SQLException {
        String now = "DATEDIFF('MILLISECOND', TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00+00:00', CURRENT_TIMESTAMP)";
        execute(source, ControlTables.ddl(Dialect.H2).toArray(String[]::new));
        execute(
                source,
                "INSERT INTO shunt_control VALUES (1, 1, 'source', 'open', 0, 0)",
                "INSERT INTO shunt_instance VALUES ('living', 'r1', 'web-1', 11, '1', '/s/1', 'file', 0, " + now
                        + " + 3600000, 1, 0, '', 0, 2, 0, 0,"
                        + " '{\"knobs\":{\"primary\":\"source\",\"mirror\":\"async\"}}')",
                "INSERT INTO shunt_instance VALUES ('dead', 'r2', 'web-2', 22, '1', '/s/2', 'file', 0, " + now
                        + " - 3600000, 0, 0, 'item', 0, NULL, 7, 900, '{}')");
    }

    @Test
    void theSqlForAnAdministratorCanBeRunAsItIs() throws Exception {
        Path file = file("a");
        assertEquals(0, shunt("control", "--print-sql", "-f", file.toString(), "--side", "target"), errors::toString);
        execute(target, "CREATE USER \"<user>\" PASSWORD 'x'");
        for (String sql : out().replaceAll("(?m)^--.*$", "")
                .replace("<user>", "\"<user>\"")
                .split(";", -1)) {
            if (!sql.isBlank()) {
                execute(target, sql);
            }
        }
        assertTrue(out().contains("ON shunt_backfill TO") && out().contains("ON shunt_pace TO"), out());
    }

    @Test
    void theSqlForMySqlNamesItsSchemaAndItsLogin() {
        assertEquals(
                0,
                shunt("control", "--print-sql", "--url", "jdbc:mysql://old:3306/shop?user=app&password=secret"),
                errors::toString);
        assertTrue(out().contains("utf8mb4"), out());
        assertTrue(out().contains("ON shop.shunt_instance TO 'app'@'%';"), out());
        assertFalse(out().contains("secret"), out());
    }

    @Test
    void statusShowsTheFleetWithNothingButTheDatabase() throws Exception {
        fleet();
        assertEquals(1, shunt("status", "--url", source), errors::toString);
        assertTrue(out().contains("living") && out().contains("web-1"), out());
        assertTrue(out().contains("instance dead") && out().contains("is unclean"), out());
        assertEquals(1, shunt("status", "--url", source, "--json"));
        List<?> instances = (List<?>) ((Map<?, ?>) JSON.std.mapFrom(out()).get("fleet")).get("instances");
        assertEquals(2, instances.size());
        assertEquals(true, ((Map<?, ?>) instances.get(0)).get("silent"));
        assertEquals(2, ((Map<?, ?>) instances.get(1)).get("older_open"));
        execute(source, "UPDATE shunt_instance SET report = '{\"left\":true}' WHERE id = 'dead'");
        assertEquals(1, shunt("status", "--url", source));
        assertTrue(out().contains("and left with 7 rows pending: start it again"), out());
    }

    @Test
    void withoutARegisterTheReasonIsSaid() {
        assertEquals(3, shunt("status", "--url", source));
        assertTrue(errors.toString().contains("no register"), errors::toString);
        assertEquals(3, shunt("control", "untaint", "item", "--url", source));
        assertTrue(errors.toString().contains("no register"), errors::toString);
    }

    @Test
    void onlyADeadInstanceIsForgottenAndWhatItMirroredIsTainted() throws Exception {
        fleet();
        assertEquals(3, shunt("control", "forget", "living", "--url", source));
        assertTrue(errors.toString().contains("lives"), errors::toString);
        assertEquals(2, shunt("control", "forget", "nobody", "--url", source));
        assertEquals(1, shunt("control", "forget", "dead", "--url", source), errors::toString);
        assertTrue(out().contains("item"), out());
        assertEquals(1, rows("shunt_instance"));
        assertEquals(1, rows("shunt_taint WHERE table_name = 'item'"));
        assertTrue(out().contains("tainted until they are compared again: item"), out());
        assertEquals(2, shunt("control", "untaint", "other", "--url", source));
        assertEquals(0, shunt("control", "untaint", "item", "--url", source), errors::toString);
        assertEquals(0, rows("shunt_taint"));
        assertEquals(0, shunt("status", "--url", source), this::out);
    }

    @Test
    void instancesWithOtherKnobsThanTheRestAreSaid() throws Exception {
        Path a = file("a", "mirror = async");
        Path b = file("b", "mirror = sync");
        try (Connection one = connect(a);
                Connection two = connect(b)) {
            assertFalse(one.isClosed() || two.isClosed());
            await().atMost(Duration.ofSeconds(60)).until(() -> rows("shunt_instance WHERE report LIKE '%sync%'") == 2);
            assertEquals(1, shunt("status", "-f", a.toString()), errors::toString);
            assertTrue(out().contains("different knobs"), out());
            assertTrue(out().contains("breaker"), "the local instance is shown as well");
            assertTrue(out().contains("mirrors"), out());
        }
    }

    @Test
    void anInstanceThatLeavesATableOutIsNamedWhereItKeepsReadsOnThePrimary() throws Exception {
        for (String url : List.of(source, target)) {
            execute(url, "CREATE TABLE other(id INT PRIMARY KEY)");
        }
        Path a = file("a", "mirror = async", "gray.percent = 100", "gray.async = allow");
        Path b = file("b", "mirror = async", "gray.percent = 100", "gray.async = allow", "tables = other");
        String[] verify = {
            "verify", "-f", a.toString(), "--report", temp.resolve("report").toString()
        };
        try (Connection one = connect(a)) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() ->
                            shunt(verify) == 0 && rows("shunt_verified WHERE table_name = 'ITEM' AND voided = 0") == 1);
            try (Connection narrow = connect(b)) {
                assertFalse(narrow.isClosed());
                await().atMost(Duration.ofSeconds(60)).until(() -> {
                    one.createStatement()
                            .executeQuery("SELECT name FROM item WHERE id = 1")
                            .close();
                    assertTrue(shunt("status", "-f", a.toString()) < 2, errors::toString);
                    return out().contains("! reads stay on the primary");
                });
                String id = text("SELECT id FROM shunt_instance WHERE state_dir = '" + temp.resolve("b") + "'");
                assertTrue(
                        out().contains("! reads stay on the primary, for these tables count as verified no more: ITEM"
                                + " (instance " + id + ": the tables of its file leave it out). Give"),
                        out());
            }
        }
    }

    @Test
    void whatATaintExplainsIsSaidOnceAndNotBlamedOnAJob() throws Exception {
        fleet();
        execute(source, "DELETE FROM shunt_instance WHERE id = 'dead'");
        try (Connection connection = DriverManager.getConnection(source)) {
            Found found = new Found("ITEM", 0, 100, 3, 2, 1, 0, "shunt verify");
            new Findings(connection).differ(found, Fleet.clock(connection) - 60_000, 0);
            assertEquals(1, shunt("status", "--url", source), errors::toString);
            assertTrue(out().contains("Nobody mirrored the first"), out());
            Fleet.taint(connection, "living", "ITEM", "written while mirror = off");
            assertEquals(1, shunt("status", "--url", source), errors::toString);
            assertTrue(out().contains("Nobody mirrored the first"), "it was tainted only after that");
            new Findings(connection).differ(found, Fleet.clock(connection) + 60_000, 0);
        }
        assertEquals(1, shunt("status", "--url", source), errors::toString);
        assertEquals(1, out().lines().filter(line -> line.startsWith("! ")).count(), out());
        assertTrue(out().contains("! table ITEM is tainted since 20"), out());
        assertTrue(out().contains(": written while mirror = off. It differed when it was compared, "), out());
        assertTrue(
                out().contains("2 rows only on the target, 1 changed, 3 missing. shunt repair ITEM, then shunt verify"),
                out());
    }

    private Connection connect(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:shunt:" + source.substring(5) + ";shunt.config=" + file);
    }
}

package dev.shunt.admin.backfill;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.admin.Shunt;
import dev.shunt.admin.tables.TwoDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.h2.tools.Server;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process of its own, which is ended in the midst. */
@NullUnmarked
class BackfillKilledTest {
    private static final int ROWS = 20_000;

    @TempDir
    Path temp;

    private Server server;
    private TwoDatabases db;

    @BeforeEach
    void tables() throws Exception {
        server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
        db = new TwoDatabases("jdbc:h2:tcp://localhost:" + server.getPort() + "/mem:", temp);
        db.both("CREATE TABLE item(id INT PRIMARY KEY, name VARCHAR(20))");
        TwoDatabases.execute(db.source, "INSERT INTO item SELECT x, 'item ' || x FROM SYSTEM_RANGE(1, " + ROWS + ")");
    }

    @AfterEach
    void close() throws Exception {
        db.close();
        server.stop();
    }

    private Process backfill(Path out) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Shunt.class.getName(),
                        "backfill",
                        "item",
                        "-f",
                        db.file().toString(),
                        "--max-rate",
                        "200")
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
    }

    private long copied() throws Exception {
        List<String> copied = TwoDatabases.rows(
                db.target,
                "SELECT COALESCE(SUM(copied), 0) FROM shunt_backfill WHERE EXISTS"
                        + " (SELECT 1 FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME = 'SHUNT_BACKFILL')");
        return Long.parseLong(copied.get(0));
    }

    private void awaitCopied(long rows) {
        await().atMost(Duration.ofMinutes(3)).ignoreExceptions().until(() -> copied() > rows);
    }

    /** A signal is what Ctrl-C is, a kill is what nobody is asked about. */
    @Test
    void aSignalAndAKillLeaveWhatTheSameCommandGoesOnWith() throws Exception {
        Process first = backfill(temp.resolve("first"));
        awaitCopied(0);
        first.destroy();
        first.waitFor();
        String told = Files.readString(temp.resolve("first"));
        assertTrue(told.contains("stopped before the end"), told);
        assertTrue(told.contains("It goes on with: shunt backfill --file " + db.file() + " --max-rate 200 item"), told);
        long before = copied();
        Process second = backfill(temp.resolve("second"));
        awaitCopied(before);
        second.destroyForcibly().waitFor();
        assertTrue(copied() < ROWS, "it was over before");
        assertEquals(0, db.shunt("backfill"), () -> db.out() + db.errors());
        assertTrue(db.out().contains("ITEM: goes on behind key"), db.out());
        assertTrue(db.out().contains("20,000 rows copied"), db.out());
        assertEquals(
                0,
                db.shunt(
                        "verify",
                        "--settle",
                        "10ms",
                        "--report",
                        db.path("report").toString()),
                () -> db.out() + db.errors());
    }
}

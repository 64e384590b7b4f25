package dev.shunt.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.config.Side;
import dev.shunt.rowsync.RangeCopy;
import dev.shunt.rowsync.RowSync;
import dev.shunt.rowsync.RowSyncException;
import dev.shunt.schema.Catalog;
import dev.shunt.schema.Key;
import dev.shunt.session.Endpoint;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A range that the target has nothing of is copied as text, while somebody writes between the read and the insert. */
class TupleCopyTest {
    private static final String INSERT = "INSERT INTO `t`";

    private final Pair pair = Pair.servers();
    private final Endpoint source = endpoint(Side.SOURCE, pair.sourceUrl());
    private final Endpoint target = endpoint(Side.TARGET, pair.targetUrl());
    private final Endpoint scripted = endpoint(Side.TARGET, PausingDriver.url(pair.targetUrl()));
    private final RangeCopy copy =
            new RangeCopy(source.sync(), catalog(source), scripted.sync(), catalog(target), null, "");
    private final RowSync mirror = new RowSync(source.sync(), catalog(source), target.sync(), catalog(target));

    private static Endpoint endpoint(Side side, String url) {
        return new Endpoint(side, url, new Properties(), 3, 1, Duration.ofSeconds(20));
    }

    private static Catalog catalog(Endpoint endpoint) {
        return new Catalog(endpoint.sync(), Duration.ofHours(1));
    }

    @BeforeEach
    void table() throws SQLException {
        pair.onBoth(List.of("CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(99), d DOUBLE)"));
        pair.onSource(List.of("INSERT INTO t SELECT seq, CONCAT('{fn now()} \\'', seq), seq / 7 FROM seq_1_to_100"));
    }

    @AfterEach
    void close() throws SQLException {
        source.close();
        target.close();
        scripted.close();
        pair.close();
    }

    private void same(String more) throws SQLException {
        assertEquals(rows(pair.source(), ""), rows(pair.target(), more));
    }

    private static String rows(Connection opened, String more) throws SQLException {
        try (Connection connection = opened;
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM t" + more + " ORDER BY id")) {
            return Outcome.rows(rows);
        }
    }

    private void sync(int key) throws SQLException {
        try {
            mirror.sync("t", List.of(Key.of(key)), false);
        } catch (RowSyncException e) {
            throw new SQLException(e);
        }
    }

    @Test
    void rowsComeAsTheyAre() throws Exception {
        assertEquals(new RangeCopy.Copied(100, 100, 0), copy.copy("t", null, null));
        same("");
    }

    /** Its sync has found nothing on the target, and brings nothing. */
    @Test
    void aRowDeletedAfterItWasReadDoesNotComeBack() throws Exception {
        PausingDriver.beforeNext(INSERT, () -> {
            pair.onSource(List.of("DELETE FROM t WHERE id = 5"));
            sync(5);
        });
        copy.copy("t", null, null);
        same("");
    }

    @Test
    void aRowThatTheMirrorBringsMeanwhileIsNotOverwritten() throws Exception {
        PausingDriver.beforeNext(INSERT, () -> {
            pair.onSource(List.of("UPDATE t SET v = 'new' WHERE id = 5"));
            sync(5);
        });
        copy.copy("t", null, null);
        same("");
    }

    @Test
    void aRowThatChangesAfterItWasReadIsBroughtByItsSyncAsSoonAsTheCopyLetsGo() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            AtomicReference<Future<?>> late = new AtomicReference<>();
            PausingDriver.beforeNext("COMMIT", () -> {
                pair.onSource(List.of("UPDATE t SET v = 'new' WHERE id = 5"));
                late.set(other.submit(() -> {
                    sync(5);
                    return null;
                }));
            });
            copy.copy("t", null, null);
            late.get().get(60, TimeUnit.SECONDS);
            same("");
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void aKeyThatChangesAfterItWasReadIsReadAgain() throws Exception {
        PausingDriver.beforeNext(INSERT, () -> {
            pair.onSource(List.of("UPDATE t SET id = 105 WHERE id = 5"));
            sync(5);
            sync(105);
        });
        copy.copy("t", null, null);
        same("");
    }

    /** The primary changed before there was a mirror. */
    @Test
    void whatALateReplicaSaysIsCheckedOnThePrimary() throws Exception {
        try (Pair late = Pair.servers();
                Endpoint replica = endpoint(Side.SOURCE, late.sourceUrl())) {
            late.onSource(List.of(
                    "CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(99), d DOUBLE)",
                    "INSERT INTO t SELECT seq, 'old', seq / 7 FROM seq_1_to_100"));
            new RangeCopy(source.sync(), catalog(source), target.sync(), catalog(target), replica.sync(), "")
                    .copy("t", null, null);
            same("");
        }
    }

    @Test
    void whatOthersInsertMeanwhileIsNotDeleted() throws Exception {
        PausingDriver.beforeNext(INSERT, () -> {
            pair.onTarget(List.of("INSERT INTO t VALUES (101, 'theirs', 1)"));
            pair.onSource(List.of("DELETE FROM t WHERE id = 5"));
        });
        copy.copy("t", null, null);
        same(" WHERE v <> 'theirs'");
        assertTrue(rows(pair.target(), " WHERE v = 'theirs'").startsWith("[id=101"));
    }
}

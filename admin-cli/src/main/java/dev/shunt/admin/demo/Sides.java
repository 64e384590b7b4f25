package dev.shunt.admin.demo;

import dev.shunt.config.Side;
import dev.shunt.rowsync.RowSync;
import dev.shunt.rowsync.RowSyncException;
import dev.shunt.rowsync.SyncResult;
import dev.shunt.rowsync.TableWalk;
import dev.shunt.schema.Catalog;
import dev.shunt.schema.Key;
import dev.shunt.session.Endpoint;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.function.LongConsumer;

/** Row sync from the source to the target over connections of its own, for what the mirror does not know of. */
final class Sides implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Endpoint source;
    private final Endpoint target;
    private final RowSync rowSync;

    Sides(Databases databases) {
        source = endpoint(Side.SOURCE, databases.sourceUrl(), databases.user());
        target = endpoint(Side.TARGET, databases.targetUrl(), databases.user());
        rowSync = new RowSync(
                source.sync(),
                new Catalog(source.sync(), Duration.ofMinutes(1)),
                target.sync(),
                new Catalog(target.sync(), Duration.ofMinutes(1)));
    }

    /** Brings a whole table up to date; returns how many rows that were. */
    long walk(String table, LongConsumer progress) throws SQLException, RowSyncException {
        TableWalk.Walked walked = new TableWalk(rowSync).walk(table, null, null, (total, reached) -> {
            progress.accept(rows(total));
            return true;
        });
        return rows(walked.total());
    }

    /** Brings one row up to date. */
    void sync(String table, Object key) throws SQLException, RowSyncException {
        rowSync.sync(table, List.of(Key.of(key)), false);
    }

    @Override
    public void close() {
        source.close();
        target.close();
    }

    private static Endpoint endpoint(Side side, String url, String user) {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", "");
        return new Endpoint(side, url, properties, 2, 1, PATIENCE);
    }

    private static long rows(SyncResult result) {
        return (long) result.inserted() + result.updated() + result.deleted() + result.unchanged();
    }
}

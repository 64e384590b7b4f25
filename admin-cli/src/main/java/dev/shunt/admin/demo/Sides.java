package dev.shunt.admin.demo;

import dev.shunt.config.Side;
import dev.shunt.rowsync.RowSync;
import dev.shunt.rowsync.RowSyncException;
import dev.shunt.schema.Catalog;
import dev.shunt.schema.Failure;
import dev.shunt.schema.Key;
import dev.shunt.schema.Shape;
import dev.shunt.session.Endpoint;
import dev.shunt.verify.Checked;
import dev.shunt.verify.TableCheck;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Row sync from the source to the target over connections of its own, for what the mirror does not know of. */
final class Sides implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int CHUNK = 200;
    private static final int ATTEMPTS = 20;

    private final Endpoint source;
    private final Endpoint target;
    private final RowSync rowSync;
    private final TableCheck check;

    Sides(Databases databases) {
        source = endpoint(Side.SOURCE, databases.sourceUrl(), databases.user());
        target = endpoint(Side.TARGET, databases.targetUrl(), databases.user());
        Catalog sourceTables = new Catalog(source.sync(), Duration.ofMinutes(1));
        Catalog targetTables = new Catalog(target.sync(), Duration.ofMinutes(1));
        rowSync = new RowSync(source.sync(), sourceTables, target.sync(), targetTables);
        check = new TableCheck(source.sync(), sourceTables, target.sync(), targetTables);
    }

    /** Brings a whole table up to date; returns how many rows the source has. */
    long walk(String table, LongConsumer progress) throws SQLException, RowSyncException {
        @Nullable Key reached = null;
        long rows = 0;
        Checked checked;
        do {
            checked = look(table, reached);
            rowSync.sync(table, checked.suspects(), false);
            rows += checked.rows();
            progress.accept(rows);
            reached = checked.reached();
        } while (!checked.last());
        return rows;
    }

    /** The shop trades meanwhile: a look may be the victim of a deadlock, and is taken again. */
    private Checked look(String table, @Nullable Key reached) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                return check.check(table, reached, CHUNK, false);
            } catch (SQLException e) {
                if (Failure.of(e) != Failure.RETRYABLE || attempt == ATTEMPTS) {
                    throw e;
                }
            } catch (Shape.Mismatch e) {
                throw new IllegalStateException("the demo has made both sides alike", e);
            }
        }
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
}

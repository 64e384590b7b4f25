package dev.shunt;

import dev.shunt.cluster.Fleet;
import dev.shunt.config.Config;
import dev.shunt.config.JournalKind;
import dev.shunt.config.Options;
import dev.shunt.journal.FileStore;
import dev.shunt.journal.Journal;
import dev.shunt.journal.OutboxStore;
import dev.shunt.journal.Store;
import dev.shunt.session.Endpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;

/** Opens the journal of an instance, as large as its file and its heap allow. */
final class Journals {
    /** Pending rows are kept in one of so many parts of the heap. */
    private static final int HEAP_PARTS = 8;

    private static final int MOST_PENDING = 500_000;
    private static final int LEAST_PENDING = 10_000;

    private Journals() {}

    /** Opens it, and takes over what an earlier run has left. */
    static Journal open(Config config, Endpoint source) throws SQLException, IOException {
        Journal journal = new Journal(System::nanoTime, InstantSource.system(), mostPending(), store(config, source));
        try {
            journal.reign(epoch(source)); // else the rows of an older reign would be taken for the present one's
            journal.recover();
            return journal;
        } catch (SQLException | RuntimeException | Error e) {
            journal.close();
            throw e;
        }
    }

    private static long epoch(Endpoint source) throws SQLException {
        try (Connection connection = source.sync().getConnection()) {
            return Fleet.epoch(connection);
        }
    }

    private static int mostPending() {
        long room = Runtime.getRuntime().maxMemory() / HEAP_PARTS / Journal.BYTES;
        return (int) Math.max(LEAST_PENDING, Math.min(MOST_PENDING, room));
    }

    private static Store store(Config config, Endpoint source) throws IOException, SQLException {
        long max = config.get(Options.JOURNAL_MAX);
        FileStore file = FileStore.open(directory(config), max, config.get(Options.JOURNAL_FSYNC));
        if (config.get(Options.JOURNAL) == JournalKind.FILE) {
            return file;
        }
        try {
            return OutboxStore.open(file, source.sync(), max);
        } catch (SQLException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    private static Path directory(Config config) {
        return config.get(Options.STATE_DIR).resolve("journal");
    }

    /** Remembers that writes go by unseen, for the next instance, while there is none. */
    static void unseen(Config config, String why) {
        FileStore.missed(directory(config), why, !config.atRest());
    }
}

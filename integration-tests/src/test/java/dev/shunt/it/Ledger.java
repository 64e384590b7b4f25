package dev.shunt.it;

import com.mysql.cj.MysqlConnection;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an application that may be killed at any moment knows: the transactions of which it was told that they committed,
 * and the errors that are none of normal life. Each is in its file before the application goes on, since what
 * {@code write} took survives the process. Thread-safe.
 */
final class Ledger implements Witness, AutoCloseable {
    /** Its table, on both sides. */
    static final String TABLE = "CREATE TABLE ledger (id BIGINT NOT NULL PRIMARY KEY)";

    private static final String COMMITTED = "committed";
    private static final String ERRORS = "errors";
    private static final long IDS = 1_000_000_000;

    private final FileOutputStream committed;
    private final FileOutputStream errors;
    private final AtomicLong id;
    private final ThreadLocal<Long> session = ThreadLocal.withInitial(() -> 0L);

    /**
     * An error as it was noted.
     *
     * @param session the primary's number of the connection; 0 where there was none
     */
    record Failure(long session, String text) {}

    /** Appends to the files in {@code directory}; no two generations have an id in common. */
    Ledger(Path directory, int generation) throws IOException {
        committed = new FileOutputStream(directory.resolve(COMMITTED).toFile(), true);
        errors = new FileOutputStream(directory.resolve(ERRORS).toFile(), true);
        id = new AtomicLong(generation * IDS);
    }

    /** Returns the transactions of all generations that were acknowledged. */
    static Set<Long> committed(Path directory) throws IOException {
        return lines(directory.resolve(COMMITTED)).stream().map(Long::valueOf).collect(Collectors.toSet());
    }

    /** Returns the errors of all generations. */
    static List<Failure> failures(Path directory) throws IOException {
        return lines(directory.resolve(ERRORS)).stream()
                .map(line -> new Failure(
                        Long.parseLong(line.substring(0, line.indexOf(' '))), line.substring(line.indexOf(' ') + 1)))
                .toList();
    }

    private static List<String> lines(Path file) throws IOException {
        try (Stream<String> lines = Files.exists(file) ? Files.lines(file) : Stream.empty()) {
            return lines.toList();
        }
    }

    @Override
    public void opened(@Nullable Connection connection) throws SQLException {
        session.set(
                connection != null && connection.isWrapperFor(MysqlConnection.class)
                        ? connection.unwrap(MysqlConnection.class).getSession().getThreadId()
                        : 0);
    }

    @Override
    public Long write(Connection connection) throws SQLException {
        long entry = id.incrementAndGet();
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO ledger (id) VALUES (?)")) {
            insert.setLong(1, entry);
            insert.executeUpdate();
        }
        return entry;
    }

    @Override
    public void committed(@Nullable Long entry) {
        append(committed, entry + "\n");
    }

    @Override
    public boolean forgives(SQLException error) {
        append(
                errors,
                session.get() + " " + error.getSQLState() + " " + error.getErrorCode() + " "
                        + String.valueOf(error).replaceAll("\\s+", " ") + "\n");
        return true;
    }

    private static void append(FileOutputStream file, String line) {
        try {
            file.write(line.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        committed.close();
        errors.close();
    }
}

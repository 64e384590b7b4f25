package dev.shunt.admin.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The demo's temporary directory and what runs in it: all of it is gone when it is closed, and also when the process is
 * stopped by Ctrl-C. Thread-safe.
 */
final class Workspace implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Workspace.class.getName());
    private static final int ATTEMPTS = 20;

    private final Path path;
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final Thread atExit = new Thread(this::interrupt, "demo-exit");
    private final Runnable farewell;
    private volatile boolean interrupted;
    private boolean cleared;

    /** Makes the directory; {@code farewell} is run once all is gone because of Ctrl-C. */
    Workspace(Runnable farewell) throws IOException {
        this.farewell = farewell;
        path = Files.createTempDirectory("shunt-demo-").toRealPath();
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    Path path() {
        return path;
    }

    /** Has {@code part} closed before the directory goes, the last one first. */
    synchronized void closes(AutoCloseable part) {
        running.push(part);
    }

    @Override
    public void close() {
        clear();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            LOG.log(Level.TRACE, "the JVM is already going down", e);
        }
    }

    /** Returns true from Ctrl-C on. */
    boolean interrupted() {
        return interrupted;
    }

    private void interrupt() {
        interrupted = true;
        // what loses its database now has nothing to say that anybody could use
        System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        clear();
        farewell.run();
    }

    private synchronized void clear() {
        if (cleared) {
            return;
        }
        cleared = true;
        while (!running.isEmpty()) {
            closeQuietly(running.pop());
        }
        for (int attempt = 1; Files.exists(path) && attempt <= ATTEMPTS; attempt++) {
            try {
                deleteAll();
            } catch (IOException | UncheckedIOException e) {
                LOG.log(attempt == ATTEMPTS ? Level.WARNING : Level.TRACE, "could not delete " + path, e);
                LockSupport.parkNanos(50_000_000); // something is still being written
            }
        }
    }

    private static void closeQuietly(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.log(Level.DEBUG, "closing " + part, e);
        }
    }

    private void deleteAll() throws IOException {
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}

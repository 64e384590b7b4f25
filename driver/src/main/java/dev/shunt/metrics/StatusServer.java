package dev.shunt.metrics;

import com.fasterxml.jackson.jr.ob.JSON;
import com.fasterxml.jackson.jr.ob.JSON.Feature;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells whoever may read the state directory how a running instance is: a Unix domain socket that answers every
 * connection once and closes it. A caller may send one line first, its request; who sends none, or {@code status}, is
 * answered with the status, a JSON object. It also holds the directory's lock, so that no two instances share
 * one. Each of a few daemon threads serves one connection at a time, none longer than four seconds. Thread-safe.
 */
public final class StatusServer implements AutoCloseable {
    private static final Logger LOG = System.getLogger(StatusServer.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** For how long a caller may think of its request; one that has sent nothing by then has none. */
    static final Duration LINE_PATIENCE = Duration.ofSeconds(2);

    private static final int LONGEST_LINE = 1_000;

    /** A caller who says nothing holds up nobody, unless there are so many of them. */
    private static final int THREADS = 3;

    private final StateDirectory directory;
    private final ServerSocketChannel listener;
    private final Supplier<Map<String, Object>> status;
    private final Function<String, @Nullable Object> others;
    private final Thread atExit = new Thread(this::release, "shunt-status-exit");

    /**
     * Takes the directory, created if it is absent, and starts to answer.
     *
     * @param status asked once per connection, by several threads at a time; what it throws is answered as {@code error}
     * @throws IOException naming the directory and the holder's process id when another instance holds it, or saying
     *     why it cannot be used
     */
    public StatusServer(Path stateDir, Supplier<Map<String, Object>> status) throws IOException {
        this(stateDir, status, request -> null);
    }

    /**
     * As {@link #StatusServer(Path, Supplier)}, and answers other requests too.
     *
     * @param others given the request's line; returns a map, which is answered as JSON, a text, which is answered as it
     *     is, or null for a request that is not known
     */
    public StatusServer(Path stateDir, Supplier<Map<String, Object>> status, Function<String, @Nullable Object> others)
            throws IOException {
        this.status = status;
        this.others = others;
        this.directory = StateDirectory.take(stateDir);
        ServerSocketChannel opened = null;
        try {
            opened = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            opened.bind(UnixDomainSocketAddress.of(directory.socket()), 16);
            Permissions.ownerOnly(directory.socket());
            directory.describe(Instant.now());
        } catch (IOException | RuntimeException e) {
            if (opened != null) {
                opened.close();
            }
            directory.release();
            throw e;
        }
        this.listener = opened;
        try {
            Runtime.getRuntime().addShutdownHook(atExit);
        } catch (IllegalStateException e) {
            LOG.log(Level.TRACE, "the JVM is already going down", e); // it leaves the files, and nobody holds them
        }
        try {
            for (int i = 0; i < THREADS; i++) {
                Thread thread = new Thread(this::serve, "shunt-status");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (OutOfMemoryError e) { // there is no thread to be had
            close();
            throw e;
        }
    }

    /** Stops answering, removes the files and gives the directory back. */
    @Override
    public void close() {
        release();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            LOG.log(Level.TRACE, "the JVM is already going down", e);
        }
    }

    private void release() {
        try {
            listener.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing the status socket", e);
        }
        directory.release();
    }

    private void serve() {
        while (listener.isOpen()) {
            try (SocketChannel caller = listener.accept()) {
                answer(caller);
            } catch (ClosedChannelException e) {
                LOG.log(Level.TRACE, "closed", e);
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "a caller of the status socket went away", e);
                LockSupport.parkNanos(50_000_000); // no busy loop where no file can be opened
            }
        }
    }

    private void answer(SocketChannel caller) throws IOException {
        String request = Exchange.readLine(caller, LONGEST_LINE, LINE_PATIENCE).strip();
        String json;
        try {
            Object answer = request.isEmpty() || request.equals("status") ? status.get() : others.apply(request);
            json = answer instanceof String text
                    ? text
                    : JSON.std
                            .with(Feature.WRITE_NULL_PROPERTIES)
                            .asString(
                                    answer == null
                                            ? Map.of("error", "this instance knows no request \"" + request + "\"")
                                            : answer);
        } catch (Throwable e) { // whoever asks next is to find the thread
            LOG.log(Level.WARNING, "the status could not be told", e);
            Map<String, Object> error = new LinkedHashMap<>();
            error.put("error", e.toString());
            json = JSON.std.asString(error);
        }
        Exchange.write(caller, ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)), PATIENCE);
    }
}

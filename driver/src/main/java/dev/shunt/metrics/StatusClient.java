package dev.shunt.metrics;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Asks the instance that runs on a state directory how it is. */
public final class StatusClient {
    private static final Logger LOG = System.getLogger(StatusClient.class.getName());

    /** Longer than the pauses of a process whose machine swaps, or whose heap is full. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int TRIES = 3;

    private StatusClient() {}

    /**
     * Returns what the instance on {@code stateDir} answers, or nothing when none runs there; what an instance that
     * died has left behind is nothing too.
     *
     * @throws IOException when an instance runs but cannot be asked, saying why
     */
    public static Optional<Map<String, Object>> read(Path stateDir) throws IOException {
        return ask(stateDir, "status");
    }

    /**
     * Returns what the instance on {@code stateDir} answers to a request, as {@link #read} does to that for its status.
     *
     * @param request one line; an instance that does not know it answers an object with an {@code error}
     * @throws IOException when an instance runs but cannot be asked, saying why
     */
    public static Optional<Map<String, Object>> ask(Path stateDir, String request) throws IOException {
        Optional<String> answer = text(stateDir, request);
        return answer.isEmpty() ? Optional.empty() : Optional.of(JSON.std.mapFrom(answer.get()));
    }

    /** As {@link #ask}, for a request that is answered with a text. */
    public static Optional<String> text(Path stateDir, String request) throws IOException {
        Path file = stateDir.resolve(StateDirectory.INSTANCE);
        Map<String, Object> instance;
        try {
            instance = JSON.std.mapFrom(Files.readString(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (!(instance.get("socket") instanceof String socket)) {
            throw new IOException(file + " names no socket");
        }
        try {
            return Optional.of(send(Path.of(socket), request, TRIES));
        } catch (SocketTimeoutException e) {
            throw new IOException(
                    "the instance of " + stateDir + ", process " + instance.get("pid") + ", did not answer within "
                            + PATIENCE.toSeconds() + " s",
                    e);
        } catch (ConnectException | NoSuchFileException e) {
            LOG.log(Level.DEBUG, "nobody listens on " + socket, e);
            return Optional.empty();
        }
    }

    private static String send(Path socket, String request, int tries) throws IOException {
        if (!Files.exists(socket)) {
            throw new NoSuchFileException(socket.toString());
        }
        long begun = System.nanoTime();
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            write(channel, request);
            boolean late = System.nanoTime() - begun >= StatusServer.LINE_PATIENCE.toNanos();
            if (late && tries > 1) { // after a pause of ours it may have been taken for a caller without a request
                return send(socket, request, tries - 1);
            }
            byte[] answer = Exchange.readAll(channel, PATIENCE);
            if (answer.length == 0) {
                throw new ConnectException("closed without an answer");
            }
            return new String(answer, StandardCharsets.UTF_8);
        } catch (ConnectException | SocketTimeoutException e) {
            throw e;
        } catch (SocketException e) {
            throw refused(e);
        }
    }

    /** Who has gone meanwhile answers nothing, which says enough. */
    private static void write(SocketChannel channel, String request) throws SocketTimeoutException {
        try {
            Exchange.write(channel, ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.UTF_8)), PATIENCE);
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the instance went away", e);
        }
    }

    /** The channel reports a refused Unix socket as a plain SocketException. */
    private static SocketException refused(SocketException e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("refused") || message.contains("reset")) {
            ConnectException refused = new ConnectException(message);
            refused.initCause(e);
            return refused;
        }
        return e;
    }
}

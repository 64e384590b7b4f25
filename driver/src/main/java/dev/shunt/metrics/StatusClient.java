package dev.shunt.metrics;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
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
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private StatusClient() {}

    /**
     * Returns what the instance on {@code stateDir} answers, or nothing when none runs there; what an instance that
     * died has left behind is nothing too.
     *
     * @throws IOException when an instance runs but cannot be asked, saying why
     */
    public static Optional<Map<String, Object>> read(Path stateDir) throws IOException {
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
            return Optional.of(ask(Path.of(socket)));
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

    private static Map<String, Object> ask(Path socket) throws IOException {
        if (!Files.exists(socket)) {
            throw new NoSuchFileException(socket.toString());
        }
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            byte[] answer = Exchange.readAll(channel, PATIENCE);
            if (answer.length == 0) {
                throw new ConnectException("closed without an answer");
            }
            return JSON.std.mapFrom(new String(answer, StandardCharsets.UTF_8));
        } catch (ConnectException | SocketTimeoutException e) {
            throw e;
        } catch (SocketException e) {
            throw refused(e);
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

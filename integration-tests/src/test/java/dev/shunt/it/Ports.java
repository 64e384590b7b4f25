package dev.shunt.it;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that are stopped and started again. They are below those that systems give to outgoing connections
 * (32768 and more on Linux, 49152 and more elsewhere): otherwise a connection of somebody else could have the port while
 * its server is down.
 */
final class Ports {
    private static final int LOWEST = 10_000;
    private static final int HIGHEST = 32_000;

    private static final Path LOCKS =
            Path.of(System.getProperty("java.io.tmpdir"), "shunt-ports-" + System.getProperty("user.name"));

    /** Open for as long as this JVM runs. */
    private static final List<FileChannel> HELD = new CopyOnWriteArrayList<>();

    private Ports() {}

    /** Returns one that nobody listens at, and that is given to nobody else, in whatever JVM, while this one runs. */
    static int free() {
        for (int tries = 0; tries < 1_000; tries++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                if (ours(port)) {
                    return socket.getLocalPort();
                }
            } catch (IOException e) {
                // another one then
            }
        }
        throw new IllegalStateException("no free port from " + LOWEST + " to " + HIGHEST);
    }

    private static boolean ours(int port) throws IOException {
        Files.createDirectories(LOCKS);
        FileChannel file = FileChannel.open(LOCKS.resolve(String.valueOf(port)), CREATE, WRITE);
        try {
            if (file.tryLock() != null) {
                HELD.add(file);
                return true;
            }
        } catch (OverlappingFileLockException e) {
            // it was given in this JVM already
        }
        file.close();
        return false;
    }
}

package dev.shunt.metrics;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An instance's hold on its state directory: the locked file {@code lock}, the file {@code instance.json} that says who
 * runs, and the place of its socket. The operating system frees the lock however the process ends.
 */
final class StateDirectory {
    static final String INSTANCE = "instance.json";

    private static final Logger LOG = System.getLogger(StateDirectory.class.getName());
    private static final int LONGEST_SOCKET = 100; // the kernels allow 104 to 108 bytes

    private final Path directory;
    private final DirectoryLock lock;
    private final Path socket;

    private StateDirectory(Path directory, DirectoryLock lock, Path socket) {
        this.directory = directory;
        this.lock = lock;
        this.socket = socket;
    }

    static StateDirectory take(Path stateDir) throws IOException {
        Path directory = stateDir.toAbsolutePath().normalize();
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
            Permissions.ownerOnly(directory);
        }
        DirectoryLock lock = DirectoryLock.take(directory, "state.dir");
        try {
            return new StateDirectory(directory, lock, socketFor(directory));
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    Path socket() {
        return socket;
    }

    /** Says who runs here; replaced as a whole, so that a reader never sees half of it. */
    void describe(Instant started) throws IOException {
        Map<String, Object> instance = new LinkedHashMap<>();
        instance.put("pid", ProcessHandle.current().pid());
        instance.put("started", started.toString());
        instance.put("socket", socket.toString());
        Path fresh = directory.resolve(INSTANCE + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh);
        Permissions.ownerOnly(fresh);
        Files.writeString(fresh, JSON.std.asString(instance));
        Files.move(fresh, directory.resolve(INSTANCE), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Removes what was made and gives the directory back; the lock file stays, or its next holder would race. */
    synchronized void release() {
        if (!lock.isOpen()) {
            return;
        }
        remove(directory.resolve(INSTANCE));
        remove(socket);
        Path parent = socket.getParent();
        if (parent != null && !parent.equals(directory)) {
            remove(parent);
        }
        lock.close();
    }

    private static Path socketFor(Path directory) throws IOException {
        Path socket = directory.resolve("status.sock");
        Files.deleteIfExists(socket);
        boolean fits = socket.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST_SOCKET;
        return fits ? socket : Files.createTempDirectory("shunt-").resolve("status.sock");
    }

    private static void remove(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "removing " + path, e);
        }
    }
}

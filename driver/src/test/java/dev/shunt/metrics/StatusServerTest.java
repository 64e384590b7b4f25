package dev.shunt.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
@SuppressWarnings("try") // the servers only have to be there
class StatusServerTest {
    @TempDir
    Path temp;

    @Test
    void anInstanceTellsItsStatusToEveryCaller() throws IOException {
        Path dir = temp.resolve("state");
        try (StatusServer server =
                new StatusServer(dir, () -> Map.of("statements", 42, "reads", Map.of("source", 7)))) {
            for (int caller = 0; caller < 50; caller++) {
                Map<String, Object> status = StatusClient.read(dir).orElseThrow();
                assertEquals(42, status.get("statements"));
                assertEquals(Map.of("source", 7), status.get("reads"));
            }
        }
    }

    @Test
    void whereNoInstanceHasRunThereIsNoStatus() throws IOException {
        assertEquals(Optional.empty(), StatusClient.read(temp.resolve("nothing")));
    }

    @Test
    void aClosedInstanceLeavesOnlyTheLockFile() throws IOException {
        new StatusServer(temp, Map::of).close();
        assertEquals(Optional.empty(), StatusClient.read(temp));
        try (Stream<Path> files = Files.list(temp)) {
            assertEquals(
                    List.of("lock"),
                    files.map(file -> file.getFileName().toString()).toList());
        }
    }

    @Test
    void whatAnInstanceThatDiedLeftBehindIsNoStatusAndNoObstacle() throws Exception {
        Process process = holder(temp);
        process.destroyForcibly().waitFor();
        assertTrue(Files.exists(temp.resolve("status.sock")));
        assertEquals(Optional.empty(), StatusClient.read(temp));
        try (StatusServer server = new StatusServer(temp, () -> Map.of("statements", 1))) {
            assertTrue(StatusClient.read(temp).isPresent());
        }
    }

    @Test
    void aSecondProcessOnOneDirectoryIsRefusedByNameOfTheHolder() throws Exception {
        Process process = holder(temp);
        try {
            IOException refused = assertThrows(IOException.class, () -> new StatusServer(temp, Map::of));
            assertTrue(refused.getMessage().contains(temp.toString()), refused.getMessage());
            assertTrue(refused.getMessage().contains("process " + process.pid()), refused.getMessage());
            assertTrue(StatusClient.read(temp).isPresent(), "the holder is untouched");
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void aSecondInstanceOfOneProcessIsRefusedToo() throws IOException {
        try (StatusServer first = new StatusServer(temp, Map::of)) {
            IOException refused = assertThrows(IOException.class, () -> new StatusServer(temp, Map::of));
            assertTrue(refused.getMessage().contains("(this one)"), refused.getMessage());
            assertTrue(StatusClient.read(temp).isPresent());
        }
    }

    @Test
    void anOrderlyExitOfTheJvmCleansUp() throws Exception {
        Process process = holder(temp);
        process.getOutputStream().close(); // it ends itself
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertFalse(Files.exists(temp.resolve("status.sock")));
        assertFalse(Files.exists(temp.resolve("instance.json")));
    }

    @Test
    void aPathTooLongForASocketIsNoObstacle() throws IOException {
        Path dir = temp.resolve("d".repeat(60)).resolve("e".repeat(60));
        Path socket;
        try (StatusServer server = new StatusServer(dir, () -> Map.of("statements", 5))) {
            assertEquals(5, StatusClient.read(dir).orElseThrow().get("statements"));
            socket = Path.of(com.fasterxml
                    .jackson
                    .jr
                    .ob
                    .JSON
                    .std
                    .mapFrom(Files.readString(dir.resolve("instance.json")))
                    .get("socket")
                    .toString());
            assertEquals("rwx------", permissions(socket.getParent()));
        }
        assertFalse(Files.exists(socket.getParent()));
    }

    @Test
    void onlyTheOwnerMayAsk() throws IOException {
        Path dir = temp.resolve("state");
        try (StatusServer server = new StatusServer(dir, Map::of)) {
            assertEquals("rwx------", permissions(dir));
            assertEquals("rw-------", permissions(dir.resolve("status.sock")));
            assertEquals("rw-------", permissions(dir.resolve("instance.json")));
        }
    }

    @Test
    void aCallerThatDoesNotReadHoldsUpNobodyForLong() throws IOException {
        String large = "x".repeat(4 << 20);
        try (StatusServer server = new StatusServer(temp, () -> Map.of("large", large));
                SocketChannel silent = SocketChannel.open(UnixDomainSocketAddress.of(temp.resolve("status.sock")))) {
            assertEquals(large, StatusClient.read(temp).orElseThrow().get("large"));
        }
    }

    @Test
    void aCallerWhoIsNotAnsweredYetHoldsUpNobody() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        Function<String, Object> others = request -> {
            if (request.equals("later")) {
                asked.countDown();
                return awaited(answered);
            }
            return request;
        };
        try (StatusServer server = new StatusServer(temp, Map::of, others)) {
            CompletableFuture<String> later = CompletableFuture.supplyAsync(() -> text("later"));
            assertTrue(asked.await(60, TimeUnit.SECONDS));
            assertEquals("now", text("now"));
            answered.countDown();
            assertEquals("later", later.get(2, TimeUnit.MINUTES));
        }
    }

    private String text(String request) {
        try {
            return StatusClient.text(temp, request).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String awaited(CountDownLatch latch) {
        try {
            return latch.await(60, TimeUnit.SECONDS) ? "later" : "never";
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aRequestThatComesAMomentLaterThanItsCallerIsAnswered() throws IOException {
        try (StatusServer server = new StatusServer(temp, () -> Map.of("status", 1), request -> request + "!")) {
            String answer = "";
            for (long late = Long.MAX_VALUE; late >= StatusServer.LINE_PATIENCE.toNanos() / 2; ) {
                long begun = System.nanoTime();
                try (SocketChannel caller =
                        SocketChannel.open(UnixDomainSocketAddress.of(temp.resolve("status.sock")))) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
                    caller.write(ByteBuffer.wrap("metrics\n".getBytes(StandardCharsets.UTF_8)));
                    late = System.nanoTime() - begun; // else it was held up for too long, and asks again
                    answer = new String(Exchange.readAll(caller, Duration.ofMinutes(1)), StandardCharsets.UTF_8);
                }
            }
            assertEquals("metrics!", answer);
        }
    }

    @Test
    void aStatusThatCannotBeToldIsAnsweredAsAnError() throws IOException {
        try (StatusServer server = new StatusServer(temp, () -> {
            throw new StackOverflowError("no luck");
        })) {
            for (int time = 0; time < 5; time++) {
                assertEquals(
                        Map.of("error", "java.lang.StackOverflowError: no luck"),
                        StatusClient.read(temp).orElseThrow());
            }
        }
    }

    /** Another process with an instance on {@code dir}; it runs until its standard input ends. */
    private static Process holder(Path dir) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StatusHolder.class.getName(),
                        dir.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertEquals('!', process.getInputStream().read());
        return process;
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}

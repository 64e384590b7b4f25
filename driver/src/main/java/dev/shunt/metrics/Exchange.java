package dev.shunt.metrics;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Reads or writes all of a socket's data within a time, which a blocking channel cannot. */
final class Exchange {
    private static final int MOST = 16 << 20;

    private Exchange() {}

    static void write(SocketChannel channel, ByteBuffer data, Duration patience) throws IOException {
        try (Selector selector = ready(channel, SelectionKey.OP_WRITE)) {
            long deadline = System.nanoTime() + patience.toNanos();
            while (data.hasRemaining()) {
                await(selector, deadline);
                channel.write(data);
            }
        }
    }

    /** Returns the first line, without its end; what has come of it where the time is over or the line too long. */
    static String readLine(SocketChannel channel, int longest, Duration patience) throws IOException {
        ByteBuffer line = ByteBuffer.allocate(longest);
        try (Selector selector = ready(channel, SelectionKey.OP_READ)) {
            long deadline = System.nanoTime() + patience.toNanos();
            while (line.hasRemaining()) {
                int before = line.position();
                if (channel.read(line) < 0) {
                    break;
                }
                if (line.position() > before && line.get(line.position() - 1) == '\n') {
                    break;
                }
                await(selector, deadline);
            }
        } catch (SocketTimeoutException e) {
            return text(line); // a caller without a request
        }
        return text(line);
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
    }

    static byte[] readAll(SocketChannel channel, Duration patience) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] bytes = new byte[8192];
        ByteBuffer part = ByteBuffer.wrap(bytes);
        try (Selector selector = ready(channel, SelectionKey.OP_READ)) {
            long deadline = System.nanoTime() + patience.toNanos();
            while (channel.read(part.clear()) >= 0) {
                all.write(bytes, 0, part.position());
                if (all.size() > MOST) {
                    throw new IOException("more than " + MOST + " bytes");
                }
                if (part.position() == 0) {
                    await(selector, deadline);
                }
            }
        }
        return all.toByteArray();
    }

    private static Selector ready(SocketChannel channel, int operation) throws IOException {
        channel.configureBlocking(false);
        Selector selector = Selector.open();
        channel.register(selector, operation);
        return selector;
    }

    private static void await(Selector selector, long deadline) throws IOException {
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        int ready =
                millis > 0 ? selector.select(millis) : selector.selectNow(); // it may have come during a pause of ours
        if (ready == 0) {
            throw new SocketTimeoutException("no answer in time");
        }
        selector.selectedKeys().clear();
    }
}

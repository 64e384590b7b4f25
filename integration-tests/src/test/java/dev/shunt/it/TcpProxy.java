package dev.shunt.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Stands in front of a server and forwards bytes, or does not: how a server is made to refuse, hang or be slow. */
public final class TcpProxy implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("//([^/:?]+)(?::(\\d+))?/");

    private final String url;
    private final InetSocketAddress server;
    private final int port;
    private final Random random = new Random(1);
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable ServerSocket listener;
    private Thread acceptor;
    private boolean hanging;
    private Duration delay = Duration.ZERO;
    private volatile double cutting;

    private TcpProxy(String url, Matcher address) throws IOException {
        this.url = url;
        this.server = new InetSocketAddress(
                address.group(1), address.group(2) == null ? 3306 : Integer.parseInt(address.group(2)));
        this.port = Ports.free();
        listen();
    }

    /** Starts passing everything to the server of that JDBC URL. */
    public static TcpProxy before(String jdbcUrl) {
        Matcher address = ADDRESS.matcher(jdbcUrl);
        if (!address.find()) {
            throw new IllegalArgumentException("no address of a server in the URL");
        }
        try {
            return new TcpProxy(jdbcUrl, address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The JDBC URL that leads through this proxy. */
    public String url() {
        return ADDRESS.matcher(url).replaceFirst("//127.0.0.1:" + port + "/");
    }

    /** Where it listens, at the loopback address. */
    int port() {
        return port;
    }

    /** A connection is cut at a packet with that probability. */
    void flaky(double probability) {
        pass();
        cutting = probability;
    }

    /** Everything passes at once; also ends every other mode. */
    public void pass() {
        cutting = 0;
        mode(false, Duration.ZERO);
        try {
            if (listener == null) {
                listen();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server looks dead: connections are cut, new ones refused. */
    public void refuse() throws IOException {
        if (listener != null) {
            listener.close();
            listener = null;
            awaitEnd(acceptor); // who waits to accept may still get one after the close
        }
        cut();
    }

    /** Connections are accepted, and nothing passes in either direction, until another mode is set. */
    public void hang() {
        pass();
        mode(true, Duration.ZERO);
    }

    /** Every packet of both directions waits for so long. */
    public void slow(Duration time) {
        pass();
        mode(false, time);
    }

    /** Cuts the connections of this moment; new ones are treated by the present mode. */
    void cut() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        mode(false, Duration.ZERO);
        refuse();
    }

    private void mode(boolean hang, Duration time) {
        lock.lock();
        try {
            hanging = hang;
            delay = time;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void listen() throws IOException {
        ServerSocket opened = new ServerSocket();
        opened.setReuseAddress(true);
        opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        listener = opened;
        acceptor = background(() -> accept(opened));
    }

    private void accept(ServerSocket opened) {
        try {
            while (true) {
                Socket client = opened.accept();
                sockets.add(client);
                background(() -> connect(client));
            }
        } catch (IOException e) {
            // closed: refuses from now on
        }
    }

    private void connect(Socket client) {
        try {
            client.setTcpNoDelay(true);
            Socket behind = new Socket(server.getAddress(), server.getPort());
            sockets.add(behind);
            behind.setTcpNoDelay(true);
            background(() -> pump(behind, client));
            pump(client, behind);
        } catch (IOException e) {
            end(client);
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[16_384];
        try {
            for (int length; (length = from.getInputStream().read(buffer)) >= 0; ) {
                hold();
                if (random.nextDouble() < cutting) {
                    break;
                }
                to.getOutputStream().write(buffer, 0, length);
            }
        } catch (IOException e) {
            // one of the two has gone, and the other goes with it
        }
        end(from);
        end(to);
    }

    private void hold() {
        lock.lock();
        try {
            long left = delay.toNanos();
            while (hanging || (left > 0 && !delay.isZero())) {
                if (hanging) {
                    changed.awaitUninterruptibly();
                } else {
                    left = changed.awaitNanos(left);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void end(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // closed is what it shall be
        }
    }

    private static Thread background(Runnable task) {
        Thread thread = new Thread(task, "tcp-proxy");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void awaitEnd(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

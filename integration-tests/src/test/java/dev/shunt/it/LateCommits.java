package dev.shunt.it;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands before a MySQL or MariaDB server and makes commits, and statements that write, arrive after their client has
 * gone: it keeps one, the client loses its connection or its life, and the server gets it later. Thread-safe.
 */
final class LateCommits implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("//([^/:?]+):(\\d+)/");
    private static final Pattern COMMIT = Pattern.compile("commit|set autocommit=1");
    private static final Pattern STATEMENT = Pattern.compile("(?s)(insert|update|delete|replace)\\b.*");
    private static final int QUERY = 3;
    private static final int TEXT = 5;
    private static final int LONGEST_LOSS_MILLIS = 4_000;

    private final String url;
    private final InetSocketAddress server;
    private final ServerSocket listener;
    private final Random random;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Set<Long> lost = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private double losing;
    private boolean keeping;
    private boolean cutting;
    private int kept;
    private int releases;
    private boolean closed;
    private int commits;
    private int statements;

    /** What a packet is for the server. */
    private enum Command {
        COMMIT,
        STATEMENT,
        OTHER
    }

    /** One connection through here. */
    private final class Link {
        final Socket client;
        final Socket behind;
        volatile long session;

        Link(Socket client, Socket behind) {
            this.client = client;
            this.behind = behind;
        }

        /** From the client to the server; what has been read arrives, whatever becomes of the client. */
        void forth() {
            byte[] buffer = new byte[65_536];
            try {
                OutputStream out = behind.getOutputStream();
                for (int length; (length = client.getInputStream().read(buffer)) >= 0; ) {
                    Command command = command(buffer, length);
                    boolean dropped = command != Command.OTHER && hold(command);
                    out.write(buffer, 0, length);
                    if (dropped) {
                        break;
                    }
                }
            } catch (IOException e) {
                // the client has gone, perhaps by a kill
            }
            try {
                behind.shutdownOutput(); // a plain close might take back what was sent
            } catch (IOException e) {
                end();
            }
        }

        void back() {
            byte[] buffer = new byte[65_536];
            boolean listening = true;
            try {
                for (int length; (length = behind.getInputStream().read(buffer)) >= 0; ) {
                    if (session == 0) {
                        session = session(buffer);
                    }
                    listening = listening && passed(buffer, length);
                }
            } catch (IOException e) {
                // the server has ended the session
            }
            end();
        }

        private boolean passed(byte[] buffer, int length) {
            try {
                client.getOutputStream().write(buffer, 0, length);
                return true;
            } catch (IOException e) {
                return false;
            }
        }

        /** Returns true if the client has lost its connection while its packet was kept. */
        private boolean hold(Command command) throws IOException {
            lock.lock();
            try {
                if (keeping) {
                    boolean cut = cutting;
                    count(command);
                    if (cut) {
                        lost.add(session);
                        client.close();
                    }
                    kept++;
                    changed.signalAll();
                    for (int before = releases; releases == before && !closed; ) {
                        changed.awaitUninterruptibly();
                    }
                    kept--;
                    return cut;
                }
                if (random.nextDouble() >= losing) {
                    return false;
                }
                count(command);
                lost.add(session);
                client.close();
                pass(TimeUnit.MILLISECONDS.toNanos(random.nextInt(LONGEST_LOSS_MILLIS)));
                return true;
            } finally {
                lock.unlock();
            }
        }

        private void count(Command command) {
            commits += command == Command.COMMIT ? 1 : 0;
            statements += command == Command.STATEMENT ? 1 : 0;
        }

        private void end() {
            for (Socket socket : new Socket[] {client, behind}) {
                sockets.remove(socket);
                try {
                    socket.close();
                } catch (IOException e) {
                    // closed is what it shall be
                }
            }
        }
    }

    private LateCommits(String url, Matcher address, long seed) throws IOException {
        this.url = url;
        this.random = new Random(seed);
        server = new InetSocketAddress(address.group(1), Integer.parseInt(address.group(2)));
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        background(this::accept);
    }

    /** Starts passing everything to the server of that JDBC URL. */
    static LateCommits before(String jdbcUrl, long seed) {
        Matcher address = ADDRESS.matcher(jdbcUrl);
        if (!address.find()) {
            throw new IllegalArgumentException("no address of a server in the URL");
        }
        try {
            return new LateCommits(jdbcUrl, address, seed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The JDBC URL that leads through here. */
    String url() {
        return ADDRESS.matcher(url).replaceFirst("//127.0.0.1:" + listener.getLocalPort() + "/");
    }

    /** How many commits were kept from the server for a while. */
    int lateCommits() {
        lock.lock();
        try {
            return commits;
        } finally {
            lock.unlock();
        }
    }

    /** How many statements were kept from the server for a while. */
    int lateStatements() {
        lock.lock();
        try {
            return statements;
        } finally {
            lock.unlock();
        }
    }

    /** From now on that share of the commits and statements loses its client. */
    void lose(double share) {
        lock.lock();
        try {
            losing = share;
        } finally {
            lock.unlock();
        }
    }

    /** The server's numbers of the connections that were cut. */
    Set<Long> lost() {
        return lost;
    }

    /** Keeps every commit and statement, until {@link #release}; returns how many are kept once there are some. */
    int keep(Duration patience) {
        lock.lock();
        try {
            keeping = true;
            long left = patience.toNanos();
            while (kept == 0 && left > 0) {
                left = changed.awaitNanos(left);
            }
            return kept;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            lock.unlock();
        }
    }

    /** Keeps every commit and statement from now on, and cuts its client, until {@link #release}. */
    void keepAndCut() {
        lock.lock();
        try {
            keeping = true;
            cutting = true;
        } finally {
            lock.unlock();
        }
    }

    /** Lets new ones pass; what was kept still is. */
    void keepNoMore() {
        lock.lock();
        try {
            keeping = false;
        } finally {
            lock.unlock();
        }
    }

    /** Lets what was kept arrive. */
    void release() {
        lock.lock();
        try {
            keeping = false;
            cutting = false;
            releases++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void pass(long nanos) {
        try {
            for (long left = nanos; left > 0 && !closed; ) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                sockets.add(client);
                background(() -> connect(client));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void connect(Socket client) {
        try {
            Socket behind = new Socket(server.getAddress(), server.getPort());
            sockets.add(behind);
            client.setTcpNoDelay(true);
            behind.setTcpNoDelay(true);
            Link link = new Link(client, behind);
            background(link::back);
            link.forth();
        } catch (IOException e) {
            sockets.remove(client);
            try {
                client.close();
            } catch (IOException closing) {
                e.addSuppressed(closing);
            }
        }
    }

    private static Command command(byte[] packet, int length) {
        if (length <= TEXT || packet[3] != 0 || packet[TEXT - 1] != QUERY) {
            return Command.OTHER;
        }
        String text = new String(packet, TEXT, length - TEXT, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
        if (COMMIT.matcher(text).matches()) {
            return Command.COMMIT;
        }
        return STATEMENT.matcher(text).matches() ? Command.STATEMENT : Command.OTHER;
    }

    /** The server's greeting: a header of 4 bytes, a version, its name up to a zero, and the number of the session. */
    private static long session(byte[] greeting) {
        int at = TEXT;
        while (greeting[at] != 0) {
            at++;
        }
        return (greeting[at + 1] & 0xFFL)
                | (greeting[at + 2] & 0xFFL) << 8
                | (greeting[at + 3] & 0xFFL) << 16
                | (greeting[at + 4] & 0xFFL) << 24;
    }

    private static void background(Runnable task) {
        Thread thread = new Thread(task, "late-commits");
        thread.setDaemon(true);
        thread.start();
    }
}

package dev.shunt.journal;

import dev.shunt.config.JournalFsync;
import dev.shunt.schema.Key;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** A process that holds a journal, or uses it until it is killed; it ends with its standard input. */
final class JournalHolder {
    private static final int THREADS = 3;

    private JournalHolder() {}

    /** Arguments: the directory, the bound, the mode of fsync, "hold" or "work", a seed. */
    public static void main(String[] args) throws Exception {
        FileStore store = FileStore.open(Path.of(args[0]), Long.parseLong(args[1]), JournalFsync.valueOf(args[2]));
        Journal journal = new Journal(System::nanoTime, java.time.InstantSource.system(), 1_000_000, store);
        journal.recover();
        System.out.println("open");
        if (args[3].equals("work")) {
            for (int i = 0; i < THREADS; i++) {
                Random random = new Random(Long.parseLong(args[4]) * THREADS + i);
                Thread worker = new Thread(() -> work(journal, random));
                worker.setDaemon(true);
                worker.start();
            }
        }
        CountDownLatch ever = new CountDownLatch(1);
        if (System.in.read() < 0) {
            Runtime.getRuntime().halt(0);
        }
        ever.await();
    }

    /** Says what it has recorded, and what it is going to clear; each line is one write. */
    private static void work(Journal journal, Random random) {
        PrintStream out = System.out;
        Deque<Intent> open = new ArrayDeque<>();
        try {
            while (true) {
                Intent intent = journal.record(
                        Map.of("t", Set.of(Key.of(random.nextLong(), "x".repeat(random.nextInt(300))))),
                        Set.of(),
                        null,
                        false);
                synchronized (out) {
                    out.println("+" + intent.number());
                }
                open.add(intent);
                if (open.size() > 400 || random.nextInt(4) == 0) {
                    Intent done = random.nextInt(10) == 0 ? open.removeLast() : open.removeFirst();
                    synchronized (out) {
                        out.println("-" + done.number());
                    }
                    journal.settle(done, Intent.Outcome.ROLLED_BACK);
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}

package dev.shunt.journal;

import dev.shunt.config.JournalFsync;
import dev.shunt.metrics.DirectoryLock;
import java.io.File;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Intents and taints in files of one directory. Every mode of {@link JournalFsync} survives the death of the process at
 * any instant, since a write has reached the system when it returns; {@code COMMIT} also that of the machine. After the
 * others the machine's death costs a taint of every table. One process at a time holds the directory, by a lock of the
 * system. Thread-safe; an interrupt of a thread that records does no harm.
 */
public final class FileStore implements Store {
    private static final System.Logger LOG = System.getLogger(FileStore.class.getName());
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Ticks from one force to the next: more often, it would hold up the commits of a database on the same disk. */
    private static final int FORCED = 10;

    /** Ticks without a write after which the disk has all, and says so. */
    private static final int QUIET = 50;

    /** Bits of a number that count within one process; those above count the processes. */
    private static final int COUNTED = 40;

    private final DirectoryLock lock;
    private final TaintFile facts;
    private final SegmentLog log;

    /** Gone once it is handed over: what it holds is not to live as long as this. */
    private @Nullable Recovery found;

    private final JournalFsync fsync;
    private final String boot;
    private final AtomicLong next;
    private final Alarm refusing = new Alarm("the journal cannot record; tables written to are tainted");
    private final Alarm keeping = new Alarm("the journal's files cannot be kept");
    private final Thread keeper = new Thread(this::keep, "shunt-journal");
    private volatile BiConsumer<String, String> tainting = (table, why) -> {};
    private volatile boolean allForced;
    private volatile boolean begun;
    private volatile boolean closed;

    private FileStore(
            DirectoryLock lock, TaintFile facts, SegmentLog log, Recovery found, JournalFsync fsync, String boot) {
        this.lock = lock;
        this.facts = facts;
        this.log = log;
        this.found = found;
        this.fsync = fsync;
        this.boot = boot;
        this.next = new AtomicLong(facts.facts().opens() << COUNTED);
        this.begun = facts.facts().begun();
    }

    /**
     * Takes the directory, created where it is absent, and reads what a predecessor has left there.
     *
     * @param max bytes beyond which intents are refused
     * @throws IOException if the directory cannot be used, or another process holds it
     */
    public static FileStore open(Path directory, long max, JournalFsync fsync) throws IOException {
        return open(directory, max, fsync, new Segment.Disk() {}, Boot.id());
    }

    static FileStore open(Path directory, long max, JournalFsync fsync, Segment.Disk disk, String boot)
            throws IOException {
        boolean interrupted = Thread.interrupted(); // it would close the lock's file
        try {
            Files.createDirectories(directory);
            DirectoryLock lock = DirectoryLock.take(directory, "the journal");
            try {
                SegmentLog log = new SegmentLog(directory.toFile(), disk, max);
                return open(directory.toFile(), lock, log, fsync, boot);
            } catch (IOException | RuntimeException | Error e) {
                lock.close();
                throw e;
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static FileStore open(File directory, DirectoryLock lock, SegmentLog log, JournalFsync fsync, String boot)
            throws IOException {
        boolean written = Recovery.numbers(directory).length > 0;
        boolean gone = written && !new File(directory, TaintFile.NAME).exists();
        TaintFile facts = TaintFile.open(directory);
        try {
            Recovery found = Recovery.of(directory, log::cleared);
            // every process makes a file; only one that held something, or may have, says that writes were mirrored
            boolean mirrored = gone || facts.damaged() || !found.left().isEmpty();
            Losses.taint(directory, facts, found, boot, gone);
            TaintFile.Facts before = facts.facts();
            boolean unforced = before.unforced() && Boot.same(before.boot(), boot);
            facts.write(new TaintFile.Facts(
                    before.name(), before.opens() + 1, before.begun() || mirrored, unforced, before.boot()));
            FileStore store = new FileStore(lock, facts, log, found, fsync, boot);
            store.start(found, unforced);
            return store;
        } catch (IOException | RuntimeException | Error e) {
            facts.close();
            throw e;
        }
    }

    /** Where the disk is full, it is tried again with the next tick; until then what is written is refused. */
    private void start(Recovery recovery, boolean unforced) {
        log.adopt(recovery.segments);
        try {
            if (unforced) {
                forceFound(); // the machine still remembers it
                remember(begun, false);
            }
            allForced = true;
            log.open(recovery.damaged);
        } catch (IOException e) {
            keeping.raise(e);
        }
        keeper.setDaemon(true);
        keeper.start();
    }

    /** After a failure nobody knows what is on the disk, and asking again would be answered with a yes. */
    private void forceFound() throws IOException {
        try {
            log.forceFound();
        } catch (IOException e) {
            String why = "what an earlier process wrote could not be brought to the disk; verify all tables";
            facts.taint(new Taint(Taint.EVERY_TABLE, Instant.now(), why));
            keeping.raise(e);
        }
    }

    /**
     * Leaves word for the next process that opens the directory, which is not open now, that writes go by unseen: it
     * taints every table.
     *
     * @param mirroring false if that matters only where writes were mirrored before
     */
    public static void missed(Path directory, String why, boolean mirroring) {
        if (!mirroring && !Files.isDirectory(directory)) {
            return;
        }
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve(mirroring ? Losses.MISSED : Losses.PASSED), why);
        } catch (IOException e) {
            LOG.log(Level.ERROR, "cannot leave word in " + directory + " that writes were missed", e);
        }
    }

    @Override
    public String name() {
        return facts.facts().name();
    }

    @Override
    public long next() {
        return next.incrementAndGet();
    }

    @Override
    public Left left(BiConsumer<String, String> taint) {
        tainting = taint;
        List<Intent> committed = new ArrayList<>();
        List<Intent> inDoubt = new ArrayList<>();
        Recovery recovery = found;
        found = null;
        if (recovery != null) {
            recovery.left().forEach(intent -> (intent.known ? committed : inDoubt).add(intent));
        }
        committed.sort(Comparator.comparingLong(Intent::number));
        inDoubt.sort(Comparator.comparingLong(Intent::number));
        return new Left(committed, inDoubt, facts.taints());
    }

    @Override
    public void record(Intent intent, @Nullable Connection primary, boolean open) throws IOException {
        try {
            long end = log.append(intent);
            if (fsync == JournalFsync.COMMIT) {
                log.force(end);
            } else if (allForced) {
                unforced();
            }
        } catch (IOException e) {
            refusing.raise(e);
            throw e;
        }
        refusing.over();
        if (log.pressed()) {
            LockSupport.unpark(keeper);
        }
    }

    /** From here on what is recorded need not be on the disk, and the disk says so. */
    private void unforced() throws IOException {
        synchronized (facts) {
            if (allForced) {
                remember(begun, true);
                allForced = false;
            }
        }
    }

    private void remember(boolean begunNow, boolean unforced) throws IOException {
        synchronized (facts) {
            TaintFile.Facts now = facts.facts();
            facts.write(new TaintFile.Facts(now.name(), now.opens(), begunNow, unforced, boot));
        }
    }

    @Override
    public void committed(Intent intent) {
        log.committed(intent);
    }

    @Override
    public void cleared(Intent intent) {
        log.cleared(intent);
    }

    @Override
    public void taint(Taint taint) {
        try {
            facts.taint(taint);
        } catch (IOException e) {
            keeping.raise(e);
        }
    }

    @Override
    public void untaint(String table) {
        try {
            facts.untaint(table);
        } catch (IOException e) {
            keeping.raise(e);
        }
    }

    @Override
    public boolean begun() {
        return begun;
    }

    @Override
    public void begin() {
        synchronized (facts) {
            if (!begun) {
                try {
                    remember(true, facts.facts().unforced());
                } catch (IOException e) {
                    keeping.raise(e);
                }
                begun = true;
            }
        }
    }

    @Override
    public void flush() {
        try {
            log.flush();
            long end = log.force();
            synchronized (facts) {
                if (!allForced) {
                    allForced = true; // before the look at the end: who records later says otherwise again
                    allForced = log.end() == end;
                    if (allForced) {
                        remember(begun, false);
                    }
                }
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    private void keep() {
        long last = -1;
        int quiet = 0;
        for (int tick = 1; !closed; tick++) {
            LockSupport.parkNanos(this, TICK_NANOS);
            boolean due = tick % FORCED == 0;
            boolean written = kept(() -> write(due));
            if (kept(log::tidy) && written && due) { // on a full disk the second makes room for the first
                keeping.over();
            }
            quiet = log.end() == last ? quiet + 1 : 0;
            last = log.end();
            if (quiet == QUIET) {
                kept(this::flush);
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private boolean kept(Work work) {
        try {
            work.run();
            return true;
        } catch (IOException | RuntimeException | Error e) {
            failed(e);
            return false;
        }
    }

    private void write(boolean due) throws IOException {
        log.flush();
        if (due && fsync == JournalFsync.INTERVAL) {
            log.force();
        }
    }

    /** Who forces in the application's thread taints what it records; here nobody knows what was in it. */
    private void failed(Throwable error) {
        keeping.raise(error);
        if (error instanceof SegmentLog.Lost && fsync != JournalFsync.COMMIT) {
            tainting.accept(Taint.EVERY_TABLE, error.getMessage() + "; verify all tables");
        }
    }

    @Override
    public State state() {
        String problem = refusing.problem();
        return new State(
                "file", log.bytes(), log.intents(), 0, fsync.toString(), problem == null ? keeping.problem() : problem);
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(keeper);
        boolean interrupted = Thread.interrupted();
        try {
            keeper.join();
        } catch (InterruptedException e) {
            interrupted = true;
        }
        flush();
        try {
            log.close();
            facts.close();
        } catch (IOException e) {
            keeping.raise(e);
        } finally {
            lock.close();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

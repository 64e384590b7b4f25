package dev.shunt.journal;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the intents and taints of one {@link Journal} outlive the process. The journal decides when a row is synced; the
 * store only remembers. Thread-safe. What goes wrong here is the store's own to handle: it taints the tables concerned,
 * says so in its {@linkplain #state state}, and throws nothing but what {@link #record} may.
 */
public interface Store extends AutoCloseable {
    /**
     * What a predecessor has left.
     *
     * @param committed intents whose transaction is known to have committed
     * @param inDoubt intents whose transaction may have committed, may have been rolled back, or may yet commit
     */
    record Left(List<Intent> committed, List<Intent> inDoubt, List<Taint> taints) {
        /** Nothing. */
        static final Left NOTHING = new Left(List.of(), List.of(), List.of());
    }

    /**
     * How the store is.
     *
     * @param kind as in the option {@code journal}
     * @param bytes what it takes, on the disk or in memory
     * @param intents how many it holds that are not cleared
     * @param left how many more are there for it to take over, of other instances or an earlier run: as of a second ago, up
     *     to some bound; at least 1 while that has not been looked at
     * @param fsync when it reaches the disk; null where that is not its own to decide
     * @param problem what is wrong with it now, for the operator; null where nothing is
     */
    record State(
            String kind,
            long bytes,
            long intents,
            long left,
            @Nullable String fsync,
            @Nullable String problem) {}

    /** Returns the name that the numbers of its intents are unique with, in the whole fleet. */
    String name();

    /** Returns the number of the next intent, never given before under this {@link #name}. */
    long next();

    /**
     * Makes an intent durable; returns when it is. Called by the application's thread before its transaction commits.
     *
     * @param primary the application's connection; null where nothing can be written on it any more
     * @param open true if the transaction is open on {@code primary}, and nothing but its commit is to follow; false if
     *     what follows writes too, as a statement in auto-commit does, or may not commit it
     * @throws IOException if it is not durable: then its tables have to be tainted
     * @throws SQLException only where the primary itself has ended the application's transaction with it
     */
    void record(Intent intent, @Nullable Connection primary, boolean open) throws IOException, SQLException;

    /**
     * Puts an intent in the place of another that stood for more, once their statement has committed.
     *
     * @throws IOException if it is not durable: then the other still is
     */
    default void narrow(Intent before, Intent exact) throws IOException, SQLException {
        record(exact, null, false);
    }

    /** Notes that the intent's transaction is known to have committed. Must not wait: locks are held. */
    void committed(Intent intent);

    /** Notes that nothing of the intent is left to be done. Must not wait: the journal's lock is held. */
    void cleared(Intent intent);

    /** Makes a taint durable; needs no space that is not there already. */
    void taint(Taint taint);

    /** Forgets a taint that this store was told of; what others have marked stays. */
    void untaint(String table);

    /** Returns true if {@link #begin} was ever called, in this process or before. */
    boolean begun();

    /** Remembers for good that writes have been mirrored: from now on one that is not taints its table. */
    void begin();

    /**
     * Hands over what a predecessor has left, once; the store answers for it from here on.
     *
     * @param taint called with a table and a reason, from any thread, when what was durable no longer is for certain
     */
    Left left(BiConsumer<String, String> taint);

    /**
     * Begins to hand over, from a thread of its own, what other processes leave.
     *
     * @param adopter gets an intent that is known to be committed
     */
    default void follow(Consumer<Intent> adopter) {}

    /** Returns true once all that an earlier run of the instance has left is handed over. */
    default boolean recovered() {
        return true;
    }

    /** Writes all that is noted, so that a successor finds as little as possible; it can go on afterwards. */
    void flush();

    /** Returns how it is now. */
    State state();

    /** Lets go of it; what is not cleared stays for a successor. */
    @Override
    void close();
}

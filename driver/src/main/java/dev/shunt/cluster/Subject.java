package dev.shunt.cluster;

import dev.shunt.journal.Taint;
import java.util.List;
import java.util.Map;

/** The instance that a register speaks for. Thread-safe; nothing here waits for a database. */
public interface Subject {
    /** Returns what there is to tell now. */
    Report report();

    /** Returns the taints that the instance has marked itself, and that it is not about to take back. */
    List<Taint> taints();

    /** Returns true once all that an earlier run has left in the journal has been synced. */
    boolean recovered();

    /** Returns true if nothing that was written waits to be brought to the other side, or may still be committed. */
    boolean nothingLeft();

    /** Returns a number that rises each time it is to mark the table, also while it is marked. */
    long taintings(String table);

    /**
     * Takes off a mark of its own: somebody has found the table equal, or made it so, at a time when {@link #taintings} was
     * what is given. If it has been marked again since, it stays.
     */
    void cleared(String table, long taintingsThen);

    /** Returns true if the instance taints what is written and not mirrored, since mirroring has begun somewhere. */
    boolean begun();

    /** Mirroring has begun, if only in another instance. */
    void begins();

    /** Takes note of the present epoch. */
    void reigns(long epoch);

    /** Takes over the taints of the fleet, by table, but for the instance's own. */
    void merge(Map<String, Taint> fleet);

    /** Returns the whole tables that the instance has compared and that are not {@link #recorded} yet. */
    List<Compared> compared();

    /** That one is in the register, or was refused there. */
    void recorded(Compared compared);

    /** No transaction is open any more that had begun under other knobs when {@link #report} was last called. */
    void settled();

    /** Returns true if the instance brings no table's writes to the other side, nor leaves that to something else. */
    boolean mirrorsNothing();

    /**
     * Takes over the tables that count as verified, in place of those before.
     *
     * @param askedNanos a moment before they were read, as of {@link System#nanoTime}
     * @return those that do not count, because this instance may have let writes go by since, with the reason
     */
    Map<Verification, String> verified(List<Verification> standing, long askedNanos);
}

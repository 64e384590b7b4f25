package dev.shunt.cluster;

import dev.shunt.journal.Taint;
import java.util.List;
import java.util.Map;

/** The instance that a register speaks for. Thread-safe; nothing here waits for a database. */
public interface Subject {
    /** Returns what there is to tell now. */
    Report report();

    /** Returns the taints that the instance has marked itself. */
    List<Taint> taints();

    /** Returns true once all that an earlier run has left in the journal has been synced. */
    boolean recovered();

    /** Returns how often it was to mark the table since its start, also while it was marked already. */
    long taintings(String table);

    /**
     * Takes off a mark of its own: somebody has found the table equal, or made it so, at a time when {@link #taintings} was
     * what is given. If it has been marked again since, it stays.
     */
    void cleared(String table, long taintingsThen);

    /** Takes note of the present epoch. */
    void reigns(long epoch);

    /** Takes over the taints of the fleet, by table, but for the instance's own. */
    void merge(Map<String, Taint> fleet);
}

package dev.shunt.config;

/**
 * When the journal's file is forced to the disk. Every mode survives the death of the process at any instant; they differ
 * in what the death of the machine costs.
 */
public enum JournalFsync {
    /** Before each commit, one force for all that wait: nothing acknowledged is lost. */
    COMMIT,
    /** Every second: the last of them may be lost, so every table is tainted after it. */
    INTERVAL,
    /** When the system likes: more may be lost; every table is tainted after it, too. */
    OFF;

    @Override
    public String toString() {
        return Kinds.text(this);
    }
}

package dev.shunt.diff;

/** Is shown what a diff log holds, line by line. */
@FunctionalInterface
public interface DiffVisitor {
    /** A difference, or a summary of some. */
    void diff(DiffRecord diff);

    /** How many reads of a statement were compared. */
    default void reads(DiffReads reads) {}
}

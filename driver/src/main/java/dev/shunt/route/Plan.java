package dev.shunt.route;

/**
 * Where a read runs.
 *
 * @param gray true if the target is to answer
 * @param shadow true if the answer is to be compared with the other side's, where that can be asked
 * @param asked true if the draw fell on the target, whether or not something kept the read on the primary
 */
public record Plan(boolean gray, boolean shadow, boolean asked, Reason reason) {
    /** No read is to leave the primary, or to be compared. */
    public static final Plan OFF = new Plan(false, false, false, Reason.OFF);
}

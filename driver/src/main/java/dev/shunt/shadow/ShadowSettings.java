package dev.shunt.shadow;

import java.time.Duration;

/**
 * The options of shadow reads.
 *
 * @param workers threads; a change counts from the next start
 * @param queue answers that may be under way at once: waiting, being compared, or to be looked at again
 * @param timeout longest time of one query
 * @param settle wait before a mismatch is looked at again
 * @param rechecks how often it is looked at again; 0 reports each at first sight
 * @param rows rows of one result that are kept at most
 * @param patience how long a mismatch may wait for news of the other instances' writes; without any it is unsettled
 * @param slower how many times as long as the primary the secondary may take; 0 for any
 */
public record ShadowSettings(
        int workers,
        int queue,
        Duration timeout,
        Duration settle,
        int rechecks,
        Duration patience,
        int rows,
        int slower) {}

package dev.shunt.shadow;

import dev.shunt.compare.CapturedResult;
import dev.shunt.compare.Failure;
import org.jspecify.annotations.Nullable;

/**
 * What a side answered: rows, or the SQL error that the query met. Exactly one of both is there.
 *
 * @param micros how long it took until the first row could be read
 */
record Reading(@Nullable CapturedResult rows, @Nullable Failure failure, long micros) {}

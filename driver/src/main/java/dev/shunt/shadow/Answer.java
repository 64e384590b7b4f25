package dev.shunt.shadow;

import dev.shunt.compare.CapturedResult;
import dev.shunt.compare.Rules;
import dev.shunt.config.Side;
import dev.shunt.replay.Bindings;
import dev.shunt.sql.Analysis;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the application was answered, and all that is needed to ask again.
 *
 * @param bindings a snapshot of the parameters; null for a plain statement
 * @param rows what the application read
 * @param answeredBy the side that answered
 * @param primary the side that was primary then
 * @param nanos how long that took
 * @param keyColumns the primary key of the table read; empty where there is none
 * @param table the table, for people
 * @param rules what counts as the same value
 */
public record Answer(
        Analysis analysis,
        @Nullable Bindings bindings,
        CapturedResult rows,
        Side answeredBy,
        Side primary,
        long nanos,
        List<String> keyColumns,
        String table,
        Rules rules) {}

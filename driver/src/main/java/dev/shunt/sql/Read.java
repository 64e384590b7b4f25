package dev.shunt.sql;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a SELECT wants.
 *
 * @param locking FOR UPDATE, FOR SHARE, LOCK IN SHARE MODE
 * @param sessionBound depends on or changes the session: LAST_INSERT_ID(), FOUND_ROWS(), ROW_COUNT(), user or system
 *     variables, CONNECTION_ID(), GET_LOCK(), sequences, INTO, functions that are not known (a stored one may
 *     even write), or is not surely understood
 * @param unstable differs from itself: RAND(), UUID(), NOW() and its like
 * @param orderBy the expressions of the outermost ORDER BY, as written, without ASC or DESC; empty where none
 * @param limited has an outermost LIMIT, OFFSET or FETCH, or a subquery that has one without an order
 * @param offset the limit is not just of how many rows come: rows are skipped before, or it is a subquery's
 * @param table the only table, where there is exactly one and no subquery; else null
 * @param equalities as in {@link Predicate}, where {@code table} is not null; else empty
 */
public record Read(
        boolean locking,
        boolean sessionBound,
        boolean unstable,
        List<String> orderBy,
        boolean limited,
        boolean offset,
        @Nullable TableName table,
        Map<String, List<Term>> equalities) {}

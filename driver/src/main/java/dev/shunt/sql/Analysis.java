package dev.shunt.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a statement from its text alone. Immutable; cached by text.
 *
 * @param sql the text
 * @param fingerprint the text with literals replaced by {@code ?}, lists of them by {@code ?+}, comments dropped and
 *     white space folded: the same for statements that differ in values only
 * @param commits true if running it ends, or may end, an open transaction by committing it (COMMIT, BEGIN, DDL, LOCK
 *     TABLES, {@code SET autocommit = 1}, …): keys gathered so far are due now, and again at the next end. What CALL,
 *     EXECUTE, XA and unparsed writes commit, their text does not tell
 * @param tables every table named, read or written, without CTE names; empty where the text is not understood, and for
 *     SHOW and what only concerns accounts, routines and servers
 * @param write what it writes; null if it writes nothing
 * @param read what it reads; null unless {@code verb} is SELECT
 * @param key the routing key of a {@code /* shunt:key=… *}{@code /} comment; null where there is none
 */
public record Analysis(
        String sql,
        String fingerprint,
        Verb verb,
        boolean commits,
        List<TableName> tables,
        @Nullable Write write,
        @Nullable Read read,
        @Nullable String key) {}

package dev.shunt.sql;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a writing statement does, as far as its text tells. */
public sealed interface Write {
    /** The tables written, in the order of the text; empty where the text does not tell. */
    List<TableName> tables();

    /** The columns that it names as set; empty where the text names none. */
    default Collection<String> columns() {
        return List.of();
    }

    /** What an INSERT does when a row with the same unique value exists. */
    enum Conflict {
        /** It fails: a plain INSERT. */
        FAIL,
        /** It skips the row: INSERT IGNORE. */
        IGNORE,
        /** It updates the row: ON DUPLICATE KEY UPDATE, MERGE. */
        UPDATE,
        /** It deletes the row first: REPLACE. */
        REPLACE
    }

    /**
     * An INSERT or REPLACE of listed rows ({@code VALUES} or {@code SET}), with RETURNING or without.
     *
     * @param columns as written, without quotes and qualifier; empty where the statement lists none (then all columns in
     *     the table's order)
     * @param rows the terms of each, all of one length; empty ones where all columns get their defaults
     * @param updated the columns that ON DUPLICATE KEY UPDATE sets, found without regard to case
     */
    record Insert(TableName table, List<String> columns, List<List<Term>> rows, Conflict conflict, Set<String> updated)
            implements Write {
        @Override
        public List<TableName> tables() {
            return List.of(table);
        }
    }

    /**
     * An UPDATE of one table without LIMIT.
     *
     * @param target the table and its alias as written, to be put behind FROM
     * @param assigned what SET gives each column, found without regard to case; EXPRESSION where it is set twice
     * @param repeatable true if running it, taking its rows back, and running it again is as running it once: no user
     *     variable, no unknown function
     */
    record Update(TableName table, String target, Map<String, Term> assigned, Predicate where, boolean repeatable)
            implements Write {
        @Override
        public Collection<String> columns() {
            return assigned.keySet();
        }

        @Override
        public List<TableName> tables() {
            return List.of(table);
        }
    }

    /** A DELETE from one table without LIMIT. {@code target} and {@code repeatable} as for {@link Update}. */
    record Delete(TableName table, String target, Predicate where, boolean repeatable) implements Write {
        @Override
        public List<TableName> tables() {
            return List.of(table);
        }
    }

    /**
     * A write whose rows the text does not tell.
     *
     * @param detail what went wrong inside the analysis; null in all known cases
     */
    record Opaque(
            List<TableName> tables, Reason reason, @Nullable String detail) implements Write {}

    /** Why a write is opaque. */
    enum Reason {
        /** Several tables in one UPDATE or DELETE. */
        MULTI_TABLE,
        /** INSERT … SELECT, MERGE. */
        FROM_QUERY,
        /** UPDATE or DELETE with LIMIT. */
        LIMIT,
        /** LOAD DATA. */
        LOAD_DATA,
        /** TRUNCATE. */
        TRUNCATE,
        /** CALL and DO of routines: they may also commit. */
        CALL,
        /** A change of the schema. */
        DDL,
        /** CREATE TABLE IF NOT EXISTS without a query: nothing, where the table is there. */
        CREATE_IF_ABSENT,
        /** Several statements in one text. */
        MULTI_STATEMENT,
        /** XA START and its like. */
        XA,
        /** The parser does not know it, and its first word may write. */
        UNPARSED
    }
}

package dev.shunt.mirror;

import dev.shunt.schema.Key;
import dev.shunt.schema.Table;
import dev.shunt.sql.Term;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How the rows that one execution of a statement writes become known. */
sealed interface KeyPlan {
    /** They are in the text or among the parameters. */
    record Given(Set<Key> keys) implements KeyPlan {}

    /**
     * The database makes them: a plain INSERT.
     *
     * @param rows for each inserted row the key's terms in key order, null where the generated value goes
     */
    record Generated(Table table, List<List<@Nullable Term>> rows, Set<Key> also) implements KeyPlan {}

    /**
     * The rows are asked for in the same transaction, right before the statement.
     *
     * @param before what is asked before; null where nothing can be there yet
     * @param after what is asked after; null where the answer before is enough
     * @param check how the statement's count proves the answer
     */
    record Asked(
            Table table,
            @Nullable Question before,
            @Nullable Question after,
            Check check) implements KeyPlan {}

    /** What proves that an answer is complete. */
    enum Check {
        /** As many rows were affected as were found before; otherwise the question after is asked, if there is one. */
        COUNT,
        /** The question after finds every inserted row; it is asked unless the one before found one for each probe. */
        PROBES
    }

    /** They cannot be known cheaply: the whole table is walked. */
    record WholeTable(String why) implements KeyPlan {}

    /** They cannot be known at all: the table is tainted. */
    record Tainted(String why) implements KeyPlan {}
}

package dev.shunt.jdbc;

import dev.shunt.sql.TableName;
import java.util.List;
import java.util.Set;

/**
 * What a transaction that reads the target sees of it. Its first read fixes that: a row that was still to come then, or a
 * table that nobody had verified, stays so for it, whatever has become known since. Immutable.
 */
record Snapshot(Set<String> late, Set<String> verified) {
    /** Of a transaction whose first read is still to come. */
    static Snapshot now(Context.Target target) {
        return new Snapshot(target.mirroring().late(), target.verified().names());
    }

    boolean late(Context.Target target, List<TableName> tables) {
        return tables.stream().anyMatch(table -> target.mirroring().among(late, table));
    }

    boolean verified(Context.Target target, List<TableName> tables) {
        return target.verified().all(tables, verified);
    }
}

package dev.shunt.route;

import dev.shunt.config.Config;
import dev.shunt.config.GrayTransactions;
import dev.shunt.config.Mirror;
import dev.shunt.config.Options;
import dev.shunt.config.Permission;
import dev.shunt.sql.Analysis;
import dev.shunt.sql.Read;
import dev.shunt.sql.TableName;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides where a read runs, from facts alone. Stateless. */
public final class Router {
    /** Their tables are the server's own, and differ by nature. */
    private static final Set<String> OF_THE_SERVER = Set.of("information_schema", "performance_schema", "mysql", "sys");

    private Router() {}

    /**
     * Decides.
     *
     * @param draw a random number from 0 to 9,999 that decides whether the read is shadowed
     */
    public static Plan plan(Config config, Analysis analysis, ReadFacts facts, int draw) {
        Reason blocked = blocked(config, analysis, facts);
        int gray = lowest(analysis.tables(), config, true);
        int shadow = lowest(analysis.tables(), config, false);
        boolean whitelisted = config.get(Options.GRAY_KEYS).contains(facts.key());
        boolean asked = whitelisted || Bucket.of(facts.key()) < gray;
        if (blocked != null) {
            return new Plan(false, false, asked, blocked);
        }
        boolean shadowed = draw < shadow;
        Reason stays = asked || facts.begunOnTarget() && gray > 0
                ? stays(config, analysis, facts)
                : gray == 0 ? Reason.OFF : Reason.NOT_DRAWN;
        return stays == null ? new Plan(true, shadowed, asked, Reason.GRAY) : new Plan(false, shadowed, asked, stays);
    }

    /** Returns why the read may neither leave the primary nor be compared; null if it may. */
    private static @Nullable Reason blocked(Config config, Analysis analysis, ReadFacts facts) {
        Read read = analysis.read();
        if (read == null) {
            return Reason.NOT_UNDERSTOOD;
        }
        if (read.locking()) {
            return Reason.LOCKING;
        }
        if (read.sessionBound() || facts.sessionChanged()) {
            return Reason.SESSION;
        }
        if (analysis.tables().isEmpty() || !facts.home()) {
            return Reason.OUT_OF_SCOPE;
        }
        for (TableName table : analysis.tables()) {
            if (!config.inScope(table.name()) || ofTheServer(table)) {
                return Reason.OUT_OF_SCOPE;
            }
        }
        return facts.transaction() && facts.written() ? Reason.IN_TRANSACTION : null;
    }

    private static boolean ofTheServer(TableName table) {
        String qualifier = table.qualifier();
        return qualifier != null && OF_THE_SERVER.contains(qualifier.toLowerCase(Locale.ROOT));
    }

    /** Returns why a drawn read stays on the primary; null if the target may answer. */
    private static @Nullable Reason stays(Config config, Analysis analysis, ReadFacts facts) {
        if (facts.transaction()
                && !facts.readOnly()
                && config.get(Options.GRAY_TRANSACTIONS) == GrayTransactions.READ_ONLY) {
            return Reason.IN_TRANSACTION;
        }
        if (!facts.repeatable()) {
            return Reason.NOT_REPEATABLE;
        }
        for (TableName table : analysis.tables()) {
            Mirror mirror = config.mirror(table.name());
            if (mirror == Mirror.OFF) {
                return Reason.NOT_MIRRORED;
            }
            if (mirror == Mirror.ASYNC && config.get(Options.GRAY_ASYNC) == Permission.DENY) {
                return Reason.ASYNC;
            }
            if (mirror == Mirror.EXTERNAL && config.get(Options.GRAY_ASYNC) == Permission.DENY) {
                return Reason.EXTERNAL;
            }
        }
        if (!facts.known()) {
            return Reason.UNKNOWN_TABLE;
        }
        if (facts.tainted()) {
            return Reason.TAINTED;
        }
        if (!facts.verified() && config.get(Options.GRAY_UNVERIFIED) == Permission.DENY) {
            return Reason.UNVERIFIED;
        }
        if (facts.pending()) {
            return Reason.PENDING;
        }
        if (facts.suspended() && !facts.begunOnTarget()) {
            return Reason.BUDGET;
        }
        return facts.breakerOpen() ? Reason.BREAKER : null;
    }

    /** The lowest percentage of a statement's tables, so that no table is read more on the target than it allows. */
    private static int lowest(List<TableName> tables, Config config, boolean gray) {
        int lowest = Bucket.COUNT;
        for (TableName table : tables) {
            lowest = Math.min(lowest, gray ? config.grayPercent(table.name()) : config.shadowPercent(table.name()));
        }
        return tables.isEmpty() ? 0 : lowest;
    }
}

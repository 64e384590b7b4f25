package dev.shunt.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.config.Config;
import dev.shunt.config.ConfigException;
import dev.shunt.sql.Analysis;
import dev.shunt.sql.SqlAnalyzer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RouterTest {
    private static final ReadFacts QUIET = facts("k");
    private final SqlAnalyzer analyzer = new SqlAnalyzer();

    /** Facts that keep no read on the primary. */
    static ReadFacts facts(String key) {
        return new ReadFacts(
                false, false, false, false, false, true, true, false, true, false, false, false, true, key);
    }

    private static Config config(String... lines) throws ConfigException {
        return Config.parse(
                Path.of("shunt.properties"),
                "target.url = jdbc:h2:mem:t\nmirror = sync\ngray.percent = 100\nshadow.percent = 100\n"
                        + String.join("\n", lines) + "\n");
    }

    private Plan plan(Config config, String sql, ReadFacts facts) {
        Analysis analysis = analyzer.analyze(sql);
        return Router.plan(config, analysis, facts, 0);
    }

    private Reason reason(String sql, ReadFacts facts, String... lines) throws ConfigException {
        return plan(config(lines), sql, facts).reason();
    }

    @Test
    void aPlainReadIsGrayAndShadowed() throws ConfigException {
        Plan plan = plan(config(), "SELECT * FROM t WHERE id = 1", QUIET);
        assertTrue(plan.gray() && plan.shadow() && plan.asked());
    }

    @Test
    void whatLocksOrDependsOnTheSessionStaysAndIsNotCompared() throws ConfigException {
        for (String sql : new String[] {
            "SELECT * FROM t WHERE id = 1 FOR UPDATE",
            "SELECT LAST_INSERT_ID()",
            "SELECT @a FROM t",
            "SELECT FOUND_ROWS() FROM t"
        }) {
            Plan plan = plan(config(), sql, QUIET);
            assertFalse(plan.gray() || plan.shadow(), sql);
        }
    }

    @Test
    void tablesOfTheServerAreNobodysToCompare() throws ConfigException {
        Plan plan = plan(config(), "SELECT COUNT(*) FROM INFORMATION_SCHEMA.tables", QUIET);
        assertFalse(plan.gray() || plan.shadow());
        assertEquals(Reason.OUT_OF_SCOPE, plan.reason());
    }

    @Test
    void tablesOfAnotherDatabaseAreNobodysToCompareEither() throws ConfigException {
        ReadFacts abroad = new ReadFacts(
                false, false, false, false, false, false, false, false, true, false, false, false, true, "k");
        Plan plan = plan(config(), "SELECT * FROM other.t", abroad);
        assertFalse(plan.gray() || plan.shadow());
        assertEquals(Reason.OUT_OF_SCOPE, plan.reason());
    }

    @Test
    void aReadStaysForAReasonThatIsNamed() throws ConfigException {
        String sql = "SELECT * FROM t";
        assertEquals(
                Reason.IN_TRANSACTION,
                reason(
                        sql,
                        new ReadFacts(
                                true, true, false, false, false, true, true, false, true, false, false, false, true,
                                "k")));
        assertEquals(
                Reason.IN_TRANSACTION,
                reason(
                        sql,
                        new ReadFacts(
                                true, false, false, false, false, true, true, false, true, false, false, false, true,
                                "k")));
        assertEquals(
                Reason.GRAY,
                reason(
                        sql,
                        new ReadFacts(
                                true, false, false, false, false, true, true, false, true, false, false, false, true,
                                "k"),
                        "gray.transactions = all"));
        assertEquals(
                Reason.GRAY,
                reason(
                        sql,
                        new ReadFacts(
                                true, false, true, false, false, true, true, false, true, false, false, false, true,
                                "k")));
        assertEquals(
                Reason.TAINTED,
                reason(
                        sql,
                        new ReadFacts(
                                false, false, false, false, false, true, true, true, true, false, false, false, true,
                                "k")));
        assertEquals(
                Reason.PENDING,
                reason(
                        sql,
                        new ReadFacts(
                                false, false, false, false, false, true, true, false, true, true, false, false, true,
                                "k")));
        assertEquals(
                Reason.BUDGET,
                reason(
                        sql,
                        new ReadFacts(
                                false, false, false, false, false, true, true, false, true, false, true, false, true,
                                "k")));
        assertEquals(
                Reason.BREAKER,
                reason(
                        sql,
                        new ReadFacts(
                                false, false, false, false, false, true, true, false, true, false, false, true, true,
                                "k")));
        assertEquals(
                Reason.NOT_REPEATABLE,
                reason(
                        sql,
                        new ReadFacts(
                                false, false, false, false, false, true, true, false, true, false, false, false, false,
                                "k")));
        assertEquals(Reason.OUT_OF_SCOPE, reason(sql, QUIET, "tables = other"));
        assertEquals(Reason.OUT_OF_SCOPE, reason("SELECT * FROM other, t", QUIET, "tables = other"));
        assertEquals(Reason.OFF, reason(sql, QUIET, "table.t.gray.percent = 0"));
    }

    @Test
    void whatBeganOnTheTargetStaysThereWhateverTheDrawUnlessItMustNot() throws ConfigException {
        String sql = "SELECT * FROM t";
        String few = "gray.percent = 0.01\n";
        ReadFacts begun =
                new ReadFacts(true, false, true, true, false, true, true, false, true, false, true, false, true, "k");
        Config hardly = Config.parse(Path.of("shunt.properties"), "target.url = jdbc:h2:mem:t\nmirror = sync\n" + few);
        Plan plan = plan(hardly, sql, begun);
        assertTrue(plan.gray() && !plan.asked());
        ReadFacts tainted =
                new ReadFacts(true, false, true, true, false, true, true, true, true, false, false, false, true, "k");
        assertEquals(Reason.TAINTED, plan(hardly, sql, tainted).reason());
        ReadFacts pending =
                new ReadFacts(true, false, true, true, false, true, true, false, true, true, false, false, true, "k");
        assertEquals(Reason.PENDING, plan(hardly, sql, pending).reason());
        assertEquals(Reason.OFF, reason(sql, begun, "table.t.gray.percent = 0"), "others' rows may be in it");
        assertEquals(Reason.GRAY, reason(sql, begun, "table.t.gray.percent = 0", "gray.keys = k"));
    }

    @Test
    void anAsynchronousMirrorNeedsLeaveToAnswer() throws ConfigException {
        assertEquals(Reason.ASYNC, reason("SELECT * FROM t", QUIET, "table.t.mirror = async"));
        assertEquals(Reason.GRAY, reason("SELECT * FROM t", QUIET, "table.t.mirror = async", "gray.async = allow"));
    }

    @Test
    void aTableThatWasNeverVerifiedNeedsLeaveToAnswer() throws ConfigException {
        ReadFacts unverified = new ReadFacts(
                false, false, false, false, false, true, true, false, false, false, false, false, true, "k");
        assertEquals(Reason.UNVERIFIED, reason("SELECT * FROM t", unverified));
        assertEquals(Reason.GRAY, reason("SELECT * FROM t", unverified, "gray.unverified = allow"));
    }

    @Test
    void theLowestPercentageOfItsTablesHoldsForAJoin() throws ConfigException {
        assertEquals(Reason.OFF, reason("SELECT * FROM t JOIN u ON t.id = u.id", QUIET, "table.u.gray.percent = 0"));
        String both = "SELECT * FROM t JOIN u ON t.id = u.id";
        Config uneven = config("table.t.gray.percent = 50", "table.u.gray.percent = 0.01");
        int gray = 0;
        for (int i = 0; i < 100_000; i++) {
            gray += plan(uneven, both, facts("key " + i)).gray() ? 1 : 0;
        }
        int share = gray;
        assertTrue(share > 0 && share < 40, () -> share + " of 100,000, where 10 are asked");
    }

    @Test
    void aKeyOfTheWhitelistIsGrayAtZero() throws ConfigException {
        assertEquals(Reason.GRAY, reason("SELECT * FROM t", QUIET, "table.t.gray.percent = 0", "gray.keys = j, k"));
    }
}

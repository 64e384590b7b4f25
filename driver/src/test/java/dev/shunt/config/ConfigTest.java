package dev.shunt.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConfigTest {
    static final String TARGET = "target.url = jdbc:h2:mem:target\n";

    static Config parse(String content) throws ConfigException {
        return Config.parse(Path.of("shunt.properties"), content);
    }

    @AfterEach
    void enable() {
        System.clearProperty("shunt.disabled");
    }

    @Test
    void theExampleOfTheDesignIsReadWithTheCommentsBehindItsValues() throws ConfigException {
        Config config = parse("""
                source.url      = jdbc:mysql://old-db:3306/shop     # the CLI connects with it
                target.url      = jdbc:mysql://new-db:3306/shop
                target.user     = shop
                target.password = ${env:PATH}
                tables          = order*, payment, !order_tmp       # what moves; default: all

                primary         = source     # source | target: who owns the data
                mirror          = async      # off | async | sync | external
                shadow.percent  = 100        # share of reads
                gray.percent    = 0.5        # share of reads that the target answers

                table.orders.gray.percent = 10        # any of the four
                """);
        assertEquals("jdbc:mysql://old-db:3306/shop", config.get(Options.SOURCE_URL));
        assertEquals(System.getenv("PATH"), config.get(Options.TARGET_PASSWORD));
        assertEquals(Set.of("order*", "payment", "!order_tmp"), config.get(Options.TABLES));
        assertEquals(Side.SOURCE, config.primary());
        assertEquals(Mirror.ASYNC, config.mirror());
        assertEquals(10_000, config.shadowPercent("payment"));
        assertEquals(50, config.grayPercent("payment"));
        assertEquals(1_000, config.grayPercent("ORDERS"));
        assertEquals(1_000, config.get(Options.GRAY_PERCENT, "Orders"));
        assertEquals(50, config.get(Options.GRAY_PERCENT));
        assertFalse(config.atRest());
    }

    @Test
    void everyKindOfValueIsRead() throws ConfigException {
        Config config = parse(TARGET + """
                mirror.timeout = 300ms
                target.timeout : 1 min
                breaker.probe 10 s
                diff.max = 2 GiB
                diff.values = hashed
                gray.keys = a, b b ,, c
                gray.transactions = all
                gray.async = allow
                mirror.ask = always
                mirror.ddl = ignore
                mirror.max-keys = 7
                state.dir = /var/lib/shunt
                """);
        assertEquals(Duration.ofMillis(300), config.get(Options.MIRROR_TIMEOUT));
        assertEquals(Duration.ofMinutes(1), config.get(Options.TARGET_TIMEOUT));
        assertEquals(Duration.ofSeconds(10), config.get(Options.BREAKER_PROBE));
        assertEquals(2L << 30, config.get(Options.DIFF_MAX));
        assertEquals(DiffValues.HASHED, config.get(Options.DIFF_VALUES));
        assertEquals(List.of("a", "b b", "c"), List.copyOf(config.get(Options.GRAY_KEYS)));
        assertEquals(GrayTransactions.ALL, config.get(Options.GRAY_TRANSACTIONS));
        assertEquals(Permission.ALLOW, config.get(Options.GRAY_ASYNC));
        assertEquals(Ask.ALWAYS, config.get(Options.MIRROR_ASK));
        assertEquals(Policy.IGNORE, config.get(Options.MIRROR_DDL));
        assertEquals(7, config.get(Options.MIRROR_MAX_KEYS));
        assertEquals(Path.of("/var/lib/shunt"), config.get(Options.STATE_DIR));
    }

    @Test
    void whatTheFileDoesNotSetHasItsDefault() throws ConfigException {
        Config config = parse("mirror = off\n");
        for (Option<?> option : Options.ALL) {
            assertEquals(option.defaultValue(), config.get(option), option.name());
        }
        assertEquals(Duration.ofMillis(250), config.get(Options.MIRROR_TIMEOUT));
        assertEquals(100L << 20, config.get(Options.DIFF_MAX));
        assertFalse(config.hasTarget());
    }

    @Test
    void theLastPatternThatMatchesDecidesWhetherATableIsInScope() throws ConfigException {
        Config config = parse("tables = order*, payment, !order_tmp*, order_tmp_keep\n");
        assertTrue(config.inScope("orders"));
        assertTrue(config.inScope("Order"));
        assertTrue(config.inScope("PAYMENT"));
        assertTrue(config.inScope("order_tmp_keep"));
        assertFalse(config.inScope("order_tmp"));
        assertFalse(config.inScope("order_tmp_2"));
        assertFalse(config.inScope("payments"));
        assertFalse(config.inScope("my_order"));
    }

    @Test
    void allTablesAreInScopeByDefaultAndWhereTheFirstPatternLeavesOut() throws ConfigException {
        assertTrue(parse(TARGET).inScope("anything"));
        assertTrue(parse("tables = !audit, !log*").inScope("orders"));
        assertFalse(parse("tables = !audit, !log*").inScope("LOG_1"));
        assertFalse(parse("tables = *, !audit").inScope("audit"));
        assertTrue(parse("tables = a.c*".replace(".", "")).inScope("ac(d"));
    }

    @Test
    void itIsAtRestOnlyWhenNoKnobIsOnAnywhere() throws ConfigException {
        assertTrue(parse(TARGET).atRest());
        assertTrue(parse(TARGET + "mirror = off\nshadow.percent = 0\ntable.a.gray.percent = 0.00")
                .atRest());
        assertFalse(parse(TARGET + "mirror = sync").atRest());
        assertFalse(parse(TARGET + "shadow.percent = 0.01").atRest());
        assertFalse(parse(TARGET + "gray.percent = 1").atRest());
        assertFalse(parse(TARGET + "table.orders.mirror = sync").atRest());
        assertTrue(parse(TARGET + "mirror = sync\nenabled = false").atRest());
    }

    @Test
    void everyKnobIsOffWhileNotEnabledWithoutATargetAndOutOfScope() throws ConfigException {
        String knobs = "mirror = sync\nshadow.percent = 1\ngray.percent = 2\ntable.a.gray.percent = 3\n";
        for (Config off : List.of(
                parse(TARGET + knobs + "enabled = false"),
                parse(knobs + "enabled = false"),
                parse(TARGET + knobs + "tables = b"))) {
            assertEquals(Mirror.OFF, off.mirror("a"));
            assertEquals(0, off.shadowPercent("a"));
            assertEquals(0, off.grayPercent("a"));
        }
        assertEquals(Mirror.OFF, parse(TARGET + knobs + "enabled = false").mirror());
        assertEquals(Mirror.SYNC, parse(TARGET + knobs + "tables = b").mirror("B"));
    }

    @Test
    void theSystemPropertyDisablesLikeTheFile() throws ConfigException {
        System.setProperty("shunt.disabled", "true");
        Config config = parse(TARGET + "enabled = true\nmirror = sync");
        assertFalse(config.get(Options.ENABLED));
        assertTrue(config.atRest());
        assertEquals("false (-Dshunt.disabled)", config.shown().get("enabled"));
    }

    @Test
    void whatIsShownHasTheOrderOfTheFileAndNoSecret() throws ConfigException {
        Config config = parse("""
                mirror = async
                target.password = s3cr3t
                target.url = jdbc:mysql://u:s3cr3t@db/shop?password=s3cr3t&x=1
                table.Orders.mirror = sync
                """);
        assertEquals(
                "{mirror=async, target.password=***, target.url=jdbc:mysql://u:***@db/shop?password=***&x=1,"
                        + " table.orders.mirror=sync}",
                config.shown().toString());
        assertFalse(config.toString().contains("s3cr3t"), config.toString());
    }
}

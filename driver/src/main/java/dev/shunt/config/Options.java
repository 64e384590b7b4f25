package dev.shunt.config;

import static dev.shunt.config.Option.Trait.PER_TABLE;
import static dev.shunt.config.Option.Trait.RESTART;
import static dev.shunt.config.Option.Trait.SECRET;
import static dev.shunt.config.Option.Trait.TABLE_ONLY;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Every option there is, declared once. */
public final class Options {
    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);

    public static final Option<Boolean> ENABLED = new Option<>(
            "enabled",
            "true",
            Kinds.flag(),
            "`false`: plain pass-through, the target is not contacted. `-Dshunt.disabled=true` does the same");
    public static final Option<String> SOURCE_URL = new Option<>(
            "source.url", "", Urls.source(), "the database being left; the driver checks that it is on it", RESTART);
    public static final Option<String> TARGET_URL =
            new Option<>("target.url", "", Urls.target(), "the database being moved to", RESTART);
    public static final Option<String> TARGET_USER =
            new Option<>("target.user", "", Kinds.word(), "who connects to the target", RESTART);
    public static final Option<String> TARGET_PASSWORD = new Option<>(
            "target.password",
            "",
            Kinds.text(),
            "its password, best as `${env:NAME}` or `${file:/path}`",
            RESTART,
            SECRET);
    public static final Option<Set<String>> TABLES = new Option<>(
            "tables",
            "*",
            Kinds.tables(),
            "what moves: patterns such as `order*, payment, !order_tmp`; of those that match, the last decides");

    public static final Option<String> WHERE = new Option<>(
            "where",
            "",
            Kinds.condition(),
            "which rows of the table move, where several sources fill one target: no other row of either side is mirrored,"
                    + " compared, counted or deleted. A row that leaves the condition is deleted from the other side. A"
                    + " change taints the table until it is verified",
            TABLE_ONLY);

    public static final Option<Side> PRIMARY = new Option<>(
            "primary",
            "source",
            Kinds.choice(
                    Side.class,
                    Map.of(
                            Side.TARGET,
                            "the cutover, which makes the target the primary, is not part of this version:"
                                    + " leave primary = source")),
            "who owns the data; it will be `target` after a cutover");
    public static final Option<Mirror> MIRROR = new Option<>(
            "mirror",
            "off",
            Kinds.choice(Mirror.class),
            "how committed writes reach the other side: `async` soon after, `sync` before the commit returns, `external`"
                    + " by something else, such as replication, which has to bring the table `shunt_marker` too",
            PER_TABLE);
    public static final Option<Integer> SHADOW_PERCENT = new Option<>(
            "shadow.percent",
            "0",
            Kinds.percent(),
            "share of reads that are also run on the other side and compared",
            PER_TABLE);
    public static final Option<Integer> GRAY_PERCENT =
            new Option<>("gray.percent", "0", Kinds.percent(), "share of reads that the target answers", PER_TABLE);

    public static final Option<Set<String>> GRAY_KEYS =
            new Option<>("gray.keys", "", Kinds.texts(), "keys whose reads are always gray");
    public static final Option<GrayTransactions> GRAY_TRANSACTIONS = new Option<>(
            "gray.transactions",
            "read-only",
            Kinds.choice(GrayTransactions.class),
            "transactions whose reads may be gray: `all` adds those that may write but have not");
    public static final Option<Permission> GRAY_UNVERIFIED = new Option<>(
            "gray.unverified",
            "deny",
            Kinds.choice(Permission.class),
            "whether reads may be gray of tables that were never compared as a whole since mirroring of them began");
    public static final Option<Permission> GRAY_ASYNC = new Option<>(
            "gray.async",
            "deny",
            Kinds.choice(Permission.class),
            "whether reads may be gray under `mirror = async` or `external`, where another instance's last writes may be"
                    + " missing");
    public static final Option<Integer> GRAY_MAX_ERRORS = new Option<>(
            "gray.max-errors",
            "5",
            Kinds.percent(),
            "percent of the gray reads of 10 s that may fail on the target; beyond that, by more than chance, all reads stay on"
                    + " the primary for `gray.retry`");
    public static final Option<Integer> GRAY_MAX_SLOWDOWN = new Option<>(
            "gray.max-slowdown",
            "5",
            Kinds.count(1, 1_000_000),
            "how many times as long as on the primary the gray reads of 10 s may take, statement by statement; beyond that,"
                    + " and if that is more than 10 ms for each, all reads stay on the primary for `gray.retry`");
    public static final Option<Duration> GRAY_RETRY = new Option<>(
            "gray.retry",
            "1 min",
            Kinds.duration(MILLI, HOUR),
            "how long reads stay on the primary after gray reads have failed too often or were too slow");

    public static final Option<Integer> TARGET_POOL_MAX = new Option<>(
            "target.pool.max", "10", Kinds.count(1, 1_000), "connections to the target per instance", RESTART);
    public static final Option<Duration> TARGET_TIMEOUT = new Option<>(
            "target.timeout",
            "5 s",
            Kinds.duration(Duration.ofMillis(100), HOUR),
            "longest wait of Shunt's own connections for a connect or an answer",
            RESTART);

    public static final Option<Duration> MIRROR_TIMEOUT = new Option<>(
            "mirror.timeout",
            "250 ms",
            Kinds.duration(MILLI, MINUTE),
            "longest wait of a commit under `mirror = sync`, after the primary's own commit");
    public static final Option<Integer> MIRROR_WORKERS = new Option<>(
            "mirror.workers", "4", Kinds.count(1, 100), "threads that bring rows to the other side", RESTART);
    public static final Option<Integer> MIRROR_MAX_KEYS = new Option<>(
            "mirror.max-keys",
            "10000",
            Kinds.count(1, 1_000_000),
            "rows of one table that one transaction can list; beyond that the whole table is walked");
    public static final Option<Integer> MIRROR_RANGE_SHARE = new Option<>(
            "mirror.range.share",
            "50",
            Kinds.count(1, 100),
            "percent of its time that the comparing of a whole table may keep the databases busy");
    public static final Option<Ask> MIRROR_ASK = new Option<>(
            "mirror.ask",
            "indexed",
            Kinds.choice(Ask.class),
            "which predicates of an UPDATE or DELETE are turned into keys by asking the primary");
    public static final Option<Policy> MIRROR_DDL =
            new Option<>("mirror.ddl", "taint", Kinds.choice(Policy.class), "what DDL does to its tables");
    public static final Option<Policy> MIRROR_CALL = new Option<>(
            "mirror.call",
            "taint",
            Kinds.choice(Policy.class),
            "what a call of a procedure does to the tables in scope");
    public static final Option<Policy> MIRROR_UNPARSED = new Option<>(
            "mirror.unparsed",
            "taint",
            Kinds.choice(Policy.class),
            "what a statement that is not understood does to the tables in scope");

    public static final Option<Path> STATE_DIR = new Option<>(
            "state.dir",
            "shunt-state",
            Kinds.directory(),
            "directory of the journal, the diff log and the status socket; one per file",
            RESTART);
    public static final Option<JournalKind> JOURNAL = new Option<>(
            "journal",
            "file",
            Kinds.choice(JournalKind.class),
            "where writes are kept until they are on the other side: `file` in `state.dir`, which survives the process;"
                    + " `outbox` in the table `shunt_outbox` of the primary, by the application's own transactions, which"
                    + " survives the machine",
            RESTART);
    public static final Option<JournalFsync> JOURNAL_FSYNC = new Option<>(
            "journal.fsync",
            "interval",
            Kinds.choice(JournalFsync.class),
            "when the file is forced to the disk: `commit` before each commit, `interval` every second, or `off`. All"
                    + " survive the process. If the machine stops, `commit` loses nothing, and after the others every"
                    + " table is tainted",
            RESTART);
    public static final Option<Long> JOURNAL_MAX = new Option<>(
            "journal.max",
            "1 GiB",
            Kinds.size(),
            "size of the file; beyond it the tables written to are tainted until there is room",
            RESTART);

    public static final Option<Integer> SHADOW_WORKERS =
            new Option<>("shadow.workers", "2", Kinds.count(1, 100), "threads that run shadow reads", RESTART);
    public static final Option<Integer> SHADOW_QUEUE = new Option<>(
            "shadow.queue", "1000", Kinds.count(1, 1_000_000), "shadow reads that may wait; more are dropped", RESTART);
    public static final Option<Duration> SHADOW_TIMEOUT =
            new Option<>("shadow.timeout", "5 s", Kinds.duration(MILLI, HOUR), "longest run of one shadow read");
    public static final Option<Duration> SHADOW_SETTLE = new Option<>(
            "shadow.settle",
            "500 ms",
            Kinds.duration(Duration.ZERO, HOUR),
            "wait before a mismatch is looked at again");
    public static final Option<Integer> SHADOW_RECHECKS = new Option<>(
            "shadow.rechecks",
            "3",
            Kinds.count(0, 100),
            "how often a mismatch is looked at again until it is settled; 0 reports each at first sight, races too");
    public static final Option<Integer> SHADOW_ROWS = new Option<>(
            "shadow.rows",
            "10000",
            Kinds.count(1, 1_000_000),
            "rows of one result that are compared one by one; those beyond by their hashes");

    public static final Option<Integer> SHADOW_SLOWER = new Option<>(
            "shadow.slower",
            "10",
            Kinds.count(0, 1_000),
            "how many times as long as the primary, and 100 ms longer, the secondary must take at every look to be a"
                    + " difference; 0: never");

    public static final Option<Double> COMPARE_FLOAT_TOLERANCE = new Option<>(
            "compare.float.tolerance",
            "type",
            Kinds.tolerance(),
            "how far floating point values may be apart, as a share of the greater one; `type`: about what their types can"
                    + " tell",
            PER_TABLE);
    public static final Option<Integer> COMPARE_TIMESTAMP_PRECISION = new Option<>(
            "compare.timestamp.precision",
            "6",
            Kinds.count(0, 9),
            "digits of a second that count in times; what was cut on one side and rounded on the other is the same",
            PER_TABLE);
    public static final Option<Boolean> COMPARE_TRAILING_SPACES = new Option<>(
            "compare.trailing-spaces",
            "on",
            Kinds.onOff(),
            "whether spaces at the end of a text count; those of CHAR never do",
            PER_TABLE);
    public static final Option<LetterCase> COMPARE_CASE = new Option<>(
            "compare.case",
            "exact",
            Kinds.choice(LetterCase.class),
            "whether the case of letters counts; `collation`: not in columns whose collation does not tell it",
            PER_TABLE);
    public static final Option<Boolean> COMPARE_NULL_EMPTY = new Option<>(
            "compare.null-empty", "on", Kinds.onOff(), "whether NULL and the empty text differ", PER_TABLE);
    public static final Option<Set<String>> COMPARE_IGNORE =
            new Option<>("compare.ignore", "", Kinds.texts(), "columns that are not compared", PER_TABLE);

    public static final Option<DiffValues> DIFF_VALUES = new Option<>(
            "diff.values",
            "full",
            Kinds.choice(DiffValues.class),
            "how the diff log shows keys, parameters and values: as they are, as `***`, as salted hashes, not at all");
    public static final Option<Long> DIFF_MAX = new Option<>(
            "diff.max",
            "100 MiB",
            Kinds.size(),
            "size of the diff log with the one before it; beyond that the oldest half is dropped");

    public static final Option<Boolean> DIFF_HEAL = new Option<>(
            "diff.heal",
            "off",
            Kinds.onOff(),
            "whether a difference of a row that is known for certain is healed: the row is synced, where it is mirrored");

    public static final Option<Integer> BREAKER_FAILURES = new Option<>(
            "breaker.failures",
            "5",
            Kinds.count(1, 1_000),
            "failures in a row after which the other side is left alone");
    public static final Option<Duration> BREAKER_PROBE =
            new Option<>("breaker.probe", "5 s", Kinds.duration(MILLI, HOUR), "how often it is then tried again");

    public static final Option<Duration> HEARTBEAT = new Option<>(
            "heartbeat",
            "1 s",
            Kinds.duration(Duration.ofMillis(100), MINUTE),
            "how often an instance tells the register in the source that it lives");
    public static final Option<Duration> LEASE = new Option<>(
            "lease",
            "5 s",
            Kinds.duration(Duration.ofMillis(300), HOUR),
            "how long an instance counts as living after its last heartbeat; never less than three heartbeats");

    /** All of them, in the order of the docs. */
    public static final List<Option<?>> ALL = List.of(
            ENABLED,
            SOURCE_URL,
            TARGET_URL,
            TARGET_USER,
            TARGET_PASSWORD,
            TABLES,
            WHERE,
            PRIMARY,
            MIRROR,
            SHADOW_PERCENT,
            GRAY_PERCENT,
            GRAY_KEYS,
            GRAY_TRANSACTIONS,
            GRAY_UNVERIFIED,
            GRAY_ASYNC,
            GRAY_MAX_ERRORS,
            GRAY_MAX_SLOWDOWN,
            GRAY_RETRY,
            TARGET_POOL_MAX,
            TARGET_TIMEOUT,
            MIRROR_TIMEOUT,
            MIRROR_WORKERS,
            MIRROR_MAX_KEYS,
            MIRROR_RANGE_SHARE,
            MIRROR_ASK,
            MIRROR_DDL,
            MIRROR_CALL,
            MIRROR_UNPARSED,
            STATE_DIR,
            JOURNAL,
            JOURNAL_FSYNC,
            JOURNAL_MAX,
            SHADOW_WORKERS,
            SHADOW_QUEUE,
            SHADOW_TIMEOUT,
            SHADOW_SETTLE,
            SHADOW_RECHECKS,
            SHADOW_ROWS,
            SHADOW_SLOWER,
            COMPARE_FLOAT_TOLERANCE,
            COMPARE_TIMESTAMP_PRECISION,
            COMPARE_TRAILING_SPACES,
            COMPARE_CASE,
            COMPARE_NULL_EMPTY,
            COMPARE_IGNORE,
            DIFF_VALUES,
            DIFF_MAX,
            DIFF_HEAL,
            BREAKER_FAILURES,
            BREAKER_PROBE,
            HEARTBEAT,
            LEASE);

    private Options() {}
}

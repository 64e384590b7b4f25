package dev.shunt.jdbc;

import dev.shunt.config.Config;
import dev.shunt.mirror.Mirroring;
import dev.shunt.mirror.Verified;
import dev.shunt.session.Breaker;
import dev.shunt.session.Fence;
import dev.shunt.session.GrayBudget;
import dev.shunt.shadow.ShadowReads;
import dev.shunt.sql.Analysis;
import dev.shunt.sql.SqlAnalyzer;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What the wrapped objects of one instance share. The knobs change under them; a transaction keeps those it began with.
 * Thread-safe.
 */
public final class Context {
    /**
     * What is there once a target is configured.
     *
     * @param budget what gray reads may cost
     * @param reads connections to the target as the application would have them
     * @param verified which tables the target may answer for
     * @param permits one for each connection that gray reads may hold at a time
     */
    public record Target(
            Mirroring mirroring,
            Verified verified,
            ShadowReads shadow,
            DataSource reads,
            Semaphore permits,
            Breaker breaker,
            GrayBudget budget) {}

    /** Marks are set without a fence, so for a moment they may not be seen. */
    private static final long GRACE_NANOS = 1_000_000_000;

    private final SqlAnalyzer analyzer = new SqlAnalyzer();
    private final Traffic traffic = new Traffic();
    private final Fence fence;
    private volatile Config config;
    private volatile @Nullable Target target;
    private final Connections connections = new Connections();
    private volatile boolean idle = true;

    /** Raised after other knobs are in use: who reads it sees them. */
    private volatile int generation = 1;

    private volatile long appliedAt = System.nanoTime();

    public Context(Config config, Fence fence) {
        this.config = config;
        this.fence = fence;
    }

    /** Applies new knobs; {@code target} is null while none is configured. */
    public synchronized void apply(Config newConfig, @Nullable Target newTarget) {
        config = newConfig;
        target = newTarget;
        idle = newTarget == null
                || (newConfig.atRest() && !newTarget.mirroring().begun());
        generation = generation == Integer.MAX_VALUE ? 1 : generation + 1;
        appliedAt = System.nanoTime();
    }

    /** Returns what is still under way that began before {@link #apply}; null while that is not certain yet. */
    public @Nullable Older older() {
        long at = appliedAt;
        Older older = connections.olderThan(generation);
        return older.open() == 0 && System.nanoTime() - at < GRACE_NANOS ? null : older;
    }

    /** The number of the knobs in use. */
    int generation() {
        return generation;
    }

    Connections connections() {
        return connections;
    }

    /** Wraps a connection to the primary. */
    public Connection wrap(Connection connection) {
        return Wrappers.connection(connection, this);
    }

    /** Returns what went through. */
    public Traffic traffic() {
        return traffic;
    }

    /** The one branch at rest: true if nothing is to be done but to call the driver. */
    boolean idle() {
        return idle;
    }

    /** Keys of writes and repetitions of reads come from bindings, and a statement may be bound before a knob is on. */
    boolean keepsBindings() {
        return target != null;
    }

    /** Returns the knobs that hold for what begins now. */
    public Config config() {
        return config;
    }

    /** Returns what is there once a target is configured; null before: nobody looks at what is written. */
    public @Nullable Target target() {
        return target;
    }

    /** What is known of a statement; of no text at all, nothing: refusing it is the driver's part. */
    Analysis analyze(@Nullable String sql) {
        try {
            Analysis analysis = analyzer.analyze(sql == null ? "" : sql);
            Target now = target;
            return now == null ? analysis : now.mirroring().withFunctions(analysis);
        } catch (LinkageError | StackOverflowError e) {
            fence.caught("analysing a statement", e);
            return Writes.opaque(sql == null ? "" : sql, "a statement that could not be analysed", List.of());
        }
    }

    Fence fence() {
        return fence;
    }
}

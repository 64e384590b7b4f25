package dev.shunt.mirror;

import dev.shunt.schema.Catalog;
import dev.shunt.schema.Routines;
import dev.shunt.schema.Table;
import dev.shunt.session.Fence;
import dev.shunt.sql.TableName;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The primary's tables as known now. Looking one up never waits for a database: a table that is not known yet is walked
 * as a whole, once it is. Thread-safe.
 */
public final class Tables implements AutoCloseable {
    /** What a name stands for on the primary. */
    enum Kind {
        TABLE,
        WITHOUT_KEY,
        VIEW,
        NONE
    }

    /** Who else changes the schema is not seen: a new unique key or cascade is known after this long. */
    private static final int RELOAD_SECONDS = 60;

    /** Nobody else's mistakes, such as writes to what does not exist, keep the primary busy with questions. */
    private static final long RELOAD_PAUSE = TimeUnit.SECONDS.toNanos(1);

    /** Doublings of the pause, up to about the time after which all is read anyhow. */
    private static final int MAX_VAIN = 6;

    /** Changes during one reading that are told apart; more count as one of all tables. */
    private static final int MOST_CHANGES = 100;

    private final DataSource primary;
    private final Catalog catalog;
    private final Fence fence;
    private final AtomicBoolean reloading = new AtomicBoolean();
    private final AtomicBoolean reloadingLater = new AtomicBoolean();
    private final Set<String> outdated = ConcurrentHashMap.newKeySet();
    /** How often, of late, names that were not known were none of a new table: temporary ones, say, are not seen. */
    private final AtomicInteger vain = new AtomicInteger();

    private final ScheduledExecutorService loader;

    private final AtomicReference<Shapes> shapes = new AtomicReference<>(new Shapes(Map.of(), Map.of(), List.of()));
    private volatile UnaryOperator<String> stored = UnaryOperator.identity();
    private volatile Routines routines = Routines.NONE;

    /** False where {@code t} and {@code T} are two tables, as on a MySQL server by default. */
    private volatile boolean anyCase = true;

    private volatile boolean loaded;
    private volatile long loadedAt;

    /**
     * What is known at one moment, by name.
     *
     * @param former as they were before a change of the schema, until they have been read anew
     * @param changes the names of each change since the last reading began
     */
    private record Shapes(Map<String, Table> known, Map<String, Table> former, List<Collection<TableName>> changes) {
        Shapes without(Collection<TableName> names) {
            Map<String, Table> left = new HashMap<>(known);
            Map<String, Table> before = new HashMap<>(former);
            before.putAll(left);
            names.forEach(name -> left.keySet().removeIf(name.name()::equalsIgnoreCase));
            return new Shapes(names.isEmpty() ? Map.of() : Map.copyOf(left), Map.copyOf(before), with(names));
        }

        private List<Collection<TableName>> with(Collection<TableName> names) {
            if (names.isEmpty() || changes.size() == MOST_CHANGES) {
                return List.of(List.of()); // all tables
            }
            List<Collection<TableName>> all = new ArrayList<>(changes);
            all.add(names);
            return List.copyOf(all);
        }

        Shapes reading() {
            return new Shapes(known, former, List.of());
        }

        /** What has changed during the reading may have been read as it was before. */
        Shapes read(Map<String, Table> tables) {
            Shapes all = new Shapes(Map.copyOf(tables), changes.isEmpty() ? Map.of() : former, List.of());
            for (Collection<TableName> names : changes) {
                all = all.without(names);
            }
            return all;
        }
    }

    public Tables(DataSource primary, Catalog catalog, Fence fence) {
        this.primary = primary;
        this.catalog = catalog;
        this.fence = fence;
        this.loader = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "shunt-schema");
            thread.setDaemon(true);
            return thread;
        });
        ScheduledFuture<?> unused =
                loader.scheduleWithFixedDelay(this::refresh, RELOAD_SECONDS, RELOAD_SECONDS, TimeUnit.SECONDS);
    }

    private void refresh() {
        vain.updateAndGet(times -> Math.max(0, times - 1));
        if (loaded) {
            fence.run("reading the primary's tables", this::load);
        }
    }

    /** Reads all tables anew from the primary, and waits for it. */
    public synchronized void load() throws SQLException {
        Set<String> before = Set.copyOf(outdated);
        shapes.updateAndGet(Shapes::reading);
        catalog.forgetAll();
        List<Table> read = catalog.tables();
        try (Connection connection = primary.getConnection()) {
            routines = Routines.read(connection);
            DatabaseMetaData database = connection.getMetaData();
            anyCase = !database.supportsMixedCaseIdentifiers();
            stored = database.storesLowerCaseIdentifiers()
                    ? name -> name.toLowerCase(Locale.ROOT)
                    : database.storesUpperCaseIdentifiers()
                            ? name -> name.toUpperCase(Locale.ROOT)
                            : UnaryOperator.identity();
        }
        Map<String, Table> byName = new HashMap<>();
        for (Table table : read) {
            byName.put(table.name(), table);
            if (anyCase) {
                byName.putIfAbsent(table.name().toLowerCase(Locale.ROOT), table);
            }
        }
        shapes.updateAndGet(now -> now.read(byName));
        outdated.removeAll(before);
        loadedAt = System.nanoTime();
        loaded = true;
    }

    /** Returns the stored functions that may write. */
    Routines routines() {
        return routines;
    }

    /** Returns true once they have been read. */
    public boolean loaded() {
        return loaded;
    }

    /** Returns the names of those that are known. */
    public Set<String> names() {
        return shapes().known.values().stream().map(Table::name).collect(Collectors.toSet());
    }

    /** Forgets those tables, whose shape has changed, until they have been read anew; all, where none is named. */
    void changed(Collection<TableName> names) {
        shapes.updateAndGet(now -> now.without(names));
        reload(reloading, 0, this::load);
    }

    /** Says that somebody else seems to have changed a table: it is read anew before it is walked. */
    void outdated(TableName name) {
        outdated.add(name.name().toLowerCase(Locale.ROOT));
        reload();
    }

    /** Reads all tables anew in the background, soon. */
    void reload() {
        reload(reloadingLater, loaded ? Math.max(0, loadedAt + pause() - System.nanoTime()) : 0, this::loadForUnknown);
    }

    /** Returns the nanoseconds that have to pass between two readings for names that are not known. */
    long pause() {
        return RELOAD_PAUSE << vain.get();
    }

    void loadForUnknown() throws SQLException {
        Set<String> before = shapes().known.keySet();
        load();
        boolean nothing = shapes().known.keySet().equals(before);
        vain.updateAndGet(times -> nothing ? Math.min(times + 1, MAX_VAIN) : 0);
    }

    private void reload(AtomicBoolean queued, long pause, Fence.Action load) {
        if (queued.compareAndSet(false, true)) {
            ScheduledFuture<?> unused = loader.schedule(
                    () -> {
                        queued.set(false);
                        fence.run("reading the primary's tables", load);
                    },
                    pause,
                    TimeUnit.NANOSECONDS);
        }
    }

    /** Returns true if all of those, at least one, are known. */
    boolean known(Collection<TableName> names) {
        return !names.isEmpty() && names.stream().allMatch(name -> find(name) != null);
    }

    @Nullable
    Table find(TableName name) {
        return find(name.name());
    }

    private Shapes shapes() {
        return Objects.requireNonNull(shapes.get());
    }

    /** Returns a table that is known, or was until its shape changed: tables that refer to it are told by that one too. */
    @Nullable
    Table latest(TableName name) {
        Shapes now = shapes();
        Table table = find(now.known, name.name());
        return table != null ? table : find(now.former, name.name());
    }

    /** Returns the name as the primary keeps it; of a table that is not known, as it would. */
    String name(TableName name) {
        Table table = find(name);
        return table == null ? stored.apply(name.name()) : table.name();
    }

    private @Nullable Table find(String name) {
        return find(shapes().known, name);
    }

    private @Nullable Table find(Map<String, Table> tables, String name) {
        Table exact = tables.get(name);
        return exact != null || !anyCase ? exact : tables.get(name.toLowerCase(Locale.ROOT));
    }

    /** Tells what a name that was written to stands for; asks the primary if it is not known. */
    Kind kind(String name) throws SQLException {
        Table table = find(name);
        boolean stale = outdated.contains(name.toLowerCase(Locale.ROOT));
        if (stale || table == null && catalog.table(name) != null) { // a temporary one is not seen here
            load();
            table = latest(new TableName(null, name)); // it may have been changed again: it is no other thing by that
        }
        if (table != null) {
            return table.keyed() ? Kind.TABLE : Kind.WITHOUT_KEY;
        }
        try (Connection connection = primary.getConnection();
                ResultSet views = connection
                        .getMetaData()
                        .getTables(connection.getCatalog(), connection.getSchema(), null, new String[] {"VIEW"})) {
            while (views.next()) {
                if (name.equalsIgnoreCase(views.getString("TABLE_NAME"))) {
                    return Kind.VIEW;
                }
            }
            return Kind.NONE;
        }
    }

    @Override
    public void close() {
        loader.shutdownNow();
    }
}

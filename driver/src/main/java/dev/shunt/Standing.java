package dev.shunt;

import dev.shunt.cluster.Compared;
import dev.shunt.cluster.Report;
import dev.shunt.cluster.Subject;
import dev.shunt.cluster.Verification;
import dev.shunt.config.Config;
import dev.shunt.config.Options;
import dev.shunt.jdbc.Older;
import dev.shunt.journal.Account;
import dev.shunt.journal.Journal;
import dev.shunt.journal.Taint;
import dev.shunt.metrics.Json;
import dev.shunt.mirror.Mirroring;
import dev.shunt.mirror.Tables;
import dev.shunt.mirror.Verified;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How an instance stands, for the register. Thread-safe. */
final class Standing implements Subject {
    private static final int MOST_TABLES = 200;

    /** What others wait for before they begin to mirror; so it is told from the first heartbeat on. */
    private static final String BEGUN = "begun";

    /** The knobs in use. */
    private record Applied(Config config, boolean begun, long nanos, Instant at, String fingerprint) {}

    private final Journal journal;
    private final Tables tables;
    private final Mirroring mirroring;
    private final Verified verified;
    private final Wheres wheres;
    private final Supplier<@Nullable Older> older;
    private final Runnable reapply;
    private final long started = System.nanoTime();
    private volatile @Nullable Applied applied;
    private volatile long changes;
    private volatile List<Verification> verifications = List.of();

    /**
     * Nothing is in use yet.
     *
     * @param reapply has the knobs looked at anew: at rest, writes that are not mirrored begin to matter
     */
    Standing(
            Journal journal,
            Tables tables,
            Mirroring mirroring,
            Verified verified,
            Wheres wheres,
            Supplier<@Nullable Older> older,
            Runnable reapply) {
        this.journal = journal;
        this.tables = tables;
        this.mirroring = mirroring;
        this.verified = verified;
        this.wheres = wheres;
        this.older = older;
        this.reapply = reapply;
    }

    /**
     * Says that other knobs are in use now.
     *
     * @param begun it was known before that mirroring has begun: at rest only then writes are looked at
     * @param first nothing was written through this process before them
     */
    void use(Config config, boolean begun, boolean first) {
        verified.applied(config, first);
        applied = new Applied(config, begun, System.nanoTime(), Instant.now(), fingerprint(config));
    }

    /** To be called before other knobs are in use: of what moves now, nobody has brought or taken away the rows of before. */
    void prepare(Config next) {
        boolean begun = journal.begun();
        if (!tables.loaded() || !begun && next.atRest()) {
            return;
        }
        Map<String, String> conditions = new LinkedHashMap<>();
        Set<String> names = new TreeSet<>(tables.names());
        names.addAll(wheres.tables());
        for (String table : names) {
            if (!next.where(table).isEmpty()) {
                conditions.put(table, next.where(table));
            }
        }
        if (begun) {
            for (String table : wheres.changed(conditions)) {
                if (next.inScope(table)) {
                    journal.taint(table, "its where was changed; verify it");
                }
            }
        }
        wheres.keep(conditions); // once the taints are durable
    }

    /** Returns the tables whose writes are mirrored with these knobs; every table where they are not known. */
    Set<String> mirrored(Config config) {
        if (config.atRest()) {
            return Set.of();
        }
        Set<String> names = tables.names().stream()
                .filter(name -> config.mirror(name).ours())
                .collect(Collectors.toSet());
        return names.isEmpty() && config.mirror().ours() ? Set.of(Taint.EVERY_TABLE) : names;
    }

    @Override
    public Report report() {
        Applied now = applied;
        if (now == null) {
            return new Report(false, Set.of(), 0, null, 0, 0, 0, Json.text(Map.of(BEGUN, journal.begun())));
        }
        List<Account> accounts = journal.accounts();
        boolean active = !now.config.atRest() || mirroring.begun();
        long pending = accounts.stream().mapToLong(Standing::pending).sum();
        long oldest = accounts.stream().mapToLong(Account::oldestNanos).max().orElse(0);
        changes = verified.changes(); // before what may be open under older ones is looked at
        Older open = older.get();
        return new Report(
                active,
                mirrored(now.config),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - now.nanos),
                open == null ? null : open.open(),
                open == null ? 0 : open.uncertain(),
                pending,
                TimeUnit.NANOSECONDS.toMillis(oldest),
                details(now, accounts));
    }

    private static long pending(Account account) {
        return account.pending() + (account.walk() ? 1L : 0L);
    }

    private String details(Applied now, List<Account> accounts) {
        Map<String, Object> details = new LinkedHashMap<>(Knobs.shown(now.config));
        details.put("scope", now.config.shown().getOrDefault(Options.TABLES.name(), Options.TABLES.defaultText()));
        details.put(BEGUN, now.begun || !now.config.atRest() && journal.begun());
        details.put("fingerprint", now.fingerprint);
        details.put("applied", now.at.toString());
        String bare = Json.text(details);
        Map<String, Object> backlog = new LinkedHashMap<>();
        List<Account> behind =
                accounts.stream().filter(account -> pending(account) > 0).toList();
        behind.stream()
                .sorted(Comparator.comparingLong(Account::oldestNanos).reversed())
                .limit(MOST_TABLES)
                .forEach(account -> backlog.put(account.table(), table(account)));
        details.put("backlog", backlog);
        details.put("backlog_more", Math.max(0, behind.size() - MOST_TABLES));
        String all = Json.text(details);
        return all.length() <= Report.MOST_DETAILS ? all : bare.length() <= Report.MOST_DETAILS ? bare : "{}";
    }

    private static Map<String, Object> table(Account account) {
        Map<String, Object> table = new LinkedHashMap<>();
        table.put("pending", pending(account));
        table.put("oldest_ms", TimeUnit.NANOSECONDS.toMillis(account.oldestNanos()));
        return table;
    }

    /** Tells one content of the file from another, but for what every instance has of its own, and for secrets. */
    private static String fingerprint(Config config) {
        Map<String, String> all = new TreeMap<>(config.shown());
        all.remove(Options.STATE_DIR.name());
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(all.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    @Override
    public List<Taint> taints() {
        return journal.taints();
    }

    /** Whatever is pending now came after the start: nothing is left of what was there then. */
    @Override
    public boolean recovered() {
        long since = System.nanoTime() - started;
        return journal.recovered()
                && journal.accounts().stream().noneMatch(account -> account.walk() || account.oldestNanos() >= since);
    }

    @Override
    public boolean nothingLeft() {
        return !journal.pending() && journal.state().intents() == 0 && !journal.suspecting();
    }

    @Override
    public long taintings(String table) {
        return journal.taintings(table);
    }

    @Override
    public void cleared(String table, long taintingsThen) {
        journal.clear(table, taintingsThen);
    }

    @Override
    public boolean begun() {
        return journal.begun();
    }

    @Override
    public void begins() {
        journal.begin();
        Applied now = applied;
        if (now != null && now.config.atRest()) {
            Thread thread = new Thread(reapply, "shunt-begin"); // who applies knobs may be waiting for this heartbeat
            thread.setDaemon(true);
            thread.start();
        }
    }

    @Override
    public void reigns(long epoch) {
        journal.reign(epoch);
    }

    @Override
    public List<Compared> compared() {
        return verified.walked().stream().map(Standing::compared).toList();
    }

    private static Compared compared(Verified.Walked walked) {
        return new Compared(walked.table(), walked.began(), walked.rows());
    }

    @Override
    public void recorded(Compared compared) {
        verified.recorded(new Verified.Walked(compared.table(), compared.beganNanos(), compared.rows()));
    }

    @Override
    public void settled() {
        verified.settled(changes);
    }

    @Override
    public boolean mirrorsNothing() {
        return verified.none();
    }

    @Override
    public Map<Verification, String> verified(List<Verification> standing, long askedNanos) {
        Map<String, Long> began = new LinkedHashMap<>();
        standing.forEach(
                one -> began.put(one.table(), askedNanos - TimeUnit.MILLISECONDS.toNanos(one.ageMillis() + 1)));
        Map<String, String> refused = verified.take(began);
        List<Verification> counting = standing.stream()
                .filter(one -> !refused.containsKey(one.table()))
                .toList();
        verifications = counting;
        return standing.stream()
                .filter(one -> refused.containsKey(one.table()))
                .collect(Collectors.toMap(one -> one, one -> refused.getOrDefault(one.table(), "")));
    }

    /** Returns what counts as verified, as last read. */
    List<Verification> verifications() {
        return verifications;
    }

    @Override
    public void merge(Map<String, Taint> fleet) {
        journal.fleetTaints(fleet);
    }
}

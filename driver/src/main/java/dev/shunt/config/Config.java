package dev.shunt.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a file says at one moment. Immutable; whoever decides about one transaction or read asks one and the same
 * snapshot. The questions about knobs take everything into account: without a target, while not enabled, and for tables
 * out of scope every knob is off.
 */
public final class Config {
    private final Path file;
    private final Settings settings;
    private final Scope scope;
    private final boolean usable;
    private final boolean atRest;
    private final Set<Mirror> mirrors;
    private final boolean readsGray;
    private final boolean readsMove;

    Config(Path file, Settings settings) {
        this.file = file;
        this.settings = settings;
        this.scope = new Scope(settings.get(Options.TABLES));
        this.usable = settings.get(Options.ENABLED) && hasTarget();
        this.atRest = !usable || !settings.anyKnobOn();
        this.mirrors = usable ? settings.all(Options.MIRROR) : Set.of();
        this.readsGray = usable
                && (settings.all(Options.GRAY_PERCENT).stream().anyMatch(percent -> percent > 0)
                        || !settings.get(Options.GRAY_KEYS).isEmpty());
        this.readsMove = readsGray
                || (usable && settings.all(Options.SHADOW_PERCENT).stream().anyMatch(percent -> percent > 0));
    }

    /**
     * Reads the content of a file.
     *
     * @param file where the content is from, for messages and for relative paths in it
     * @throws ConfigException where anything is wrong, with everything that is
     */
    public static Config parse(Path file, String content) throws ConfigException {
        return new Config(file, new SettingsReader(file, false).read(content));
    }

    /**
     * Reads the content of a file that is meant for another process: what is looked up, as in {@code ${env:NAME}}, and
     * has no value in this process, is no problem; such options have their defaults here, and {@link #missing} tells.
     *
     * @throws ConfigException where anything else is wrong
     */
    public static Config parseForOthers(Path file, String content) throws ConfigException {
        return new Config(file, new SettingsReader(file, true).read(content));
    }

    /** Returns the value that the file sets, or else the default. */
    public <T> T get(Option<T> option) {
        return settings.get(option);
    }

    /** Returns the value that the file sets for the table, or else the one for all; the name in any case. */
    public <T> T get(Option<T> option, String table) {
        return settings.get(option, table);
    }

    /** Returns by key what could not be looked up in this process, in words; empty for what {@link #parse} has read. */
    public Map<String, String> missing() {
        return settings.missing();
    }

    /** The file that this is from. */
    public Path file() {
        return file;
    }

    /** Whether the file names a target. */
    public boolean hasTarget() {
        return settings.sets(Options.TARGET_URL);
    }

    /** Whether a table of that name moves; the name without its schema, in any case. */
    public boolean inScope(String table) {
        return scope.contains(table);
    }

    /** The condition that rows of the table meet which move; "" where all do. */
    public String where(String table) {
        return settings.get(Options.WHERE, table);
    }

    /** Who owns the data. */
    public Side primary() {
        return settings.get(Options.PRIMARY);
    }

    /** How writes to tables without a setting of their own are mirrored. */
    public Mirror mirror() {
        return usable ? settings.get(Options.MIRROR) : Mirror.OFF;
    }

    /** How writes to the table are mirrored. */
    public Mirror mirror(String table) {
        return moves(table) ? settings.get(Options.MIRROR, table) : Mirror.OFF;
    }

    /** Whether something else mirrors any table. */
    public boolean external() {
        return mirrors.contains(Mirror.EXTERNAL);
    }

    /** Whether Shunt itself mirrors any table. */
    public boolean mirrors() {
        return mirrors.stream().anyMatch(Mirror::ours);
    }

    /** The share of the table's reads that are compared, in hundredths of a percent: 0 to 10,000. */
    public int shadowPercent(String table) {
        return moves(table) ? settings.get(Options.SHADOW_PERCENT, table) : 0;
    }

    /** The share of the table's reads that the target answers, in hundredths of a percent: 0 to 10,000. */
    public int grayPercent(String table) {
        return moves(table) ? settings.get(Options.GRAY_PERCENT, table) : 0;
    }

    /** Whether any read may be answered by the target. */
    public boolean readsGray() {
        return readsGray;
    }

    /** Whether any read may be answered by the target, or compared. */
    public boolean readsMove() {
        return readsMove;
    }

    /** Whether there is nothing to do but to pass everything through: not enabled, no target, or no knob on anywhere. */
    public boolean atRest() {
        return atRest;
    }

    /** Returns every key that the file sets with its text for people to see, in the file's order, secrets as stars. */
    public Map<String, String> shown() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(settings.shown()));
    }

    private boolean moves(String table) {
        return usable && scope.contains(table);
    }

    Settings settings() {
        return settings;
    }

    @Override
    public String toString() {
        return file + " " + shown();
    }
}

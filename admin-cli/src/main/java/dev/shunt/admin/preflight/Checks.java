package dev.shunt.admin.preflight;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** All checks, by the names that {@code docs/preflight.md} explains, in the order in which they are made. */
final class Checks {
    /** The connecting itself; no other check is made where it fails. */
    static final String REACH = "reach";

    static final Map<String, Check> ALL = all();

    private Checks() {}

    private static Map<String, Check> all() {
        Map<String, Check> all = new LinkedHashMap<>();
        all.put("product", new Products());
        all.put("same-database", new SameDatabase());
        all.put("url", new UrlProperties());
        all.put("read-only", new ReadOnly());
        all.put("rights", new Rights());
        all.put("kill", new Killing());
        all.put("connections", new ConnectionCounts());
        all.put("clock", new Clocks());
        all.put("time-zone", new TimeZones());
        all.put("sql-mode", new SqlModes());
        all.put("settings", new Settings());
        all.put("packet", new Packets());
        all.put("name-case", new NameCase());
        all.put("charset", new CharacterSets());
        all.put("table", new MissingTables());
        all.put("primary-key", new PrimaryKeys());
        all.put("engine", new Engines());
        all.put("column", new MissingColumns());
        all.put("type", new Types());
        all.put("null", new Nullability());
        all.put("default", new Defaults());
        all.put("collation", new ColumnCollations());
        all.put("generated", new GeneratedColumns());
        all.put("check", new CheckConstraints());
        all.put("unique-key", new UniqueKeys());
        all.put("index", new Indexes());
        all.put("identity", new Identities());
        all.put("foreign-key", new ForeignKeys());
        all.put("trigger", new Triggers());
        all.put("event", new Events());
        all.put("program", new Programs());
        all.put("rows", new TargetRows());
        all.put("size", new Size());
        return Collections.unmodifiableMap(all);
    }
}

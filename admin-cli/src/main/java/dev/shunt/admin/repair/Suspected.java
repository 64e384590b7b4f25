package dev.shunt.admin.repair;

import dev.shunt.admin.tables.JsonLines;
import dev.shunt.admin.tables.KeyText;
import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Failure;
import dev.shunt.config.DiffValues;
import dev.shunt.diff.DiffReader;
import dev.shunt.diff.DiffRecord;
import dev.shunt.schema.Catalog;
import dev.shunt.schema.Column;
import dev.shunt.schema.Family;
import dev.shunt.schema.Key;
import dev.shunt.schema.Table;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the rows to be repaired are from: the command line, a report of {@code verify}, the diff log. */
final class Suspected {
    /** Who is given them. */
    interface Taker {
        void take(String table, Key key) throws Exception;

        /** A line that names no row, though something is wrong; {@code text} has no key of a row. */
        void refused(String text);
    }

    /** A source of them, which can be gone through more than once. */
    interface Source {
        void each(Taker taker) throws Exception;
    }

    private final Catalog tables;
    private final List<String> wanted;

    /** {@code wanted} are the tables that are meant, by names as the primary has them. */
    Suspected(Catalog tables, List<String> wanted) {
        this.tables = tables;
        this.wanted = wanted;
    }

    /** Rows whose keys are given as text. */
    Source named(String table, List<String> keys) throws SQLException {
        List<Key> all = new ArrayList<>();
        for (String text : keys) {
            all.add(key(table, text));
        }
        return taker -> {
            for (Key key : all) {
                taker.take(table, key);
            }
        };
    }

    /** Rows of a report. */
    Source report(Path file) {
        return taker -> {
            try (JsonLines lines = new JsonLines(file)) {
                for (Map<String, Object> line = lines.next(); line != null; line = lines.next()) {
                    String table = String.valueOf(line.get("table"));
                    if ("table".equals(line.get("type"))
                            && line.get("problem") instanceof String problem
                            && wanted(table)) {
                        taker.refused(table + ": " + problem);
                    } else if ("difference".equals(line.get("type"))
                            && line.get("key") instanceof List<?> key
                            && wanted(table)) {
                        Key parsed = parsed(key);
                        if (parsed == null) {
                            taker.refused("line " + lines.number() + " of " + file + ", of " + table
                                    + ": its key cannot be read");
                        } else {
                            taker.take(table, parsed);
                        }
                    }
                }
            }
        };
    }

    /** A report may be written by hand. */
    private boolean wanted(String name) throws SQLException {
        Table table = wanted.stream().anyMatch(name::equalsIgnoreCase) ? tables.table(name) : null;
        return table != null && wanted.contains(table.name());
    }

    private static @Nullable Key parsed(List<?> key) {
        try {
            return KeyText.key(key);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return null;
        }
    }

    /** Rows of the diff log of which the key is known and shown. */
    Source diffs(Path stateDir) {
        return taker -> {
            for (DiffRecord diff : DiffReader.read(stateDir)) {
                String text = diff.key();
                Table table = text == null ? null : tables.table(diff.table());
                // a summary of several rows has no key, and one that is masked names no row
                if (text != null
                        && diff.values() == DiffValues.FULL
                        && table != null
                        && wanted.contains(table.name())) {
                    Key key;
                    try {
                        key = key(table.name(), text);
                    } catch (Failure e) {
                        taker.refused("difference " + diff.id() + " of " + table.name() + ": " + e.getMessage());
                        continue;
                    }
                    taker.take(table.name(), key);
                }
            }
        };
    }

    /** Returns why rows of a table without a primary key cannot be repaired, and what can be done. */
    static String keyless(String table) {
        return "it has no primary key by which its rows are known; shunt backfill " + table
                + " --restart copies it anew";
    }

    private Key key(String name, String text) throws SQLException {
        Table table = tables.table(name);
        List<Column> columns = table == null ? List.of() : table.primaryKey();
        List<String> parts = columns.size() == 1 ? List.of(text) : List.of(text.split(",", -1));
        if (columns.isEmpty()) {
            throw new Failure(ExitCode.USAGE, name + ": " + keyless(name));
        }
        if (parts.size() != columns.size()) {
            throw new Failure(
                    ExitCode.USAGE,
                    "the key " + text + " does not fit the primary key of " + name + ": "
                            + String.join(
                                    ",", columns.stream().map(Column::name).toList()));
        }
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            values.add(value(columns.get(i).family(), parts.get(i)));
        }
        return Key.of(values);
    }

    private static Object value(Family family, String text) {
        try {
            return switch (family) {
                case INTEGER, DECIMAL -> new BigDecimal(text.strip());
                case FLOAT -> Double.valueOf(text.strip());
                case BINARY -> HexFormat.of().parseHex(text.strip().replaceFirst("^0x", ""));
                default -> text;
            };
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, "the key " + text + " is no value of its column");
        }
    }
}

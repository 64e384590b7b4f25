package dev.shunt.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.awaitility.Awaitility;

/** Two databases with a table of every kind that matters to a write, and Shunt between them. */
final class WriteBed implements AutoCloseable {
    private static final List<String> TABLES = List.of(
            "CREATE TABLE item (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, code VARCHAR(20), grp INT, n INT,"
                    + " note VARCHAR(50) DEFAULT 'x', CONSTRAINT item_code UNIQUE (code))",
            "CREATE INDEX item_grp ON item (grp)",
            "CREATE TABLE bare (id INT PRIMARY KEY, n INT)",
            "CREATE TABLE numbered (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, n INT)",
            "CREATE TABLE pairs (a INT, b VARCHAR(10), n INT, PRIMARY KEY (a, b))",
            "CREATE TABLE bin (k BINARY(4) PRIMARY KEY, n INT)",
            "CREATE TABLE ratio (k DOUBLE PRIMARY KEY, n INT)",
            "CREATE TABLE keyless (a INT, b INT)",
            "CREATE TABLE parent (id INT PRIMARY KEY, code INT, n INT, CONSTRAINT parent_code UNIQUE (code))",
            "CREATE TABLE child (id INT PRIMARY KEY, parent_id INT, CONSTRAINT child_parent FOREIGN KEY (parent_id)"
                    + " REFERENCES parent (id) ON DELETE CASCADE ON UPDATE CASCADE)",
            "CREATE TABLE grandchild (id INT PRIMARY KEY, child_id INT, CONSTRAINT grandchild_child"
                    + " FOREIGN KEY (child_id) REFERENCES child (id) ON DELETE CASCADE)",
            "CREATE TABLE orphan (id INT PRIMARY KEY, parent_code INT, CONSTRAINT orphan_parent"
                    + " FOREIGN KEY (parent_code) REFERENCES parent (code) ON DELETE SET NULL ON UPDATE CASCADE)",
            "CREATE TABLE tree (id INT PRIMARY KEY, up INT, CONSTRAINT tree_up FOREIGN KEY (up) REFERENCES tree (id)"
                    + " ON DELETE CASCADE)",
            "CREATE TABLE lob (id INT PRIMARY KEY, b LONGBLOB, c LONGTEXT)",
            "CREATE TABLE computed (id INT PRIMARY KEY, a INT, twice INT GENERATED ALWAYS AS (a * 2))");

    private static final List<String> SERVER_TABLES = List.of(
            "CREATE TABLE word (k VARCHAR(20) COLLATE utf8mb4_general_ci PRIMARY KEY, n INT)",
            "CREATE TABLE log (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, n INT)",
            "CREATE TABLE lasting (id INT PRIMARY KEY, u INT, grp INT, UNIQUE KEY (u), KEY (grp)) ENGINE = MyISAM",
            "CREATE TABLE narrow (k VARCHAR(20) CHARACTER SET latin1 PRIMARY KEY, n INT)",
            "CREATE TABLE fired (id INT PRIMARY KEY, n INT)",
            "CREATE TRIGGER fired_insert AFTER INSERT ON fired FOR EACH ROW INSERT INTO log (n) VALUES (NEW.n)",
            "CREATE FUNCTION writes(v INT) RETURNS INT DETERMINISTIC"
                    + " BEGIN UPDATE bare SET n = v WHERE id = 1; RETURN v; END",
            "CREATE FUNCTION calls_writes(v INT) RETURNS INT DETERMINISTIC RETURN `writes` (v)",
            "CREATE FUNCTION doubles(v INT) RETURNS INT DETERMINISTIC RETURN 2 * v",
            "CREATE VIEW seen AS SELECT id, n FROM bare",
            "CREATE PROCEDURE work(IN v INT) UPDATE bare SET n = v WHERE id = 1",
            "CREATE PROCEDURE begins() START TRANSACTION",
            "CREATE PROCEDURE work_and_commit(IN v INT) BEGIN UPDATE bare SET n = v WHERE id = 1; COMMIT; END");

    /** A foreign key to what is not unique, which MySQL has given up. */
    private static final List<String> MARIADB_TABLES = List.of(
            "CREATE TABLE loose (id INT PRIMARY KEY, grp INT, KEY loose_grp (grp))",
            "CREATE TABLE loose_child (id INT PRIMARY KEY, grp INT, CONSTRAINT loose_grp FOREIGN KEY (grp)"
                    + " REFERENCES loose (grp) ON UPDATE CASCADE)");

    private static final List<String> H2_TABLES = List.of(
            "CREATE TABLE word (k VARCHAR_IGNORECASE(20) PRIMARY KEY, n INT)",
            "CREATE VIEW seen AS SELECT id, n FROM bare");

    private static final List<String> NAMES = List.of(
            "item",
            "bare",
            "numbered",
            "pairs",
            "bin",
            "ratio",
            "keyless",
            "parent",
            "child",
            "grandchild",
            "orphan",
            "tree",
            "lob",
            "computed",
            "word");

    private static final List<String> ROWS = List.of(
            "INSERT INTO item (id, code, grp, n) VALUES (1, 'a', 1, 1), (2, 'b', 1, 2), (3, 'c', 2, 3), (4, 'd', 3, 4)",
            "INSERT INTO bare VALUES (1, 1), (2, 2), (3, 3)",
            "INSERT INTO numbered VALUES (1, 1), (2, 2)",
            "INSERT INTO pairs VALUES (1, 'a', 1), (1, 'b', 2), (2, 'a', 3)",
            "INSERT INTO bin VALUES (X'01020304', 1), (X'00ff2720', 2)",
            "INSERT INTO ratio VALUES (1.5, 1), (2.5, 2)",
            "INSERT INTO keyless VALUES (1, 1), (2, 2)",
            "INSERT INTO parent VALUES (1, 10, 1), (2, 20, 2), (3, 30, 3)",
            "INSERT INTO child VALUES (1, 1), (2, 1), (3, 2)",
            "INSERT INTO grandchild VALUES (1, 1), (2, 2), (3, 3)",
            "INSERT INTO orphan VALUES (1, 10), (2, 20), (3, NULL)",
            "INSERT INTO tree VALUES (1, NULL), (2, 1), (3, 2), (4, 1), (5, NULL)",
            "INSERT INTO lob VALUES (1, X'00', 'a'), (2, NULL, NULL)",
            "INSERT INTO computed (id, a) VALUES (1, 5), (2, 6)",
            "INSERT INTO word VALUES ('Apple', 1), ('pear', 2), ('éclair', 3)");

    private final Pair pair;
    private final Connection source;
    private final Connection target;
    private final Path directory;
    private final Map<String, String> settings;
    private final List<String> names;
    private Shunted shunted;

    private WriteBed(Pair pair, Path directory, Map<String, String> settings) throws SQLException, IOException {
        this.pair = pair;
        this.directory = directory;
        this.settings = settings;
        source = pair.source();
        target = pair.target();
        boolean h2 = pair.kind() == Databases.H2;
        boolean maria = source.getMetaData().getDatabaseProductVersion().contains("Maria");
        for (Connection side : List.of(source, target)) {
            WriteCase.run(side, TABLES.toArray(String[]::new));
            WriteCase.run(side, (h2 ? H2_TABLES : SERVER_TABLES).toArray(String[]::new));
            if (maria) {
                WriteCase.run(side, MARIADB_TABLES.toArray(String[]::new));
            }
        }
        names = new ArrayList<>(NAMES);
        names.addAll(h2 ? List.of() : List.of("lasting", "narrow"));
        names.addAll(maria ? List.of("loose", "loose_child") : List.of());
        shunted = start();
    }

    /** Two new databases, and an instance with those settings besides {@code mirror = async}. */
    static WriteBed open(Databases databases, Path directory, Map<String, String> settings)
            throws SQLException, IOException {
        Pair pair = databases.open();
        return new WriteBed(
                databases == Databases.H2
                        ? pair
                        : pair.through(url -> url + "&allowMultiQueries=true&allowLoadLocalInfile=true"),
                directory,
                settings);
    }

    private Shunted start() throws IOException {
        Map<String, String> all = new LinkedHashMap<>(Map.of("mirror", "async"));
        all.putAll(settings);
        Path own = Files.createTempDirectory(directory, "instance");
        return Shunted.start(pair, own, all);
    }

    Pair pair() {
        return pair;
    }

    Shunted shunted() {
        return shunted;
    }

    /** A new instance, which knows of no taint. */
    void restart() throws IOException, SQLException {
        shunted.close();
        // or what it has told the register by now would be the next one's as well
        WriteCase.run(
                source, "DROP TABLE IF EXISTS shunt_control, shunt_instance, shunt_taint, shunt_verified, shunt_found");
        shunted = start();
    }

    /** Gives both sides their first rows. */
    void seed() throws SQLException {
        List<String> statements = new ArrayList<>();
        List<String> backwards = new ArrayList<>(names);
        Collections.reverse(backwards);
        if (pair.kind() == Databases.SERVERS) {
            backwards.addAll(List.of("fired", "log"));
        }
        backwards.forEach(table -> statements.add("DELETE FROM " + table));
        statements.addAll(ROWS);
        if (names.contains("lasting")) {
            statements.add("INSERT INTO lasting VALUES (1, 1, 1), (2, 2, 1), (3, 3, 2)");
            statements.add("INSERT INTO narrow VALUES ('a', 1), ('b', 2), ('é', 3)");
        }
        if (names.contains("loose")) {
            statements.add("INSERT INTO loose VALUES (1, 1), (2, 2)");
            statements.add("INSERT INTO loose_child VALUES (1, 1), (2, 1), (3, 2)");
        }
        for (Connection side : List.of(source, target)) {
            WriteCase.run(side, String.join(";\n", statements));
        }
    }

    Map<String, List<String>> sourceRows() throws SQLException {
        return rows(source, names);
    }

    Map<String, List<String>> targetRows() throws SQLException {
        return rows(target, names);
    }

    private static Map<String, List<String>> rows(Connection side, List<String> names) throws SQLException {
        Map<String, List<String>> all = new LinkedHashMap<>();
        try (Statement statement = side.createStatement()) {
            for (String name : names) {
                List<String> rows = new ArrayList<>();
                String bytes = name.equals("bin") ? "HEX(k), n" : name.equals("lob") ? "id, HEX(b), c" : "*";
                boolean h2 = side.getMetaData().getURL().startsWith("jdbc:h2:");
                try (ResultSet found = statement.executeQuery(
                        "SELECT " + (h2 ? bytes.replace("HEX", "RAWTOHEX") : bytes) + " FROM " + name)) {
                    while (found.next()) {
                        rows.add(row(found));
                    }
                }
                Collections.sort(rows);
                all.put(name, rows);
            }
        }
        return all;
    }

    private static String row(ResultSet found) throws SQLException {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
            values.add(String.valueOf(found.getString(i)));
        }
        return values.toString();
    }

    /** How many writes became known in which way. */
    Map<String, Long> ways() throws IOException {
        Map<String, String> names =
                Map.of("given", "given", "generated", "generated", "asked", "asked", "range_intents", "walk");
        Map<String, Long> ways = new TreeMap<>();
        names.values().forEach(way -> ways.put(way, 0L));
        if (shunted.status("mirror").get("tables") instanceof Map<?, ?> tables) {
            for (Object account : tables.values()) {
                if (account instanceof Map<?, ?> shown) {
                    names.forEach((name, way) -> ways.merge(
                            way, shown.get(name) instanceof Number count ? count.longValue() : 0L, Long::sum));
                }
            }
        }
        return ways;
    }

    /** The tables that are tainted, in lower case. */
    Set<String> tainted() throws IOException {
        Set<String> tainted = new TreeSet<>();
        if (shunted.status("mirror").get("tables") instanceof Map<?, ?> tables) {
            tables.forEach((name, account) -> {
                if (account instanceof Map<?, ?> shown && shown.get("tainted_since") != null) {
                    tainted.add(name.toString().toLowerCase(Locale.ROOT));
                }
            });
        }
        return tainted;
    }

    /** Waits until nothing is pending, or until something is tainted. */
    void awaitPeace(boolean orTaint) {
        Awaitility.await("nothing is pending")
                .atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> orTaint && !tainted().isEmpty()
                        || ((Number) shunted.status("mirror").get("pending")).longValue() == 0);
    }

    @Override
    public void close() throws SQLException {
        shunted.close();
        source.close();
        target.close();
        pair.close();
    }
}

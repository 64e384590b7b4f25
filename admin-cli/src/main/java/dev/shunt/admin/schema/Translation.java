package dev.shunt.admin.schema;

import dev.shunt.schema.Dialect;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes one database's definitions those of another: the same text where both are of one product, another name for what
 * is the same, and a word on what has no equal there. Never something that is merely alike.
 */
public final class Translation {
    /** Names of the same collation: both compare bytes without padding, or are old and new names of one. */
    private static final Map<String, String> SAME = Map.of(
            "utf8mb4_0900_bin", "utf8mb4_nopad_bin",
            "utf8mb4_nopad_bin", "utf8mb4_0900_bin",
            "utf8", "utf8mb3",
            "utf8mb3", "utf8");

    private static final Pattern NAMES = Pattern.compile("'(?:[^'\\\\]|\\\\.|'')*'|`(?:[^`]|``)*`"
            + "|(?<word>\\b(?:COLLATE|CHARSET|CHARACTER SET)[ =])(?<name>\\w+)"
            + "|/\\*!(?<version>\\d{5,6}) (?<body>.*?) ?\\*/");

    private static final int SKIPPED_FROM = 50_700;

    private final Dialect from;
    private final Dialect to;
    private final Set<String> known;

    Translation(Dialect from, Dialect to, Set<String> known) {
        this.from = from;
        this.to = to;
        this.known = known;
    }

    /** Returns true if definitions of one product can be those of the other at all. */
    public static boolean possible(Dialect from, Dialect to) {
        return (from == Dialect.H2) == (to == Dialect.H2);
    }

    /** Returns the translation of {@code from} to what is behind {@code target}. */
    public static Translation to(Connection target, Dialect from) throws SQLException {
        Dialect to = Dialect.of(target);
        Set<String> known = new HashSet<>();
        if (to != Dialect.H2) {
            names(target, known, "COLLATION_NAME FROM INFORMATION_SCHEMA.COLLATIONS");
            names(target, known, "CHARACTER_SET_NAME FROM INFORMATION_SCHEMA.CHARACTER_SETS");
        }
        if (to == Dialect.MARIADB) { // where the collations of several character sets have their full names
            names(target, known, "FULL_COLLATION_NAME FROM INFORMATION_SCHEMA.COLLATION_CHARACTER_SET_APPLICABILITY");
        }
        return new Translation(from, to, known);
    }

    private static void names(Connection target, Set<String> known, String column) throws SQLException {
        try (Statement statement = target.createStatement();
                ResultSet rows = statement.executeQuery("SELECT " + column)) {
            while (rows.next()) {
                known.add(String.valueOf(rows.getString(1)).toLowerCase(Locale.ROOT));
            }
        }
    }

    /** Returns true if both are names of the same collation or character set. */
    public static boolean same(String one, String other) {
        return one.equalsIgnoreCase(other)
                || candidates(one.toLowerCase(Locale.ROOT)).contains(other.toLowerCase(Locale.ROOT));
    }

    /** Returns true if the target knows the collation or character set. */
    public boolean knows(String name) {
        return known.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Returns {@code statement} for the target; what has no equal there is told to {@code problems}. */
    public String of(String statement, Consumer<String> problems) {
        if (to == Dialect.H2) {
            return statement;
        }
        Matcher names = NAMES.matcher(statement);
        StringBuilder all = new StringBuilder();
        while (names.find()) {
            String found = names.group();
            if (names.group("name") != null) {
                found = names.group("word") + name(names.group("name"), problems);
            } else if (names.group("version") != null) {
                found = conditional(found, names.group("version"), names.group("body"), problems);
            }
            names.appendReplacement(all, Matcher.quoteReplacement(found));
        }
        return names.appendTail(all).toString();
    }

    private String name(String name, Consumer<String> problems) {
        if (knows(name)) {
            return name;
        }
        for (String candidate : candidates(name.toLowerCase(Locale.ROOT))) {
            if (knows(candidate)) {
                return candidate;
            }
        }
        problems.accept("the target does not know " + name + ", and has none that is certainly the same");
        return name;
    }

    private static List<String> candidates(String name) {
        String other = name.startsWith("utf8mb3_")
                ? "utf8_" + name.substring("utf8mb3_".length())
                : name.startsWith("utf8_") ? "utf8mb3_" + name.substring("utf8_".length()) : name;
        return List.of(SAME.getOrDefault(name, name), other);
    }

    /** MariaDB skips what MySQL has written for its own versions from 5.7 on. */
    private String conditional(String text, String version, String body, Consumer<String> problems) {
        if (from != Dialect.MYSQL || to != Dialect.MARIADB || Integer.parseInt(version) < SKIPPED_FROM) {
            return text;
        }
        if (body.equals("INVISIBLE")) {
            return body;
        }
        problems.accept("MariaDB would skip " + body);
        return text;
    }
}

package dev.shunt.sql;

import dev.shunt.sql.Write.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Analyses CREATE, ALTER, DROP and RENAME. */
final class Definitions {
    private static final Set<String> TEMPORARY = Set.of("TEMPORARY", "TEMP");
    /** What holds rows, or changes what writing them does. */
    private static final Set<String> TABLES = Set.of("TABLE", "INDEX", "TRIGGER");
    /** What holds many tables. */
    private static final Set<String> SCHEMAS = Set.of("DATABASE", "SCHEMA", "ALL");
    /** What holds no rows. */
    private static final Set<String> ROWLESS = Set.of(
            "VIEW",
            "PROCEDURE",
            "FUNCTION",
            "PACKAGE",
            "EVENT",
            "USER",
            "ROLE",
            "SEQUENCE",
            "ALIAS",
            "AGGREGATE",
            "DOMAIN",
            "TYPE",
            "CONSTANT",
            "SERVER",
            "LOGFILE",
            "LINKED",
            "SPATIAL",
            "RESOURCE",
            "TABLESPACE",
            "INSTANCE");

    /** What RENAME may be followed by, other than a table. */
    private static final Set<String> PARTS = Set.of("TO", "AS", "COLUMN", "INDEX", "KEY", "CONSTRAINT");

    private final Tokens tokens;
    private final int object;

    private Definitions(Tokens tokens) {
        this.tokens = tokens;
        int i = 1;
        while (i < tokens.size()
                && !tokens.isWord(i, TABLES)
                && !tokens.isWord(i, SCHEMAS)
                && (!tokens.isWord(i, ROWLESS) || tokens.is(i + 1, "INDEX"))) {
            i++;
        }
        this.object = i;
    }

    static Finding find(Tokens tokens) {
        Definitions definition = new Definitions(tokens);
        return tokens.uncertain() ? ddl(List.of()) : definition.find();
    }

    private Finding find() {
        if (tokens.isWord(object, ROWLESS) || tokens.is(1, "PREPARE")) {
            return new Finding(Verb.OTHER, !tokens.is(1, "PREPARE"), List.of(), null, null);
        } else if (tokens.isWord(object, SCHEMAS)) {
            return tokens.is(0, "DROP") ? ddl(List.of()) : Finding.committing(Verb.OTHER);
        } else if (tokens.is(object, "TABLE")) {
            return table();
        } else if (tokens.isWord(object, TABLES)) {
            return attached();
        }
        return ddl(List.of());
    }

    private Finding table() {
        List<TableName> named = named();
        boolean temporary = tokens.part(0, object).has(TEMPORARY);
        if (temporary && !named.isEmpty()) {
            boolean commits = tokens.isWord(1, Set.of("LOCAL", "GLOBAL", "CACHED", "MEMORY"));
            return new Finding(Verb.TEMPORARY, commits, named, null, null);
        }
        boolean query = tokens.is(0, "CREATE")
                && (tokens.has(Set.of("SELECT")) || tokens.find(object + 1, "VALUES", "TABLE") < tokens.size());
        if (!query) {
            boolean ifAbsent = tokens.is(0, "CREATE") && tokens.is(object + 1, "IF");
            return ifAbsent ? committing(named, Reason.CREATE_IF_ABSENT) : ddl(named);
        }
        List<TableName> all = new ArrayList<>(named);
        Tables.of(tokens).stream().filter(table -> !named.contains(table)).forEach(all::add);
        return Finding.writing(all, new Write.Opaque(named, Reason.DDL, null)).andCommits();
    }

    /** An index or a trigger: the table behind ON. H2 drops an index without naming its table. */
    private Finding attached() {
        int on = tokens.find(object, "ON");
        Tokens.Named table = tokens.nameAt(on + 1);
        if (table != null) {
            return ddl(List.of(table.table()));
        }
        return tokens.is(0, "CREATE") ? ddl(List.of()) : Finding.committing(Verb.OTHER);
    }

    /** The tables behind the word TABLE, and those that ALTER names besides. */
    private List<TableName> named() {
        List<TableName> named = new ArrayList<>();
        int i = object + 1;
        while (tokens.isWord(i, Set.of("IF", "NOT", "EXISTS"))) {
            i++;
        }
        boolean alter = tokens.is(0, "ALTER");
        for (Tokens.Named next = tokens.nameAt(i); next != null; next = tokens.nameAt(i)) {
            named.add(next.table());
            boolean more = !alter && (tokens.is(next.next(), ",") || tokens.is(next.next(), "TO"));
            i = more ? next.next() + 1 : tokens.size();
        }
        for (int other = object; alter && other < tokens.size(); other++) {
            boolean renamed = (tokens.is(other - 1, "RENAME") && !tokens.isWord(other, PARTS))
                    || (tokens.is(other - 2, "RENAME") && tokens.isWord(other - 1, Set.of("TO", "AS")))
                    || (tokens.is(other - 2, "WITH") && tokens.is(other - 1, "TABLE"));
            Tokens.Named next = renamed ? tokens.nameAt(other) : null;
            if (next != null) {
                named.add(next.table());
            }
        }
        return List.copyOf(named);
    }

    private static Finding ddl(List<TableName> tables) {
        return committing(tables, Reason.DDL);
    }

    private static Finding committing(List<TableName> tables, Reason reason) {
        return Finding.opaque(tables, reason, null).andCommits();
    }
}

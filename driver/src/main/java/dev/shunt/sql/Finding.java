package dev.shunt.sql;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was found out about one statement. */
record Finding(
        Verb verb,
        boolean commits,
        List<TableName> tables,
        @Nullable Write write,
        @Nullable Read read) {
    static Finding harmless(Verb verb) {
        return new Finding(verb, false, List.of(), null, null);
    }

    static Finding committing(Verb verb) {
        return new Finding(verb, true, List.of(), null, null);
    }

    static Finding writing(List<TableName> tables, Write write) {
        Set<TableName> all = new LinkedHashSet<>(tables);
        all.addAll(write.tables());
        return new Finding(Verb.WRITE, false, List.copyOf(all), write, null);
    }

    static Finding opaque(List<TableName> tables, Write.Reason reason, @Nullable String detail) {
        return writing(tables, new Write.Opaque(tables, reason, detail));
    }

    Finding andCommits() {
        return new Finding(verb, true, tables, write, read);
    }

    Finding naming(List<TableName> named) {
        return new Finding(verb, commits, named, write, read);
    }
}

package dev.shunt.sql;

import dev.shunt.sql.Write.Reason;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Analyses a whole text: one statement, several, or one that different databases would cut differently. */
final class Texts {
    /** Looks through strings and comments as well: for texts of which it is not certain what those are. */
    private static final Pattern MAY_WRITE = Pattern.compile(
            "\\b((?:insert|replace|truncate)\\b(?!\\s*\\()|(?<!for )update\\b"
                    + "|(?:delete|merge|load|call|create|alter|drop|rename|exec|execute|begin|start)\\b)",
            Pattern.CASE_INSENSITIVE);

    private Texts() {}

    static Finding find(Tokens tokens) {
        List<Tokens> parts = tokens.statements();
        if (parts.size() > 1) {
            return tokens.uncertain() && mayWrite(tokens)
                    ? Finding.opaque(List.of(), Reason.MULTI_STATEMENT, null).andCommits()
                    : all(parts.stream().map(Statements::find).toList());
        }
        Finding one = Statements.find(parts.isEmpty() ? tokens.part(0, 0) : parts.get(0));
        return tokens.uncertain() ? careful(tokens, one) : one;
    }

    private static Finding careful(Tokens tokens, Finding one) {
        boolean maybeMore = tokens.sql().indexOf(';') >= 0;
        if (one.write() == null) {
            return mayWrite(tokens)
                    ? Finding.opaque(maybeMore ? List.of() : Tables.of(tokens), Reason.UNPARSED, null)
                    : one;
        } else if (maybeMore) {
            return Finding.opaque(List.of(), Reason.UNPARSED, null).andCommits();
        }
        return one;
    }

    private static boolean mayWrite(Tokens tokens) {
        return MAY_WRITE.matcher(tokens.sql()).find();
    }

    private static Finding all(List<Finding> parts) {
        boolean commits = parts.stream().anyMatch(Finding::commits);
        Set<TableName> named = new LinkedHashSet<>();
        parts.forEach(part -> named.addAll(part.tables()));
        List<TableName> tables = List.copyOf(named);
        Finding whole;
        if (parts.stream().anyMatch(part -> part.write() != null)) {
            whole = Finding.writing(tables, new Write.Opaque(written(parts), Reason.MULTI_STATEMENT, null));
        } else if (parts.stream().allMatch(part -> part.read() != null)) {
            boolean locking = parts.stream()
                    .anyMatch(part -> part.read() != null && part.read().locking());
            whole = new Finding(Verb.SELECT, false, tables, null, Selects.unknown(locking));
        } else {
            Verb verb = any(parts, Verb.BEGIN) ? Verb.BEGIN : any(parts, Verb.SET) ? Verb.SET : Verb.OTHER;
            whole = Finding.harmless(verb).naming(tables);
        }
        return commits ? whole.andCommits() : whole;
    }

    private static boolean any(List<Finding> parts, Verb verb) {
        return parts.stream().anyMatch(part -> part.verb() == verb);
    }

    /** Empty as soon as one part does not tell. */
    private static List<TableName> written(List<Finding> parts) {
        Set<TableName> written = new LinkedHashSet<>();
        for (Finding part : parts) {
            if (part.write() != null && part.write().tables().isEmpty()) {
                return List.of();
            } else if (part.write() != null) {
                written.addAll(part.write().tables());
            }
        }
        return List.copyOf(written);
    }
}

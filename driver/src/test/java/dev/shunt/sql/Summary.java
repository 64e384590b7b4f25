package dev.shunt.sql;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Writes an analysis in one line, for the corpus. */
final class Summary {
    private Summary() {}

    static String of(Analysis analysis) {
        StringBuilder line = new StringBuilder(analysis.verb().toString());
        if (analysis.commits()) {
            line.append(" commits");
        }
        if (!analysis.tables().isEmpty()) {
            line.append(' ').append(analysis.tables());
        }
        if (analysis.key() != null) {
            line.append(" key=").append(analysis.key());
        }
        if (analysis.write() != null) {
            line.append(" : ").append(write(analysis.write()));
        }
        if (analysis.read() != null) {
            line.append(read(analysis.read()));
        }
        return line.toString();
    }

    private static String read(Read read) {
        return (read.locking() ? " locking" : "")
                + (read.sessionBound() ? " session" : "")
                + (read.unstable() ? " unstable" : "")
                + (read.orderBy().isEmpty() ? "" : " order" + read.orderBy())
                + (read.limited() ? " limited" : "")
                + (read.offset() ? " offset" : "")
                + (read.table() == null ? "" : " of " + read.table())
                + (read.equalities().isEmpty() ? "" : " " + equalities(read.equalities()));
    }

    private static String write(Write write) {
        if (write instanceof Write.Insert insert) {
            String updated = insert.updated().isEmpty() ? "" : " " + new TreeSet<>(insert.updated());
            String rows = insert.rows().stream().map(Summary::terms).collect(Collectors.joining(", "));
            return "insert " + insert.table() + " " + insert.columns() + " " + rows + " " + insert.conflict() + updated;
        } else if (write instanceof Write.Update update) {
            String assigned = update.assigned().entrySet().stream()
                    .map(set -> set.getKey() + "=" + term(set.getValue()))
                    .collect(Collectors.joining(", "));
            return "update <" + update.target() + "> {" + assigned + "}" + where(update.where());
        } else if (write instanceof Write.Delete delete) {
            return "delete <" + delete.target() + ">" + where(delete.where());
        }
        Write.Opaque opaque = (Write.Opaque) write;
        return "opaque " + opaque.reason() + " " + opaque.tables();
    }

    private static String where(Predicate where) {
        return " <" + where.text() + "> " + where.params() + " " + equalities(where.equalities()) + " compared"
                + where.compared() + (where.askable() ? "" : " unaskable");
    }

    private static String equalities(Map<String, List<Term>> equalities) {
        return "{"
                + equalities.entrySet().stream()
                        .map(equality -> equality.getKey() + "=" + terms(equality.getValue()))
                        .collect(Collectors.joining(", "))
                + "}";
    }

    private static String terms(List<Term> terms) {
        return terms.stream().map(Summary::term).collect(Collectors.joining(", ", "(", ")"));
    }

    static String term(Term term) {
        if (term instanceof Term.Param param) {
            return "?" + param.index();
        } else if (term instanceof Term.Literal literal) {
            Object value = literal.value();
            return value instanceof byte[] bytes
                    ? "bytes" + Arrays.toString(bytes)
                    : value instanceof String
                            ? "'" + value + "'"
                            : value.getClass().getSimpleName() + ":" + value;
        }
        return term.toString();
    }
}

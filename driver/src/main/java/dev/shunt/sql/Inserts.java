package dev.shunt.sql;

import com.alibaba.druid.sql.ast.SQLExpr;
import com.alibaba.druid.sql.ast.SQLStatement;
import com.alibaba.druid.sql.ast.expr.SQLBinaryOpExpr;
import com.alibaba.druid.sql.ast.statement.SQLInsertStatement.ValuesClause;
import com.alibaba.druid.sql.ast.statement.SQLReplaceStatement;
import com.alibaba.druid.sql.dialect.mysql.ast.statement.MySqlInsertStatement;
import dev.shunt.sql.Write.Conflict;
import dev.shunt.sql.Write.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Analyses an INSERT or a REPLACE. */
final class Inserts {
    private static final Set<String> MODIFIERS = Set.of("LOW_PRIORITY", "HIGH_PRIORITY", "DELAYED", "IGNORE", "INTO");

    private final Tokens tokens;
    private final boolean ignore;
    private final Tokens.@Nullable Named named;
    /** Where VALUES, SET or a query begins. */
    private final int body;

    private Inserts(Tokens tokens) {
        this.tokens = tokens;
        int i = 1;
        boolean ignored = false;
        while (tokens.isWord(i, MODIFIERS)) {
            ignored |= tokens.is(i, "IGNORE");
            i++;
        }
        this.ignore = ignored;
        this.named = tokens.nameAt(i);
        int next = named == null ? i : named.next();
        if (tokens.is(next, "PARTITION") && tokens.is(next + 1, "(")) {
            next = tokens.behind(next + 1);
        }
        boolean columns = tokens.is(next, "(") && !tokens.isWord(next + 1, Set.of("SELECT", "WITH", "TABLE", "VALUES"));
        this.body = columns && !tokens.is(next + 1, "(") ? tokens.behind(next) : next;
    }

    static Finding find(Tokens tokens) {
        Inserts insert = new Inserts(tokens);
        List<TableName> all = Tables.of(tokens);
        if (insert.named == null) {
            return Finding.opaque(all, Reason.UNPARSED, null);
        }
        List<TableName> target = List.of(insert.named.table());
        if (tokens.isWord(insert.body, Set.of("SELECT", "WITH", "TABLE")) || tokens.is(insert.body, "(")) {
            return Finding.writing(all, new Write.Opaque(target, Reason.FROM_QUERY, null));
        }
        Write write = tokens.uncertain() ? null : insert.write(insert.named.table());
        return Finding.writing(all, write == null ? new Write.Opaque(target, Reason.UNPARSED, null) : write);
    }

    private @Nullable Write write(TableName table) {
        if (tokens.is(body, "DEFAULT") && tokens.is(body + 1, "VALUES") && tokens.size() == body + 2) {
            Conflict conflict = tokens.is(0, "REPLACE") ? Conflict.REPLACE : ignore ? Conflict.IGNORE : Conflict.FAIL;
            return new Write.Insert(table, List.of(), List.of(List.of()), conflict, Set.of());
        }
        if (!tokens.isWord(body, Set.of("VALUES", "VALUE", "SET"))) {
            return null;
        }
        int on = tokens.find(body, "ON");
        if (on < tokens.size() && !tokens.is(on + 1, "DUPLICATE")) {
            return null;
        }
        Tokens grammatical = grammatical();
        SQLStatement parsed = Grammar.parse(grammatical);
        Terms terms = new Terms(grammatical);
        if (parsed instanceof SQLReplaceStatement replace && replace.getQuery() == null) {
            return insert(
                    table, replace.getColumns(), rows(replace.getValuesList(), terms), Conflict.REPLACE, Set.of());
        } else if (parsed instanceof MySqlInsertStatement insert && insert.getQuery() == null) {
            Set<String> updated = updated(insert.getDuplicateKeyUpdate());
            boolean upsert = !insert.getDuplicateKeyUpdate().isEmpty();
            if (updated == null || upsert != on < tokens.size()) {
                return null;
            }
            Conflict conflict = upsert ? Conflict.UPDATE : ignore ? Conflict.IGNORE : Conflict.FAIL;
            return insert(table, insert.getColumns(), rows(insert.getValuesList(), terms), conflict, updated);
        }
        return null;
    }

    /** Without {@code AS new (a, b)} and RETURNING, which the parser does not know. */
    private Tokens grammatical() {
        int end = tokens.find(body, "RETURNING");
        int as = Math.min(tokens.find(body, "AS"), end);
        int on = Math.min(tokens.find(body, "ON"), end);
        List<Token> kept = new ArrayList<>(tokens.list().subList(0, Math.min(as, on)));
        kept.addAll(tokens.list().subList(on, end));
        return new Tokens(tokens.sql(), kept, tokens.uncertain(), tokens.key());
    }

    private static List<List<Term>> rows(List<ValuesClause> values, Terms terms) {
        List<List<Term>> rows = new ArrayList<>(values.size());
        for (ValuesClause row : values) {
            rows.add(terms.of(row.getValues()));
        }
        return rows;
    }

    private static @Nullable Write insert(
            TableName table, List<SQLExpr> names, List<List<Term>> rows, Conflict conflict, Set<String> updated) {
        List<String> columns = new ArrayList<>(names.size());
        for (SQLExpr name : names) {
            String column = Terms.column(name);
            if (column == null) {
                return null;
            }
            columns.add(column);
        }
        int width = columns.isEmpty() && !rows.isEmpty() ? rows.get(0).size() : columns.size();
        boolean even = !rows.isEmpty() && rows.stream().allMatch(row -> row.size() == width);
        return even ? new Write.Insert(table, List.copyOf(columns), List.copyOf(rows), conflict, updated) : null;
    }

    /** The columns in front of the equal signs; null if they cannot be told. */
    private static @Nullable Set<String> updated(List<SQLExpr> assignments) {
        Set<String> updated = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (SQLExpr assignment : assignments) {
            SQLExpr leftmost = assignment;
            while (leftmost instanceof SQLBinaryOpExpr binary) {
                leftmost = binary.getLeft();
            }
            String column = leftmost == assignment ? null : Terms.column(leftmost);
            if (column == null) {
                return null;
            }
            updated.add(column);
        }
        return Collections.unmodifiableSet(updated);
    }
}

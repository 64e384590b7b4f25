package dev.shunt.sql;

import com.alibaba.druid.sql.ast.SQLExpr;
import com.alibaba.druid.sql.ast.SQLStatement;
import com.alibaba.druid.sql.ast.statement.SQLDeleteStatement;
import com.alibaba.druid.sql.ast.statement.SQLUpdateSetItem;
import com.alibaba.druid.sql.ast.statement.SQLUpdateStatement;
import dev.shunt.sql.Write.Reason;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Analyses an UPDATE or a DELETE. */
final class Changes {
    private static final Set<String> MODIFIERS = Set.of("LOW_PRIORITY", "QUICK", "IGNORE");
    private static final String[] CLAUSES = {"SET", "USING", "WHERE", "ORDER", "LIMIT", "RETURNING"};

    private final Tokens tokens;
    private final boolean delete;
    /** The table and its alias are the tokens from here to {@code targetEnd}. */
    private final int target;

    private final int targetEnd;
    private final int end;

    private Changes(Tokens tokens) {
        this.tokens = tokens;
        this.delete = tokens.is(0, "DELETE");
        int i = 1;
        while (tokens.isWord(i, MODIFIERS)) {
            i++;
        }
        this.target = delete && tokens.is(i, "FROM") ? i + 1 : i;
        this.targetEnd = tokens.find(target, CLAUSES);
        this.end = tokens.find(target, "RETURNING");
    }

    static Finding find(Tokens tokens) {
        Changes change = new Changes(tokens);
        List<TableName> all = Tables.of(tokens);
        Write write = tokens.uncertain() ? null : change.write();
        return Finding.writing(all, write == null ? change.opaque() : write);
    }

    private @Nullable Write write() {
        Tokens.Named named = tokens.nameAt(target);
        if (named == null || !simple(named) || tokens.find(target, "LIMIT", "FROM") < end) {
            return null;
        }
        int alias = tokens.is(named.next(), "AS") ? named.next() + 1 : named.next();
        String owner =
                alias < targetEnd ? tokens.get(alias).name() : named.table().name();
        String text = tokens.text(target, targetEnd);
        SQLStatement parsed = Grammar.parse(tokens.part(0, end));
        boolean repeatable = !Calls.of(tokens.part(targetEnd, tokens.size())).session();
        if (delete && parsed instanceof SQLDeleteStatement statement) {
            Predicate where = predicate(statement.getWhere(), owner);
            return where == null ? null : new Write.Delete(named.table(), text, where, repeatable);
        } else if (!delete && parsed instanceof SQLUpdateStatement statement) {
            Predicate where = predicate(statement.getWhere(), owner);
            Map<String, Term> assigned = assigned(statement.getItems());
            return where == null || assigned == null
                    ? null
                    : new Write.Update(named.table(), text, assigned, where, repeatable);
        }
        return null;
    }

    /** True for one table, with an alias or without, and nothing else. */
    private boolean simple(Tokens.Named named) {
        int alias = tokens.is(named.next(), "AS") ? named.next() + 1 : named.next();
        boolean whole =
                alias == targetEnd ? alias == named.next() : alias + 1 == targetEnd && tokens.isIdentifier(alias);
        return whole
                && (delete
                        ? tokens.is(target - 1, "FROM") && !tokens.is(targetEnd, "USING")
                        : tokens.is(targetEnd, "SET"));
    }

    private @Nullable Predicate predicate(@Nullable SQLExpr parsed, String owner) {
        int where = Math.min(tokens.find(targetEnd, "WHERE"), end);
        if ((parsed == null) != (where == end)) {
            return null;
        }
        int from = Math.min(where + 1, end);
        int to = Math.min(tokens.find(from, "ORDER", "LIMIT"), end);
        Tokens condition = tokens.part(from, to);
        Calls calls = Calls.of(condition);
        Conditions conditions = new Conditions(parsed, owner, new Terms(tokens));
        boolean askable = !calls.session() && !calls.unstable() && !condition.has(Set.of("SELECT", "TABLE", "VALUES"));
        return new Predicate(
                tokens.text(from, to),
                tokens.params(from, to),
                conditions.equalities(),
                conditions.compared(),
                askable);
    }

    private @Nullable Map<String, Term> assigned(List<SQLUpdateSetItem> items) {
        Map<String, Term> assigned = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Terms terms = new Terms(tokens);
        for (SQLUpdateSetItem item : items) {
            String column = Terms.column(item.getColumn());
            if (column == null) {
                return null;
            }
            assigned.merge(column, terms.of(item.getValue()), (first, second) -> Term.Special.EXPRESSION);
        }
        return Collections.unmodifiableMap(assigned);
    }

    private Write.Opaque opaque() {
        int set = delete ? tokens.find(target, "WHERE") : tokens.find(target, "SET");
        List<TableName> named = tables(tokens.part(0, set));
        boolean join = tokens.part(target, set).has(Set.of("JOIN", "STRAIGHT_JOIN", "USING"))
                || tokens.find(target, ",") < targetEnd
                || (delete && tokens.find(target, "FROM") < tokens.size());
        if (join && !tokens.uncertain()) {
            return new Write.Opaque(named, Reason.MULTI_TABLE, null);
        }
        boolean limit = tokens.find(target, "LIMIT") < end && !tokens.uncertain();
        return new Write.Opaque(named, limit ? Reason.LIMIT : Reason.UNPARSED, null);
    }

    /** H2 lets FROM out: then the first name is the table, else an alias. */
    private List<TableName> tables(Tokens head) {
        List<TableName> named = Tables.of(head);
        Tokens.Named first = tokens.nameAt(target);
        return named.isEmpty() && first != null ? List.of(first.table()) : named;
    }
}

package dev.shunt.sql;

import com.alibaba.druid.sql.ast.SQLStatement;
import com.alibaba.druid.sql.ast.statement.SQLExprTableSource;
import com.alibaba.druid.sql.ast.statement.SQLSelectQueryBlock;
import com.alibaba.druid.sql.ast.statement.SQLSelectStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Analyses a query. */
final class Selects {
    private static final String[] ORDER_ENDS = {"LIMIT", "OFFSET", "FETCH", "FOR", "LOCK", "INTO", "PROCEDURE"};

    private final Tokens tokens;
    private final List<TableName> tables;

    private Selects(Tokens tokens) {
        this.tokens = tokens.bare();
        this.tables = Tables.of(tokens);
    }

    static Finding find(Tokens tokens) {
        Selects select = new Selects(tokens);
        return new Finding(Verb.SELECT, false, select.tables, null, select.read());
    }

    /** A query that nothing is known of, but that it is one. */
    static Read unknown(boolean locking) {
        return new Read(locking, true, false, List.of(), false, false, null, Map.of());
    }

    static boolean locks(Tokens tokens) {
        for (int i = 0; i < tokens.size(); i++) {
            boolean update = tokens.is(i, "FOR") && tokens.isWord(i + 1, Set.of("UPDATE", "SHARE", "NO", "KEY"));
            if (update || (tokens.is(i, "LOCK") && tokens.is(i + 1, "IN"))) {
                return true;
            }
        }
        return false;
    }

    private Read read() {
        Calls calls = Calls.of(tokens);
        SQLStatement parsed = Grammar.parse(tokens.part(0, grammarEnd()));
        boolean understood = parsed instanceof SQLSelectStatement && !tokens.uncertain();
        boolean sessionBound = !understood || calls.session() || tokens.has(Set.of("INTO"));
        SQLExprTableSource only = only(parsed);
        int limit = tokens.find(0, "LIMIT", "OFFSET", "FETCH");
        boolean limited = limit < tokens.size() || tokens.has(Set.of("TOP"));
        boolean skips =
                limited && (tokens.find(0, "OFFSET") < tokens.size() || tokens.find(limit, ",") < tokens.size());
        boolean inner = choosesWithin();
        return new Read(
                locks(tokens),
                sessionBound,
                calls.unstable(),
                orderBy(),
                limited || inner,
                skips || inner,
                only == null ? null : tables.get(0),
                only == null || parsed == null ? Map.of() : equalities(parsed, only));
    }

    /** Whether a subquery takes some of its rows in no order; which, is nothing to EXISTS. */
    private boolean choosesWithin() {
        int base = tokens.size() == 0 ? 0 : tokens.get(0).depth();
        return IntStream.range(0, tokens.size())
                .filter(i -> tokens.get(i).depth() > base && tokens.isWord(i, Set.of("LIMIT", "FETCH")))
                .anyMatch(this::inNoOrder);
    }

    private boolean inNoOrder(int limit) {
        int depth = tokens.get(limit).depth();
        int open = limit;
        while (open > 0 && tokens.get(open - 1).depth() >= depth) {
            open--;
            if (tokens.get(open).depth() == depth && tokens.is(open, "ORDER")) {
                return false;
            }
        }
        return !tokens.is(open - 2, "EXISTS");
    }

    /** Where the clauses begin that the parser does not know in all their forms. */
    private int grammarEnd() {
        int limit = tokens.find(0, "LIMIT");
        int cut = tokens.find(0, "OFFSET", "FETCH", "FOR", "LOCK");
        while (cut < tokens.size() && !cuttable(cut, limit)) {
            cut = tokens.find(cut + 1, "OFFSET", "FETCH", "FOR", "LOCK");
        }
        return cut;
    }

    private boolean cuttable(int i, int limit) {
        return switch (tokens.word(i)) {
            case "FOR" -> tokens.isWord(i + 1, Set.of("UPDATE", "SHARE", "NO", "KEY"));
            case "LOCK" -> tokens.is(i + 1, "IN");
            case "FETCH" -> tokens.isWord(i + 1, Set.of("FIRST", "NEXT"));
            default -> i < limit && tokens.isWord(i + 2, Set.of("ROW", "ROWS"));
        };
    }

    private @Nullable SQLExprTableSource only(@Nullable SQLStatement parsed) {
        boolean simple = tables.size() == 1
                && !tokens.is(0, "WITH")
                && tokens.list().stream().filter(token -> token.is("SELECT")).count() == 1;
        return simple
                        && parsed instanceof SQLSelectStatement select
                        && select.getSelect().getQuery() instanceof SQLSelectQueryBlock block
                        && block.getFrom() instanceof SQLExprTableSource table
                        && Terms.column(table.getExpr()) != null
                ? table
                : null;
    }

    private Map<String, List<Term>> equalities(SQLStatement parsed, SQLExprTableSource only) {
        SQLSelectQueryBlock block =
                (SQLSelectQueryBlock) ((SQLSelectStatement) parsed).getSelect().getQuery();
        String owner = only.getAlias() == null ? tables.get(0).name() : Terms.unquoted(only.getAlias());
        return new Conditions(block.getWhere(), owner, new Terms(tokens)).equalities();
    }

    private List<String> orderBy() {
        int order = tokens.find(0, "ORDER");
        if (!tokens.is(order + 1, "BY")) {
            return List.of();
        }
        List<String> keys = new ArrayList<>();
        int end = tokens.find(order, ORDER_ENDS);
        for (int from = order + 2; from < end; ) {
            int to = Math.min(tokens.find(from, ","), end);
            keys.add(tokens.text(from, direction(from, to)));
            from = to + 1;
        }
        return List.copyOf(keys);
    }

    /** Where ASC, DESC and NULLS FIRST begin. */
    private int direction(int from, int to) {
        int end = to;
        if (end - from > 2 && tokens.is(end - 2, "NULLS")) {
            end -= 2;
        }
        return end - from > 1 && tokens.isWord(end - 1, Set.of("ASC", "DESC")) ? end - 1 : end;
    }
}

package dev.shunt.sql;

import com.alibaba.druid.sql.ast.SQLExpr;
import com.alibaba.druid.sql.ast.SQLName;
import com.alibaba.druid.sql.ast.expr.SQLBetweenExpr;
import com.alibaba.druid.sql.ast.expr.SQLBinaryOpExpr;
import com.alibaba.druid.sql.ast.expr.SQLBinaryOpExprGroup;
import com.alibaba.druid.sql.ast.expr.SQLBinaryOperator;
import com.alibaba.druid.sql.ast.expr.SQLInListExpr;
import com.alibaba.druid.sql.ast.expr.SQLPropertyExpr;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the top-level AND conjuncts of a condition on one table say of its columns. */
final class Conditions {
    private final Map<String, List<Term>> equalities = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Set<String> compared = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private final String owner;
    private final Terms terms;

    /** @param owner what may stand before a column: the table's alias, else its name */
    Conditions(@Nullable SQLExpr where, String owner, Terms terms) {
        this.owner = owner;
        this.terms = terms;
        Deque<SQLExpr> open = new ArrayDeque<>();
        if (where != null) {
            open.push(where);
        }
        while (!open.isEmpty()) {
            SQLExpr next = open.pop();
            if (next instanceof SQLBinaryOpExpr both && both.getOperator() == SQLBinaryOperator.BooleanAnd) {
                open.push(both.getRight());
                open.push(both.getLeft());
            } else if (next instanceof SQLBinaryOpExprGroup all && all.getOperator() == SQLBinaryOperator.BooleanAnd) {
                all.getItems().forEach(open::addLast);
            } else {
                conjunct(next);
            }
        }
    }

    Map<String, List<Term>> equalities() {
        return Collections.unmodifiableMap(equalities);
    }

    Set<String> compared() {
        return Collections.unmodifiableSet(compared);
    }

    private void conjunct(SQLExpr expression) {
        if (expression instanceof SQLBinaryOpExpr binary) {
            binary(binary);
        } else if (expression instanceof SQLInListExpr in && !in.isNot()) {
            equal(column(in.getExpr()), terms.of(in.getTargetList()));
        } else if (expression instanceof SQLBetweenExpr between && !between.isNot()) {
            Term begin = terms.of(between.getBeginExpr());
            compare(column(between.getTestExpr()), List.of(begin, terms.of(between.getEndExpr())));
        }
    }

    private void binary(SQLBinaryOpExpr binary) {
        String left = column(binary.getLeft());
        String column = left == null ? column(binary.getRight()) : left;
        Term term = terms.of(left == null ? binary.getLeft() : binary.getRight());
        switch (binary.getOperator()) {
            case Equality -> equal(column, List.of(term));
            case LessThan, LessThanOrEqual, GreaterThan, GreaterThanOrEqual -> compare(column, List.of(term));
            case Like -> {
                if (left != null && hasPrefix(term)) {
                    compare(left, List.of(term));
                }
            }
            default -> {}
        }
    }

    private static boolean hasPrefix(Term term) {
        return term instanceof Term.Literal literal
                && literal.value() instanceof String pattern
                && !pattern.startsWith("%")
                && !pattern.startsWith("_");
    }

    private void equal(@Nullable String column, List<Term> values) {
        if (compare(column, values) && column != null) {
            equalities.putIfAbsent(column, values);
        }
    }

    private boolean compare(@Nullable String column, List<Term> values) {
        boolean known = values.stream().noneMatch(Term.Special.class::isInstance);
        if (column != null && known && !values.isEmpty()) {
            compared.add(column);
            return true;
        }
        return false;
    }

    private @Nullable String column(SQLExpr expression) {
        if (expression instanceof SQLPropertyExpr property) {
            boolean ours = property.getOwner() instanceof SQLName name
                    && Terms.unquoted(name.getSimpleName()).equalsIgnoreCase(owner);
            return ours ? Terms.column(property) : null;
        }
        return Terms.column(expression);
    }
}

package dev.shunt.sql;

import com.alibaba.druid.sql.ast.SQLExpr;
import com.alibaba.druid.sql.ast.SQLName;
import com.alibaba.druid.sql.ast.expr.SQLBooleanExpr;
import com.alibaba.druid.sql.ast.expr.SQLCharExpr;
import com.alibaba.druid.sql.ast.expr.SQLDefaultExpr;
import com.alibaba.druid.sql.ast.expr.SQLIdentifierExpr;
import com.alibaba.druid.sql.ast.expr.SQLIntegerExpr;
import com.alibaba.druid.sql.ast.expr.SQLNullExpr;
import com.alibaba.druid.sql.ast.expr.SQLPropertyExpr;
import com.alibaba.druid.sql.ast.expr.SQLUnaryExpr;
import com.alibaba.druid.sql.ast.expr.SQLUnaryOperator;
import com.alibaba.druid.sql.ast.expr.SQLVariantRefExpr;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads terms and column names out of the parser's tree. */
final class Terms {
    private final Tokens tokens;

    Terms(Tokens tokens) {
        this.tokens = tokens;
    }

    Term of(SQLExpr expression) {
        if (expression instanceof SQLVariantRefExpr variant && variant.getName().startsWith(":")) {
            return placeholder(variant.getName().substring(1));
        } else if (expression.getClass() == SQLCharExpr.class) {
            return placeholder(((SQLCharExpr) expression).getText());
        } else if (expression instanceof SQLIntegerExpr integer) {
            return new Term.Literal(integer.getNumber().longValue());
        } else if (expression instanceof SQLBooleanExpr bool) {
            return new Term.Literal(bool.getBooleanValue());
        } else if (expression instanceof SQLNullExpr) {
            return Term.Special.NULL;
        } else if (expression instanceof SQLDefaultExpr) {
            return Term.Special.DEFAULT;
        } else if (expression instanceof SQLUnaryExpr unary && unary.getOperator() == SQLUnaryOperator.Negative) {
            return Literals.negated(of(unary.getExpr()));
        }
        return Term.Special.EXPRESSION;
    }

    List<Term> of(List<? extends SQLExpr> expressions) {
        return expressions.stream().map(this::of).toList();
    }

    /** The column's name without qualifier; null if {@code expression} is no column. */
    static @Nullable String column(SQLExpr expression) {
        if (expression instanceof SQLIdentifierExpr || expression instanceof SQLPropertyExpr) {
            return unquoted(((SQLName) expression).getSimpleName());
        }
        return null;
    }

    static String unquoted(String name) {
        boolean quoted = name.length() > 1 && name.startsWith("`") && name.endsWith("`");
        return quoted ? name.substring(1, name.length() - 1).replace("``", "`") : name;
    }

    private Term placeholder(String text) {
        Token token = Grammar.token(tokens, text);
        return token == null ? Term.Special.EXPRESSION : Literals.term(token);
    }
}

package dev.shunt.admin.repair;

import dev.shunt.rowsync.RowDifference;
import dev.shunt.schema.Column;
import dev.shunt.schema.Dialect;
import dev.shunt.schema.Shape;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statements for the secondary, of one line each, with every value as an exact literal. Immutable. */
final class SqlText {
    private final Dialect dialect;
    private final Shape shape;
    private final String table;

    SqlText(Dialect dialect, Shape shape) {
        this.dialect = dialect;
        this.shape = shape;
        this.table = dialect.quote(shape.secondary().name());
    }

    /** Returns what makes the row as the primary has it. */
    String repair(RowDifference difference) {
        return statement(difference.secondary(), difference.primary());
    }

    /** Returns what takes {@link #repair} back. */
    String undo(RowDifference difference) {
        return statement(difference.primary(), difference.secondary());
    }

    private String statement(@Nullable List<@Nullable Object> from, @Nullable List<@Nullable Object> to) {
        if (to == null) {
            return "DELETE FROM " + table + where(from) + ";";
        }
        if (from == null) {
            return "INSERT INTO " + table + " ("
                    + String.join(", ", shape.to().stream().map(this::name).toList()) + ")" + dialect.overriding()
                    + " VALUES (" + String.join(", ", literals(to)) + ");";
        }
        List<String> set = new ArrayList<>();
        List<String> literals = literals(to);
        for (int i = shape.keySize(); i < literals.size(); i++) {
            set.add(name(shape.to().get(i)) + " = " + literals.get(i)); // all, so that no column sets itself
        }
        return "UPDATE " + table + " SET " + String.join(", ", set) + where(from) + ";";
    }

    private String where(@Nullable List<@Nullable Object> row) {
        List<String> conditions = new ArrayList<>();
        List<String> literals = literals(row == null ? List.of() : row);
        for (int i = 0; i < shape.keySize(); i++) {
            conditions.add(name(shape.to().get(i)) + " = " + literals.get(i));
        }
        return " WHERE " + String.join(" AND ", conditions);
    }

    private String name(Column column) {
        return dialect.quote(column.name());
    }

    private List<String> literals(List<@Nullable Object> row) {
        List<String> literals = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            String placeholder = dialect.form(shape.to().get(i)).placeholder();
            Object value = row.get(i);
            literals.add(value == null ? "NULL" : placeholder.replace("?", literal(value)));
        }
        return literals;
    }

    private String literal(Object value) {
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        if (value instanceof byte[] bytes) {
            return "X'" + HexFormat.of().formatHex(bytes) + "'";
        }
        if (value instanceof Double real) {
            // a literal -0.0 is a decimal, which has no sign
            return Double.doubleToRawLongBits(real) == Long.MIN_VALUE || !Double.isFinite(real)
                    ? "'" + (real == 0 ? "-0" : real.toString()) + "'"
                    : real.toString();
        }
        if (value instanceof Object[] values) {
            return "ARRAY["
                    + String.join(", ", Arrays.stream(values).map(this::literal).toList()) + "]";
        }
        return text(value.toString());
    }

    private String text(String text) {
        boolean plain = text.chars().noneMatch(c -> c < ' ');
        String quoted = text.replace("'", "''");
        if (dialect == Dialect.H2 && plain) {
            return "'" + quoted + "'";
        }
        String escaped = quoted.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
        if (dialect == Dialect.H2) {
            return "STRINGDECODE('" + escaped.replace("\t", "\\t") + "')";
        }
        return "'" + escaped.replace("\0", "\\0").replace("\u001a", "\\Z") + "'";
    }
}

package dev.shunt.verify;

import dev.shunt.schema.Column;
import dev.shunt.schema.Dialect;
import dev.shunt.schema.Form;
import dev.shunt.schema.KeyOrder;
import java.util.ArrayList;
import java.util.List;

/** How a table lies on one side, and the text of what is asked of it for every range. Immutable, thread-safe. */
final class Layout {
    final Dialect dialect;
    final List<String> names;
    final List<Form> forms;
    final KeyOrder order;
    final int keySize;

    private final String hash;
    private final String table;
    private final String where;

    /**
     * @param where a condition that narrows all that is read, or ""
     * @param byKey false if it is by the condition that rows are found
     */
    Layout(Dialect dialect, String table, List<Column> columns, int keySize, String where, boolean byKey) {
        this.dialect = dialect;
        this.names =
                columns.stream().map(column -> dialect.quote(column.name())).toList();
        this.forms = columns.stream().map(dialect::form).toList();
        this.order = new KeyOrder(names, forms, keySize);
        this.keySize = keySize;
        this.table = dialect.quote(table) + (keySize == 0 ? "" : byKey ? dialect.keyHint() : dialect.otherHint());
        this.where = where;
        this.hash = Form.hash("CONCAT_WS(',', " + String.join(", ", exact()) + ")");
    }

    /** '-' is null, and no value has a comma: the text of a row is that of no other. */
    String hash() {
        return hash;
    }

    /** Returns a query for the count of all rows of a range, and the sums of both parts of their hashes. */
    String sums(Range range, String lock) {
        return sums(hash) + from(range) + lock;
    }

    /** As the other, of as many rows at most as its last parameter says: the server makes each hash only once. */
    String boundedSums(Range range, String lock) {
        return sums("hash") + " FROM (SELECT " + hash + " AS hash" + from(range) + " LIMIT ?" + lock + ") AS hashes";
    }

    private static String sums(String hash) {
        return "SELECT COUNT(*), " + sum(hash, 1) + ", " + sum(hash, 17);
    }

    private static String sum(String hash, int from) {
        return "SUM(CAST(CONV(SUBSTRING(" + hash + ", " + from + ", 16), 16, 10) AS UNSIGNED))";
    }

    /** Returns an expression for each column's text. */
    List<String> exact() {
        List<String> exact = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            exact.add(forms.get(i).exact(names.get(i)));
        }
        return exact;
    }

    /** Returns what selects the first columns. */
    String selected(int columns) {
        List<String> selected = new ArrayList<>(columns);
        for (int i = 0; i < columns; i++) {
            selected.add(forms.get(i).select(names.get(i)));
        }
        return String.join(", ", selected);
    }

    /** Returns what goes behind SELECT for the rows of a range. */
    String from(Range range) {
        String keys = order.where(range.after(), range.upTo());
        return " FROM " + table
                + (where.isEmpty() ? keys : keys + (keys.isEmpty() ? " WHERE (" : " AND (") + where + ")");
    }
}

package dev.shunt.admin.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Aligned columns under a header. A header that ends in {@code >} aligns its column to the right. In a pipe the cells of a
 * row are still apart by two spaces, so that {@code awk} can read them. Not thread-safe.
 */
public final class Table {
    private final List<String> headers;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... headers) {
        this.headers = List.of(headers);
    }

    /** Adds a row; cells may be painted, missing ones are empty. */
    public Table row(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Returns the header and the rows, as wide as they are. */
    public List<String> lines(Terminal terminal) {
        List<String> titles = headers.stream()
                .map(header -> terminal.paint(Style.DIM, title(header)))
                .toList();
        List<List<String>> all = new ArrayList<>();
        all.add(titles);
        all.addAll(rows);
        int[] widths = new int[headers.size()];
        for (List<String> row : all) {
            for (int column = 0; column < row.size(); column++) {
                widths[column] = Math.max(widths[column], Terminal.width(row.get(column)));
            }
        }
        return all.stream().map(row -> line(row, widths)).toList();
    }

    /** Writes all lines, each after {@code indent}. */
    public void print(Terminal terminal, String indent) {
        lines(terminal).forEach(line -> terminal.line(indent + line));
    }

    private String line(List<String> row, int[] widths) {
        List<String> cells = new ArrayList<>();
        for (int column = 0; column < row.size(); column++) {
            String cell = row.get(column);
            String space = " ".repeat(widths[column] - Terminal.width(cell));
            cells.add(headers.get(column).endsWith(">") ? space + cell : cell + space);
        }
        return cells.stream().collect(Collectors.joining("  ")).stripTrailing();
    }

    private static String title(String header) {
        return header.endsWith(">") ? header.substring(0, header.length() - 1) : header;
    }
}

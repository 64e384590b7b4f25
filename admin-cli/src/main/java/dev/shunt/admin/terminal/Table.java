package dev.shunt.admin.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Aligned columns under a header. A header that ends in {@code >} aligns its column to the right. In a pipe the cells of a
 * row are still apart by two spaces, so that {@code awk} can read them. A cell may have several lines. Not thread-safe.
 */
public final class Table {
    private static final int NARROWEST = 12;

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

    /** Returns the lines of the header and of the rows, for a terminal behind {@code indent} columns. */
    public List<String> lines(Terminal terminal, int indent) {
        return rows(terminal, indent).stream().flatMap(List::stream).toList();
    }

    /** Returns the header and each row, in lines: on a terminal the last column is wrapped where all are too wide for it. */
    public List<List<String>> rows(Terminal terminal, int indent) {
        List<List<String>> all = new ArrayList<>();
        all.add(headers.stream()
                .map(header -> terminal.paint(Style.DIM, title(header)))
                .toList());
        all.addAll(rows);
        int[] widths = widths(all);
        int last = widths.length - 1;
        int left = terminal.columns()
                - indent
                - 2 * last
                - Arrays.stream(widths, 0, last).sum();
        if (terminal.redraws() && widths[last] > left && !headers.get(last).endsWith(">")) {
            int width = Math.max(NARROWEST, left);
            all.replaceAll(row -> wrapped(row, last, width, terminal));
        }
        int[] shown = widths(all);
        return all.stream().map(row -> split(row, shown)).toList();
    }

    private static List<String> wrapped(List<String> row, int last, int width, Terminal terminal) {
        if (row.size() <= last) {
            return row;
        }
        List<String> cells = new ArrayList<>(row);
        cells.set(last, String.join("\n", terminal.wrapped(row.get(last), width)));
        return cells;
    }

    private int[] widths(List<List<String>> all) {
        int[] widths = new int[headers.size()];
        for (List<String> row : all) {
            for (int column = 0; column < row.size(); column++) {
                int width =
                        row.get(column).lines().mapToInt(Terminal::width).max().orElse(0);
                widths[column] = Math.max(widths[column], width);
            }
        }
        return widths;
    }

    private List<String> split(List<String> row, int[] widths) {
        List<List<String>> cells =
                row.stream().map(cell -> cell.lines().toList()).toList();
        int height = cells.stream().mapToInt(List::size).max().orElse(0);
        return IntStream.range(0, height)
                .mapToObj(i -> line(
                        cells.stream()
                                .map(lines -> i < lines.size() ? lines.get(i) : "")
                                .toList(),
                        widths))
                .toList();
    }

    /** Writes all lines, each after {@code indent}. */
    public void print(Terminal terminal, String indent) {
        lines(terminal, indent.length()).forEach(line -> terminal.line(indent + line));
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

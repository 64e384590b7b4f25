package dev.shunt.admin.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the commands write: on a terminal with colour and redrawing, in a pipe as plain text. {@code bin/shunt} tells
 * which it is by the system property {@code shunt.terminal}, as {@code rows columns}; a set {@code NO_COLOR} or
 * {@code TERM=dumb} turns the colour off.
 */
public final class Terminal {
    private static final Pattern PAINT = Pattern.compile("\u001b\\[[0-9;]*m");
    private static final Pattern PAINTED = Pattern.compile("(\u001b\\[[0-9;]*m)([^\u001b]*)(\u001b\\[0m)");
    private static final int PLAIN_COLUMNS = 200;

    private final PrintStream out;
    private final int rows;
    private final int columns;
    private final boolean colour;
    private final boolean unicode;

    private Terminal(PrintStream out, int rows, int columns, boolean colour, boolean unicode) {
        this.out = out;
        this.rows = rows;
        this.columns = columns;
        this.colour = colour;
        this.unicode = unicode;
    }

    /** Returns the process' own standard output. */
    public static Terminal standard() {
        return of(new FileOutputStream(FileDescriptor.out), System.getProperty("shunt.terminal", ""), System.getenv());
    }

    /** Returns a terminal of {@code size} ({@code rows columns}, empty for a pipe) in an environment. */
    public static Terminal of(OutputStream out, String size, Map<String, String> environment) {
        PrintStream stream = new PrintStream(out, false, StandardCharsets.UTF_8);
        String[] numbers = size.trim().split("\\s+", -1);
        if (numbers.length != 2) {
            return new Terminal(stream, 0, PLAIN_COLUMNS, false, false);
        }
        boolean dumb = "dumb".equals(environment.get("TERM"));
        boolean colour = !dumb && environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(stream, dumb ? 0 : number(numbers[0]), number(numbers[1]), colour, unicode(environment));
    }

    /** Returns whether lines may be drawn over. */
    public boolean redraws() {
        return rows > 0;
    }

    /** Returns the height; 0 where nothing can be drawn over. */
    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    public String paint(Style style, String text) {
        return colour ? style.paint(text) : text;
    }

    /** Returns {@code symbol} where it can be shown, else {@code plain}. */
    public String symbol(String symbol, String plain) {
        return unicode ? symbol : plain;
    }

    /** Returns {@code text} without colour, cut to {@code width} where it is longer. */
    public String cut(String text, int width) {
        String line = text.replaceAll("\\s+", " ");
        String mark = symbol("…", "...");
        return line.length() <= width ? line : line.substring(0, Math.max(0, width - mark.length())) + mark;
    }

    /** Returns {@code text} in lines of at most {@code width}, broken between words where there are any; in a pipe as it is. */
    public List<String> wrapped(String text, int width) {
        Matcher painted = PAINTED.matcher(text);
        if (painted.matches()) {
            return wrapped(painted.group(2), width).stream()
                    .map(line -> painted.group(1) + line + painted.group(3))
                    .toList();
        }
        List<String> lines = new ArrayList<>();
        String rest = text.strip();
        while (redraws() && width(rest) > width) {
            int most = end(rest, Math.max(1, width));
            int space = rest.lastIndexOf(' ', most);
            int end = space > 0 ? space : most;
            lines.add(rest.substring(0, end).stripTrailing());
            rest = rest.substring(end).strip();
        }
        lines.add(rest);
        return lines;
    }

    /** Returns where the first {@code width} characters that are seen end. */
    private static int end(String text, int width) {
        int end = width;
        Matcher paint = PAINT.matcher(text);
        while (paint.find() && paint.start() < end) {
            end += paint.end() - paint.start();
        }
        return end;
    }

    /** Returns what needs a person, with a mark in front, in lines. */
    public List<String> marked(String problem) {
        String mark = symbol("▲", "!") + " ";
        String text =
                String.join("\n" + " ".repeat(mark.length()), wrapped(problem, Math.max(20, columns - mark.length())));
        return (mark + text).lines().map(line -> paint(Style.YELLOW, line)).toList();
    }

    /** Writes {@code text} after {@code indent} columns, wrapped to the width. */
    public void paragraph(int indent, String text) {
        wrapped(text, Math.max(20, columns - indent)).forEach(line -> line(" ".repeat(indent) + line));
    }

    public void line(String text) {
        out.print(text);
        out.print('\n');
        out.flush();
    }

    /** Writes without an end of line. */
    public void raw(String text) {
        out.print(text);
        out.flush();
    }

    /** Returns true if whoever read it is gone. */
    public boolean broken() {
        return out.checkError();
    }

    /** Returns a writer to the same place. */
    public PrintWriter writer() {
        return new PrintWriter(out, true, StandardCharsets.UTF_8);
    }

    static int width(String text) {
        return PAINT.matcher(text).replaceAll("").length();
    }

    private static boolean unicode(Map<String, String> environment) {
        UnaryOperator<String> get = name -> environment.getOrDefault(name, "");
        String locale = !get.apply("LC_ALL").isEmpty()
                ? get.apply("LC_ALL")
                : !get.apply("LC_CTYPE").isEmpty() ? get.apply("LC_CTYPE") : get.apply("LANG");
        return locale.toLowerCase(Locale.ROOT).replace("-", "").contains("utf8");
    }

    private static int number(String digits) {
        try {
            return Math.max(0, Integer.parseInt(digits));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}

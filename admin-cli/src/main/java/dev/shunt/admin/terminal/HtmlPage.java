package dev.shunt.admin.terminal;

import dev.shunt.metrics.Permissions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A report for a browser: one file that needs no other and no script, light or dark as the reader's system is. All texts are
 * escaped. Not thread-safe.
 */
public final class HtmlPage {
    private static final String STYLE = """
            :root{color-scheme:light dark;--fg:#1b1f24;--bg:#fff;--soft:#f3f5f7;--line:#d0d7de;--dim:#57606a;
            --red:#b3261e;--green:#1a7f37;--yellow:#7d5600;--cyan:#0a6375}
            @media(prefers-color-scheme:dark){:root{--fg:#e6e9ec;--bg:#14171a;--soft:#1f2429;--line:#3a4149;--dim:#9aa4ae;
            --red:#ff8a80;--green:#6fdd8b;--yellow:#e3b341;--cyan:#6ccbe0}}
            body{font:15px/1.5 system-ui,sans-serif;color:var(--fg);background:var(--bg);max-width:80rem;margin:2rem auto;
            padding:0 1rem}
            h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:2rem 0 .5rem}p{margin:.4rem 0}
            .scroll{overflow-x:auto}table{border-collapse:collapse}
            th,td{text-align:left;vertical-align:top;padding:.3rem 1.2rem .3rem 0;border-bottom:1px solid var(--line);
            overflow-wrap:break-word;max-width:36rem}
            th{color:var(--dim);font-weight:normal}.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
            pre{background:var(--soft);padding:.6rem .8rem;border-radius:6px;white-space:pre-wrap;overflow-wrap:anywhere;
            margin:.4rem 0}
            details{border:1px solid var(--line);border-radius:6px;padding:.5rem .8rem;margin:.5rem 0}
            summary{cursor:pointer;overflow-wrap:anywhere}
            .bold{font-weight:600}.dim{color:var(--dim)}.red{color:var(--red);font-weight:600}.green{color:var(--green)}
            .yellow{color:var(--yellow)}.cyan{color:var(--cyan)}
            """;

    private final StringBuilder page = new StringBuilder();

    /** A cell of a table. */
    public record Cell(Style style, String text) {
        /** Returns one that does not stand out. */
        public static Cell of(String text) {
            return new Cell(Style.PLAIN, text);
        }
    }

    public HtmlPage(String title) {
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n")
                .append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"/>\n")
                .append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';style-src"
                        + " 'unsafe-inline'\"/>\n");
        element("title", Style.PLAIN, title);
        page.append("<style>\n").append(STYLE).append("</style>\n</head>\n<body>\n");
        element("h1", Style.PLAIN, title);
    }

    public void heading(String text) {
        element("h2", Style.PLAIN, text);
    }

    public void paragraph(Style style, String text) {
        element("p", style, text);
    }

    /** Adds a text to be copied: a statement, a command. */
    public void code(String text) {
        element("pre", Style.PLAIN, text);
    }

    /** Adds a table; a header that ends in {@code >} aligns its column to the right, as in {@link Table}. */
    public void table(List<String> headers, List<List<Cell>> rows) {
        page.append("<div class=\"scroll\"><table>\n<tr>");
        headers.forEach(header -> cell("th", header, Cell.of(header.replaceFirst(">$", ""))));
        page.append("</tr>\n");
        for (List<Cell> row : rows) {
            page.append("<tr>");
            for (int i = 0; i < row.size(); i++) {
                cell("td", headers.get(i), row.get(i));
            }
            page.append("</tr>\n");
        }
        page.append("</table></div>\n");
    }

    /** Adds what is shown once {@code summary} is clicked at. */
    public void details(String summary, Runnable content) {
        page.append("<details>");
        element("summary", Style.PLAIN, summary);
        content.run();
        page.append("</details>\n");
    }

    /** Writes it, or ends the command saying why not. */
    public void write(Path file) {
        try {
            Permissions.create(file);
            Files.writeString(file, page + "</body>\n</html>\n");
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE, "the page cannot be written to " + file + ": " + e);
        }
    }

    private void cell(String name, String header, Cell cell) {
        String number = header.endsWith(">") ? "n " : "";
        open(name, number + kind(cell.style));
        page.append(escaped(cell.text)).append("</").append(name).append('>');
    }

    private void element(String name, Style style, String text) {
        open(name, kind(style));
        page.append(escaped(text)).append("</").append(name).append(">\n");
    }

    private void open(String name, String kind) {
        page.append('<').append(name);
        if (!kind.isBlank()) {
            page.append(" class=\"").append(kind.strip()).append('"');
        }
        page.append('>');
    }

    private static String kind(Style style) {
        return style == Style.PLAIN ? "" : style.name().toLowerCase(Locale.ROOT);
    }

    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default ->
                    escaped.appendCodePoint(
                            Character.isISOControl(c) && c != '\n' && c != '\t'
                                            || Character.getType(c) == Character.SURROGATE
                                    ? 0xFFFD
                                    : c);
            }
        });
        return escaped.toString();
    }
}

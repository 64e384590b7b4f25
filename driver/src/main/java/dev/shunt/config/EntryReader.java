package dev.shunt.config;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.commons.configuration2.PropertiesConfiguration.PropertiesReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads the entries of a file in the properties format, with their lines. Unlike the plain format, a comment may stand
 * behind a value, and a continuation that nothing follows is a problem: it is how a half-written file looks.
 */
final class EntryReader extends PropertiesReader {
    /** Where the comment behind a value begins. {@code \#} is a character of the value. */
    static final Pattern COMMENT = Pattern.compile("\\s+#(?=\\s|$)");

    /** The library's pattern recurses once per character. */
    private static final int LONGEST_LINE = 2_000;

    private final List<Problem> problems;
    private int first;
    private boolean commented;

    private EntryReader(String content, List<Problem> problems) {
        super(new StringReader(content.startsWith("\uFEFF") ? content.substring(1) : content));
        this.problems = problems;
    }

    /** Returns the entries in their order; what cannot be read is added to the problems instead. */
    static List<Entry> read(String content, List<Problem> problems) {
        List<Entry> entries = new ArrayList<>();
        try (EntryReader reader = new EntryReader(content, problems)) {
            while (reader.next(entries)) {
                reader.first = 0;
                reader.commented = false;
            }
            if (reader.first > 0) {
                problems.add(new Problem(reader.first, "ends with \\, but nothing follows"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return entries;
    }

    private boolean next(List<Entry> entries) throws IOException {
        String line = readProperty();
        if (line == null) {
            return false;
        }
        if (line.length() > LONGEST_LINE) {
            problems.add(new Problem(first, "is longer than " + LONGEST_LINE + " characters"));
            return true;
        }
        try {
            parseProperty(line);
            boolean separated = getPropertySeparator() != null;
            entries.add(new Entry(getPropertyName(), getPropertyValue(), commented, separated, first, getLineNumber()));
        } catch (RuntimeException e) {
            // without the cause: its message repeats a part of the value
            problems.add(new Problem(first, "has a broken \\u escape"));
        }
        return true;
    }

    @Override
    public @Nullable String readLine() throws IOException {
        String line = super.readLine();
        if (line != null && first == 0 && !isComment(line)) {
            first = getLineNumber();
        }
        // a crash can leave blocks of zeros behind
        if (line != null && line.chars().anyMatch(c -> c < ' ' && c != '\t' && c != '\f')) {
            problems.add(new Problem(getLineNumber(), "contains a control character"));
        }
        return line;
    }

    @Override
    protected String unescapePropertyValue(String value) {
        String[] parts = COMMENT.split(" " + value, 2);
        commented = parts.length > 1;
        return super.unescapePropertyValue(parts[0].strip());
    }

    private static boolean isComment(String line) {
        String text = line.trim();
        return text.isEmpty() || text.charAt(0) == '#' || text.charAt(0) == '!';
    }
}

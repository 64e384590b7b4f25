package dev.shunt.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Changes single keys of a file and leaves all else as it is: comments, order, spacing, line ends. */
public final class ConfigEditor {
    private static final Pattern LINE_START =
            Pattern.compile("[\\s\\uFEFF]*(?:\\\\.|[^\\s=:\\\\])+[ \\t\\f]*[=:]?[ \\t\\f]*");
    private static final Pattern LINE_END = Pattern.compile("[\\r\\n]+$");
    private static final String TABLE = "table.";

    /** With their ends; a line that is taken out becomes empty, so that places stay. */
    private final List<String> lines;

    private final List<Entry> entries;
    private final String end;

    private ConfigEditor(String content) {
        lines = new ArrayList<>(Arrays.asList(content.split("(?<=\\n)|(?<=\\r)(?!\\n)")));
        entries = EntryReader.read(content, new ArrayList<>());
        end = content.contains("\r\n") ? "\r\n" : "\n";
    }

    /**
     * Returns the content with the changes. A key that is there keeps its place, a new one comes behind its relatives.
     *
     * @param changes new values by key, in the order in which new keys are added; a null value takes the key out
     */
    public static String edit(String content, Map<String, @Nullable String> changes) {
        ConfigEditor editor = new ConfigEditor(content);
        changes.forEach(editor::change);
        return String.join("", editor.lines);
    }

    /**
     * Changes a file, atomically for its readers and durably. A symlink stays; what it leads to is replaced.
     *
     * @throws ConfigException where the result would not be a good file, which then stays untouched
     * @throws IOException where it cannot be written, which then stays untouched
     */
    public static void write(Path file, Map<String, @Nullable String> changes) throws ConfigException, IOException {
        String content;
        try {
            content = FileText.read(file);
        } catch (IOException e) {
            throw new ConfigException(file, String.valueOf(e.getMessage()));
        }
        String edited = edit(content, changes);
        Config.parseForOthers(file, edited);
        if (!edited.equals(content)) {
            AtomicFile.replace(file.toRealPath(), edited);
        }
    }

    private void change(String key, @Nullable String value) {
        List<Entry> present = entries.stream()
                .filter(entry -> entry.key().equalsIgnoreCase(key))
                .toList();
        present.forEach(entry -> replace(entry, value));
        if (present.isEmpty() && value != null) {
            add(key, value);
        }
    }

    private void replace(Entry entry, @Nullable String value) {
        String line = lines.get(entry.first() - 1);
        String start = start(line);
        String comment = entry.first() == entry.last() ? comment(line.substring(start.length())) : "";
        String lineEnd = end(lines.get(entry.last() - 1));
        for (int i = entry.first(); i <= entry.last(); i++) {
            lines.set(i - 1, "");
        }
        if (value != null) {
            String separated = entry.separated() ? start : start + " = ";
            lines.set(entry.first() - 1, separated + escaped(value) + comment + lineEnd);
        }
    }

    private void add(String key, String value) {
        Entry relative = null;
        for (Entry entry : entries) {
            if (relative == null || kinship(key, entry.key()) >= kinship(key, relative.key())) {
                relative = entry;
            }
        }
        int place = relative == null ? lines.size() - 1 : relative.last() - 1;
        int equals =
                relative == null ? -1 : start(lines.get(relative.first() - 1)).indexOf('=');
        String name = key.replaceAll("[\\\\\\s=:]", "\\\\$0");
        String padding = " ".repeat(Math.max(1, equals - name.length()));
        String before = lines.get(place);
        String ended = before.isEmpty() || !end(before).isEmpty() ? before : before + end;
        lines.set(place, ended + name + padding + "= " + escaped(value) + end);
    }

    private static int kinship(String key, String other) {
        if (key.startsWith(TABLE) != other.startsWith(TABLE)) {
            return 0;
        }
        String family = key.replaceFirst("^(table\\.[^.]*|[^.]*).*", "$1.");
        return (other + ".").startsWith(family) ? 2 : 1;
    }

    private static String start(String line) {
        Matcher matcher = LINE_START.matcher(line);
        return matcher.lookingAt() ? matcher.group() : "";
    }

    private static String end(String line) {
        Matcher matcher = LINE_END.matcher(line);
        return matcher.find() ? matcher.group() : "";
    }

    private static String comment(String rest) {
        String text = " " + LINE_END.matcher(rest).replaceFirst("");
        Matcher matcher = EntryReader.COMMENT.matcher(text);
        return matcher.find() ? text.substring(matcher.start()) : "";
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replaceAll("(?<=^|\\s)#", "\\\\#")
                .replace("\t", "\\t")
                .replace("\f", "\\f")
                .replaceAll("^ | $", "\\\\u0020");
    }
}

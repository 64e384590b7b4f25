package dev.shunt.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The reads of {@code compare/corpus.txt}, and the tables that they read; its form is said there. */
final class Corpus {
    private static final Pattern EACH = Pattern.compile("each (\\w+) (\\w+): (.*)");
    private static final Pattern PARAMETER = Pattern.compile("\\s*(?:([xdt]?)'((?:[^']|'')*)'|([^',\\s]+))\\s*,?");

    private static final Pattern CREATED = Pattern.compile("CREATE TABLE (\\w+)");

    private final List<Each> columns = new ArrayList<>();
    private final List<Question> questions = new ArrayList<>();

    /** Which databases a statement means the same on. */
    enum Where {
        /** Any two. */
        ALL,
        /** Two of one product, whichever. */
        SAME,
        MARIADB,
        H2
    }

    /** The columns of a table, each of which stands for {@code {column}}. */
    private record Each(Where where, String table, List<String> columns) {}

    private Corpus() {}

    static List<Question> questions() {
        Corpus corpus = new Corpus();
        String[] part = {};
        for (String line : resource("corpus.txt").split("\n")) {
            Matcher each = EACH.matcher(line);
            if (each.matches()) {
                corpus.columns.add(new Each(
                        where(each.group(1)),
                        each.group(2),
                        List.of(each.group(3).split(" "))));
            } else if (line.startsWith("== ")) {
                part = line.substring(3).split(" \\| ");
            } else if (!line.isBlank() && !line.startsWith("#")) {
                corpus.add(part, line);
            }
        }
        return corpus.questions;
    }

    /** The statements that make the tables, for a database of that product. */
    static List<String> tables(boolean h2) {
        return statements("common.sql", h2 ? "h2.sql" : "mariadb.sql");
    }

    /** The statements that make the tables of {@link Planted} anew. */
    static List<String> plantable(boolean h2) {
        return statements("planted-common.sql", h2 ? "planted-h2.sql" : "planted-mariadb.sql");
    }

    /** The statements that fill them anew. */
    static List<String> planting(boolean h2) {
        List<String> statements = new ArrayList<>();
        for (String sql : plantable(h2)) {
            Matcher table = CREATED.matcher(sql);
            if (table.lookingAt()) {
                statements.add("DELETE FROM " + table.group(1));
            } else if (!sql.startsWith("DROP")) {
                statements.add(sql);
            }
        }
        return statements;
    }

    private static List<String> statements(String... files) {
        List<String> statements = new ArrayList<>();
        for (String file : files) {
            statements.addAll(List.of(resource(file).split(";\\s*\n")));
        }
        return statements;
    }

    static Where where(String word) {
        return Where.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private void add(String[] part, String line) {
        if (!part[1].equals("each")) {
            questions.add(question(part, where(part[1]), line));
            return;
        }
        String[] template = line.split(" !! ");
        List<String> without = template.length > 1 ? List.of(template[1].split(" ")) : List.of();
        for (Each each : columns) {
            for (String column : each.columns()) {
                if (!without.contains(column)) {
                    String sql = template[0].replace("{table}", each.table()).replace("{column}", column);
                    questions.add(question(part, each.where(), sql));
                }
            }
        }
    }

    private static Question question(String[] part, Where where, String line) {
        Question question = Question.of(line);
        return new Question(part[0], where, question.sql(), question.parameters(), part.length > 2 ? part[2] : null);
    }

    /** The values that stand behind a statement. */
    static List<@Nullable Object> parameters(String text) {
        List<@Nullable Object> values = new ArrayList<>();
        Matcher parameter = PARAMETER.matcher(text);
        while (parameter.lookingAt()) {
            values.add(
                    parameter.group(3) == null
                            ? quoted(parameter.group(1), parameter.group(2).replace("''", "'"))
                            : bare(parameter.group(3)));
            parameter.region(parameter.end(), text.length());
        }
        return values;
    }

    private static Object quoted(String kind, String text) {
        return switch (kind) {
            case "x" -> HexFormat.of().parseHex(text);
            case "d" -> Date.valueOf(text);
            case "t" -> Timestamp.valueOf(text);
            default -> text;
        };
    }

    private static @Nullable Object bare(String word) {
        return switch (word) {
            case "NULL" -> null;
            case "TRUE", "FALSE" -> Boolean.valueOf(word);
            default -> word.contains(".") ? (Object) new BigDecimal(word) : (Object) Integer.valueOf(word);
        };
    }

    static String resource(String name) {
        try (InputStream file = Corpus.class.getResourceAsStream("compare/" + name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

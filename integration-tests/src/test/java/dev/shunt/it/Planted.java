package dev.shunt.it;

import dev.shunt.diff.DiffRecord;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A difference of {@code compare/planted.txt}, whose form is said there.
 *
 * @param planting the lines that say how
 * @param expected one line for each difference that is to be reported; else empty
 * @param end how the comparison ends, besides
 */
record Planted(
        String what, Corpus.Where where, List<String> planting, Question question, List<String> expected, String end) {
    private static final Set<String> OF_ROWS = Set.of("MISSING_ROW", "EXTRA_ROW", "CHOICE", "METADATA");

    static List<Planted> all() {
        List<Planted> all = new ArrayList<>();
        for (String text : Corpus.resource("planted.txt").split("(?m)^== ")) {
            if (!text.startsWith("#")) {
                all.add(of(text.strip().split("\n")));
            }
        }
        return all;
    }

    private static Planted of(String[] lines) {
        String[] title = lines[0].split(" \\| ");
        List<String> planting = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        Question question = null;
        String end = "";
        for (String line : List.of(lines).subList(1, lines.length)) {
            if (line.startsWith("ask: ")) {
                question = Question.of(line.substring("ask: ".length()));
            } else if (line.equals("incomparable")) {
                end = line;
            } else {
                (question == null ? planting : expected).add(line);
            }
        }
        String reported = end.isEmpty() ? expected.isEmpty() ? "equal" : "diffs" : end;
        return new Planted(title[0], Corpus.where(title[1]), planting, question, expected, reported);
    }

    /** Whether tables have another shape after it. */
    boolean reshapes() {
        return planting.stream().anyMatch(line -> line.matches(".*: (ALTER|CREATE|DROP) .*"));
    }

    void plant(Pair pair) throws SQLException {
        for (String line : planting) {
            int colon = line.indexOf(": ");
            List<String> statements = List.of(line.substring(colon + 2).split("; "));
            switch (line.substring(0, colon)) {
                case "source" -> pair.onSource(statements);
                case "target" -> pair.onTarget(statements);
                case "target on mariadb" -> pair.onTarget(pair.targetIsH2() ? List.of() : statements);
                case "target on h2" -> pair.onTarget(pair.targetIsH2() ? statements : List.of());
                case "both" -> pair.onBoth(statements);
                default -> throw new IllegalArgumentException(line);
            }
        }
    }

    /** Whether these are the differences that were to be reported. */
    boolean found(CompareBed.Judgement judgement) {
        List<String> lines = shown(judgement.diffs());
        boolean all = lines.size() == expected.size();
        for (int i = 0; i < lines.size() && all; i++) {
            all = matches(expected.get(i), lines.get(i));
        }
        return all && judgement.end().equals(end);
    }

    private static boolean matches(String expected, String line) {
        boolean anyCase = OF_ROWS.contains(line.substring(0, line.indexOf(' ')));
        String pattern = Pattern.quote(expected).replace("*", "\\E.*\\Q");
        return Pattern.compile(pattern, Pattern.DOTALL | (anyCase ? Pattern.CASE_INSENSITIVE : 0))
                .matcher(line)
                .matches();
    }

    /** The differences in the form of the file. */
    static List<String> shown(List<DiffRecord> diffs) {
        return diffs.stream()
                .map(diff -> diff.kind() + " " + dash(diff.key()) + " "
                        + dash(diff.column()).toLowerCase(Locale.ROOT) + ": " + quoted(diff.primaryValue()) + " | "
                        + quoted(diff.secondaryValue()))
                .toList();
    }

    private static String dash(@Nullable String text) {
        return text == null ? "-" : text;
    }

    private static String quoted(@Nullable String text) {
        return text == null ? "NULL" : "'" + text + "'";
    }

    @Override
    public String toString() {
        return what;
    }
}

package dev.shunt.sql;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Throws broken statements at the analyzer. */
class MutationTest {
    private static final int MUTATIONS = 20_000;
    private static final Pattern FIRST_WORD_WRITES = Pattern.compile(
            "[\\s(]*(insert|update|delete|replace|merge|truncate|call)\\b(?![$\\x80-\\uffff]|\\s*['.]).*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final List<String> PIECES = List.of(
            "'",
            "\"",
            "`",
            "(",
            ")",
            ",",
            ";",
            "--",
            "-- ",
            "#",
            "/*",
            "*/",
            "/*!",
            "?",
            "\\",
            "@",
            "@@",
            ":",
            "{",
            "}",
            "{fn ",
            "0x",
            "1e",
            ".",
            "=",
            " AND ",
            " OR ",
            " SELECT ",
            " FROM ",
            " WHERE ",
            " UPDATE ",
            " DELETE FROM t ",
            " LIMIT 1",
            " AS x ",
            "\0",
            "\n",
            "$$",
            "é",
            "\uD83D\uDE00",
            "x'",
            "b'1'",
            " RETURNING ",
            " ORDER BY ",
            ":k1",
            "'k1'");

    private final SqlAnalyzer analyzer = new SqlAnalyzer();

    @Test
    void neitherThrowsNorTakesAWriteForLess() {
        long seed = Long.getLong("shunt.seed", System.nanoTime());
        System.out.println("MutationTest shunt.seed=" + seed);
        Random random = new Random(seed);
        List<Corpus.Entry> corpus = Corpus.entries();
        for (int i = 0; i < MUTATIONS; i++) {
            String sql = corpus.get(random.nextInt(corpus.size())).sql();
            for (int times = random.nextInt(3); times >= 0; times--) {
                sql = mutate(sql, corpus.get(random.nextInt(corpus.size())).sql(), random);
            }
            check(sql, "seed " + seed + ": " + sql);
        }
    }

    private void check(String sql, String message) {
        Analysis analysis = assertDoesNotThrow(() -> analyzer.analyze(sql), message);
        if (analysis.write() instanceof Write.Opaque opaque) {
            assertNull(opaque.detail(), message);
        }
        assertEquals(analysis.verb() == Verb.WRITE, analysis.write() != null, message);
        assertEquals(analysis.verb() == Verb.SELECT, analysis.read() != null, message);
        if (FIRST_WORD_WRITES.matcher(sql).matches()) {
            assertNotNull(analysis.write(), message);
        }
    }

    private static String mutate(String sql, String other, Random random) {
        int at = random.nextInt(sql.length() + 1);
        int to = Math.min(sql.length(), at + random.nextInt(8));
        String piece = PIECES.get(random.nextInt(PIECES.size()));
        return switch (random.nextInt(6)) {
            case 0 -> sql.substring(0, at) + piece + sql.substring(at);
            case 1 -> sql.substring(0, at) + sql.substring(to);
            case 2 -> sql.substring(0, at) + piece + sql.substring(to);
            case 3 -> sql.substring(0, at);
            case 4 -> sql + piece + other;
            default -> sql.substring(0, at) + other.substring(random.nextInt(other.length() + 1));
        };
    }

    @Test
    void survivesDepthAndLength() {
        for (String sql : List.of(
                "DELETE FROM t WHERE " + "(".repeat(100_000) + "id = 1" + ")".repeat(100_000),
                "DELETE FROM t WHERE id = 1" + " AND id = 1".repeat(50_000),
                "DELETE FROM t WHERE id = 1" + " OR id = 1".repeat(50_000),
                "DELETE FROM t WHERE id = " + "- ".repeat(50_000) + "1",
                "DELETE FROM t WHERE " + "NOT ".repeat(50_000) + "id = 1",
                "DELETE FROM t WHERE id = " + "9".repeat(100_000),
                "DELETE FROM t WHERE id = 1" + " + 1".repeat(600_000),
                "INSERT INTO t VALUES (1, 'x')" + ", (1, 'x')".repeat(100_000))) {
            assertNotNull(analyzer.analyze(sql).write(), sql.substring(0, 50));
        }
    }
}

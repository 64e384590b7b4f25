package dev.shunt.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CorpusTest {
    private final SqlAnalyzer analyzer = new SqlAnalyzer();

    static List<Corpus.Entry> statements() {
        return Corpus.entries();
    }

    @ParameterizedTest
    @MethodSource("statements")
    void isUnderstoodAsWritten(Corpus.Entry entry) {
        assertEquals(entry.summary(), Summary.of(analyzer.analyze(entry.sql())));
    }

    @Test
    void isLarge() {
        assertTrue(Corpus.entries().size() >= 300);
    }

    @Test
    void aTextThatSaysNothingDoesNothing() {
        for (String nothing : List.of("", " ", "\n;\n", "/* */", "-- x", "#")) {
            assertEquals("OTHER", Summary.of(analyzer.analyze(nothing)), nothing);
        }
    }
}

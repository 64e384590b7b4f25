package dev.shunt.admin.preflight;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What no database has to be there for. */
class ChecksTest {
    private static final Path PAGE = Path.of(System.getProperty("basedir", ".")).resolve("../docs/preflight.md");

    @Test
    void thePageListsEveryCheckInTheOrderInWhichTheyAreMade() throws IOException {
        List<String> expected = new ArrayList<>(List.of(Checks.REACH));
        expected.addAll(Checks.ALL.keySet());
        List<String> listed = Pattern.compile("(?m)^\\| `([\\w-]+)` \\| (?:blocker|warning|note)[^|]* \\| [^|]+ \\|$")
                .matcher(Files.readString(PAGE))
                .results()
                .map(row -> row.group(1))
                .toList();
        assertEquals(expected, listed, "docs/preflight.md lists other checks");
    }

    @Test
    void namesThatOneServerCannotTellApartAreABlocker() {
        assertEquals(List.of(), NameCase.found("0", "0", List.of("Orders", "orders")));
        assertEquals(
                List.of(Severity.WARNING),
                NameCase.found("1", "0", List.of("orders")).stream()
                        .map(Finding::severity)
                        .toList());
        assertEquals(
                List.of(Severity.WARNING, Severity.BLOCKER),
                NameCase.found("0", "1", List.of("Orders", "item", "orders")).stream()
                        .map(Finding::severity)
                        .toList());
    }

    @Test
    void anExpressionIsTheSameInEveryProductsHand() {
        assertEquals(true, Expressions.same("(`a` > _utf8mb4\\'x\\')", "`a` > 'x'"));
        assertEquals(true, Expressions.same("CURRENT_TIMESTAMP", "current_timestamp()"));
        assertEquals(false, Expressions.same("default 'x'", "default 'y'"));
    }
}

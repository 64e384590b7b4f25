package dev.shunt.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Writes {@code docs/options.md} with {@code -Dshunt.docs.write=true}. */
class OptionsDocTest {
    private static final Path PAGE = Path.of(System.getProperty("basedir", ".")).resolve("../docs/options.md");
    private static final String INTRODUCTION = """
            # Options

            Made from the declarations in `Options.java`; `mvn -pl driver -Dtest=OptionsDocTest -Dshunt.docs.write=true test`
            writes this page anew.

            The file is in the properties format, in UTF-8. A comment has a line of its own or stands behind a value after
            ` # ` (but not behind a secret). `${env:NAME}`, `${sys:name}` and `${file:/path}` stand for what they name; `$${`
            stands for the two characters themselves.

            A change is applied within a second. One that is half-written, broken, empty or gone leaves the last good content
            in use, which is logged once. Best write another file and rename it over the old one, as `shunt set` does.

            Options without a yes under *reload* keep the value with which they came into use: `state.dir` from the start,
            `source.url` once it is set, the others once there is a `target.url`. Until a restart the rest of the file is
            applied without them. Only where `source.url`, `target.url` or `target.user` differ from what is in use, a change
            that raises a knob or changes `tables` is refused as a whole: it would act on the old databases.

            Those under *table* can be set for one table: `table.orders.gray.percent = 10`. Percentages go in steps of 0.01.

            | option | default | allowed | reload | table | meaning |
            | --- | --- | --- | --- | --- | --- |
            """;

    @Test
    void thePageSaysWhatTheCodeSays() throws IOException {
        StringBuilder page = new StringBuilder(INTRODUCTION);
        Options.ALL.forEach(option -> page.append(row(option)));
        if (Boolean.getBoolean("shunt.docs.write")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }
        assertEquals(page.toString(), Files.readString(PAGE), "docs/options.md is outdated: see its first lines");
    }

    private static String row(Option<?> option) {
        String defaultText = option.defaultText().isEmpty() ? "" : "`" + option.defaultText() + "`";
        return String.join(
                        " | ",
                        "| `" + option.name() + "`",
                        defaultText,
                        option.allowed().replace("*", "\\*"),
                        option.reloads() ? "yes" : "",
                        option.perTable() ? "yes" : "",
                        option.meaning())
                + " |\n";
    }

    @Test
    void everyDeclaredOptionIsListedOnce() throws IllegalAccessException {
        Set<Object> declared = new HashSet<>();
        for (var field : Options.class.getFields()) {
            if (field.getType() == Option.class) {
                declared.add(field.get(null));
            }
        }
        assertFalse(declared.isEmpty());
        assertEquals(declared, Set.copyOf(Options.ALL));
        assertEquals(
                declared.size(),
                Options.ALL.stream().map(Option::name).distinct().count());
    }
}

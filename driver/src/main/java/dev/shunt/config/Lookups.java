package dev.shunt.config;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.text.StringSubstitutor;
import org.jspecify.annotations.Nullable;

/**
 * Puts in what {@code ${env:NAME}}, {@code ${sys:name}} and {@code ${file:/path}} stand for; a dollar sign in front of
 * one keeps it as it is. There are no other look-ups, and what was looked up is not looked at again: the library's own
 * look-ups run scripts and open connections (CVE-2022-33980).
 */
final class Lookups {
    private final Path file;

    /** @param file the file that the text is from; relative paths begin at its directory */
    Lookups(Path file) {
        this.file = file;
    }

    /**
     * The text with everything looked up.
     *
     * @param wrong what is wrong with the text itself
     * @param missing what has no value here
     */
    record Resolved(String text, List<String> wrong, List<String> missing) {}

    Resolved resolve(String text) {
        Resolved resolved = new Resolved("", new ArrayList<>(), new ArrayList<>());
        if (text.lastIndexOf("${") > text.lastIndexOf('}')) {
            resolved.wrong.add("${ has no }; write $${ for the two characters themselves");
            return resolved;
        }
        String result = new StringSubstitutor(name -> lookUp(name, resolved))
                .setDisableSubstitutionInValues(true)
                .setValueDelimiterMatcher(null)
                .replace(text);
        return new Resolved(result, resolved.wrong, resolved.missing);
    }

    private String lookUp(String name, Resolved resolved) {
        String prefix = name.substring(0, name.indexOf(':') + 1);
        String rest = name.substring(prefix.length());
        return switch (prefix) {
            case "env:" -> orMissing(System.getenv(rest), "the environment variable " + rest + " is not set", resolved);
            case "sys:" -> orMissing(System.getProperty(rest), "the system property " + rest + " is not set", resolved);
            case "file:" -> content(rest, resolved);
            default -> {
                resolved.wrong.add("there is no look-up ${" + prefix + "…}; there are ${env:NAME}, ${sys:name} and"
                        + " ${file:/path}, and $${ for the two characters themselves");
                yield "";
            }
        };
    }

    private String content(String name, Resolved resolved) {
        try {
            String text = FileText.read(file.resolveSibling(name));
            return text.replaceFirst("\\r?\\n\\z", "");
        } catch (IOException e) {
            return orMissing(null, "the file " + name + " " + e.getMessage(), resolved);
        } catch (InvalidPathException e) {
            return orMissing(null, "the file " + name + " does not exist", resolved);
        }
    }

    private static String orMissing(@Nullable String value, String problem, Resolved resolved) {
        if (value == null) {
            resolved.missing.add(problem);
            return "";
        }
        return value;
    }
}

package dev.shunt.config;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * A file cannot be used. The message names the file and lists every problem with its line, key, value and fix; it
 * contains no value of a secret option.
 */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    ConfigException(Path file, List<Problem> problems) {
        super(file + ": " + joined(problems));
        this.problems = texts(problems);
    }

    ConfigException(Path file, String problem) {
        this(file, List.of(new Problem(0, problem)));
    }

    /** Returns the problems, in the order of their lines; at least one. */
    public List<String> problems() {
        return problems;
    }

    private static String joined(List<Problem> problems) {
        return String.join("; ", texts(problems));
    }

    private static List<String> texts(List<Problem> problems) {
        return problems.stream()
                .sorted(Comparator.comparingInt(Problem::line))
                .map(Problem::toString)
                .toList();
    }
}

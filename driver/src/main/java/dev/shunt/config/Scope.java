package dev.shunt.config;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The tables that move, by patterns of which the last that matches decides. */
final class Scope {
    /** Tables of Shunt's own, which each side has for itself. */
    private static final Set<String> OURS = Set.of(
            "shunt_control",
            "shunt_instance",
            "shunt_taint",
            "shunt_verified",
            "shunt_found",
            "shunt_outbox",
            "shunt_marker",
            "shunt_backfill",
            "shunt_pace");

    private record Rule(boolean in, Pattern name) {}

    private final List<Rule> rules;
    private final boolean everything;

    /** Where the first pattern leaves out, all other tables are in. */
    Scope(Collection<String> patterns) {
        rules = patterns.stream().map(Scope::rule).toList();
        everything = patterns.stream().allMatch("*"::equals);
    }

    boolean contains(String table) {
        if (table.regionMatches(true, 0, "shunt_", 0, 6) && OURS.contains(table.toLowerCase(Locale.ROOT))) {
            return false;
        }
        boolean in = everything || !rules.get(0).in;
        for (int i = 0; i < rules.size() && !everything; i++) {
            Rule rule = rules.get(i);
            if (rule.in != in && rule.name.matcher(table).matches()) {
                in = rule.in;
            }
        }
        return in;
    }

    private static Rule rule(String pattern) {
        boolean in = !pattern.startsWith("!");
        String glob = Arrays.stream(pattern.substring(in ? 0 : 1).split("\\*", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*"));
        return new Rule(in, Pattern.compile(glob, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL));
    }
}

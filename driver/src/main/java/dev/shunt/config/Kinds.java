package dev.shunt.config;

import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The kinds of values that options have. */
final class Kinds {
    private static final Pattern PERCENT = Pattern.compile("\\d{1,3}(\\.\\d{1,2})?");
    private static final Pattern TOLERANCE = Pattern.compile("\\d(\\.\\d{1,18})?([eE]-\\d{1,2})?");
    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,9})\\s*([A-Za-z]+)");
    private static final Pattern QUOTED = Pattern.compile("'[^']*'|\"[^\"]*\"|`[^`]*`");
    private static final Pattern UNFIT = Pattern.compile("(?i)['\"`;?#{}]|--|/\\*|\\b(select|table|values)\\b");
    private static final Pattern TABLES = Pattern.compile("!?[^\\s!.]+");
    private static final Map<String, Long> MILLIS = Map.of("ms", 1L, "s", 1_000L, "min", 60_000L, "h", 3_600_000L);
    private static final Map<String, Long> BYTES = Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);

    private Kinds() {}

    /** Anything, the empty text included. */
    static Kind<String> text() {
        return new Kind<>("any text", true, text -> text);
    }

    static Kind<String> word() {
        return new Kind<>("any text", false, text -> text);
    }

    static Kind<Boolean> flag() {
        String allowed = "true, false";
        return new Kind<>(allowed, false, text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw Kind.refused(allowed);
        });
    }

    /** As {@link #flag}, for what is switched. */
    static Kind<Boolean> onOff() {
        String allowed = "on, off";
        return new Kind<>(allowed, false, text -> switch (text) {
            case "on" -> true;
            case "off" -> false;
            default -> throw Kind.refused(allowed);
        });
    }

    static Kind<Integer> count(int least, int most) {
        String allowed = "a whole number from " + least + " to " + most;
        return new Kind<>(allowed, false, text -> {
            if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
                throw Kind.refused(allowed);
            }
            return Integer.parseInt(text);
        });
    }

    /** A share in hundredths of a percent. */
    static Kind<Integer> percent() {
        String allowed = "0 to 100 in steps of 0.01";
        return new Kind<>(allowed, false, text -> {
            if (!PERCENT.matcher(text).matches()) {
                throw Kind.refused(allowed);
            }
            int hundredths = new BigDecimal(text).movePointRight(2).intValueExact();
            if (hundredths > 10_000) {
                throw Kind.refused(allowed);
            }
            return hundredths;
        });
    }

    /** A share from 0 to 1; NaN for that of the type. */
    static Kind<Double> tolerance() {
        String allowed = "type, or a number from 0 to 1";
        return new Kind<>(allowed, false, text -> {
            if (text.equals("type")) {
                return Double.NaN;
            }
            if (!TOLERANCE.matcher(text).matches() || Double.parseDouble(text) > 1) {
                throw Kind.refused(allowed);
            }
            return Double.parseDouble(text);
        });
    }

    static Kind<Duration> duration(Duration least, Duration most) {
        String allowed = "a number with ms, s, min or h, from " + text(least) + " to " + text(most);
        return new Kind<>(allowed, false, text -> {
            Duration duration = Duration.ofMillis(amount(text, MILLIS, allowed));
            if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
                throw Kind.refused(allowed);
            }
            return duration;
        });
    }

    /** A number of bytes, at least one MiB. */
    static Kind<Long> size() {
        String allowed = "a number with KiB, MiB or GiB, 1 MiB or more";
        return new Kind<>(allowed, false, text -> {
            long bytes = amount(text, BYTES, allowed);
            if (bytes < 1 << 20) {
                throw Kind.refused(allowed);
            }
            return bytes;
        });
    }

    static <E extends Enum<E>> Kind<E> choice(Class<E> type) {
        return choice(type, Map.of());
    }

    /** One of the constants; those in {@code refused} are known, and refused with that reason. */
    static <E extends Enum<E>> Kind<E> choice(Class<E> type, Map<E, String> refused) {
        List<E> constants = List.of(type.getEnumConstants());
        String allowed = constants.stream()
                .filter(constant -> !refused.containsKey(constant))
                .map(Enum::toString)
                .collect(Collectors.joining(", "));
        return new Kind<>(allowed, false, text -> {
            E chosen = constants.stream()
                    .filter(constant -> constant.toString().equals(text))
                    .findFirst()
                    .orElseThrow(() -> Kind.refused(allowed));
            String reason = refused.get(chosen);
            if (reason != null) {
                throw new BadValue(reason);
            }
            return chosen;
        });
    }

    /** Texts between commas, in their order. */
    static Kind<Set<String>> texts() {
        return new Kind<>("texts separated by commas", true, Kinds::split);
    }

    /** Patterns of table names. */
    static Kind<Set<String>> tables() {
        String allowed = "names without a schema, separated by commas; * for any characters, ! in front to leave out";
        return new Kind<>(allowed, false, text -> {
            Set<String> patterns = split(text);
            if (patterns.isEmpty() || !patterns.stream().allMatch(TABLES.asMatchPredicate())) {
                throw Kind.refused(allowed);
            }
            return patterns;
        });
    }

    /** What can stand in parentheses behind WHERE, and means the same whatever else stands there. */
    static Kind<String> condition() {
        String allowed =
                "an SQL condition on columns of the table, such as shop_id = 7; without SELECT, ;, ?, comments and"
                        + " backslashes";
        return new Kind<>(allowed, false, text -> {
            String bare = QUOTED.matcher(text).replaceAll("x");
            if (text.indexOf('\\') >= 0 || UNFIT.matcher(bare).find() || !balanced(bare)) {
                throw Kind.refused(allowed);
            }
            return text;
        });
    }

    private static boolean balanced(String text) {
        int open = 0;
        for (int i = 0; i < text.length() && open >= 0; i++) {
            char c = text.charAt(i);
            open += c == '(' ? 1 : c == ')' ? -1 : 0;
        }
        return open == 0;
    }

    static Kind<Path> directory() {
        String allowed = "a directory";
        return new Kind<>(allowed, false, text -> {
            try {
                return Path.of(text);
            } catch (InvalidPathException e) {
                throw Kind.refused(allowed);
            }
        });
    }

    static String text(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String text(Duration duration) {
        long millis = duration.toMillis();
        for (String unit : List.of("h", "min", "s")) {
            long one = MILLIS.getOrDefault(unit, 1L);
            if (millis >= one && millis % one == 0) {
                return millis / one + " " + unit;
            }
        }
        return millis + " ms";
    }

    private static Set<String> split(String text) {
        Set<String> parts = new LinkedHashSet<>();
        Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .forEach(parts::add);
        return Collections.unmodifiableSet(parts);
    }

    private static long amount(String text, Map<String, Long> units, String allowed) throws BadValue {
        Matcher matcher = AMOUNT.matcher(text);
        if (!matcher.matches() || !units.containsKey(matcher.group(2))) {
            throw Kind.refused(allowed);
        }
        return Long.parseLong(matcher.group(1)) * units.getOrDefault(matcher.group(2), 1L);
    }
}

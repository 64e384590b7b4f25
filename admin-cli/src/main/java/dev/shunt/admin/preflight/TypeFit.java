package dev.shunt.admin.preflight;

import dev.shunt.schema.Dialect;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Whether a column of the target can hold every value of one of the source. Immutable.
 *
 * @param why what happens to which values; empty where the types are the same
 */
record TypeFit(Level level, String why) {
    enum Level {
        SAME,
        /** It holds all of them, and more. */
        WIDER,
        /** It holds the values, and they behave otherwise. */
        OTHER,
        LOSES
    }

    private enum Kind {
        INTEGER,
        DECIMAL,
        FLOAT,
        TEXT,
        BINARY,
        DATE,
        TIME,
        DATETIME,
        TIMESTAMP,
        BIT,
        MEMBERS,
        ELSE
    }

    private static final TypeFit SAME = new TypeFit(Level.SAME, "");
    private static final TypeFit MORE = new TypeFit(
            Level.WIDER, "the target holds more: after the cutover the source, as its mirror, may not hold all of it");

    private static final Map<String, Integer> INTEGER_BITS =
            Map.of("BOOLEAN", 1, "TINYINT", 8, "SMALLINT", 16, "MEDIUMINT", 24, "INT", 32, "INTEGER", 32, "BIGINT", 64);

    private static final Map<String, Kind> KINDS = Map.ofEntries(
            Map.entry("DECIMAL", Kind.DECIMAL),
            Map.entry("NUMERIC", Kind.DECIMAL),
            Map.entry("FLOAT", Kind.FLOAT),
            Map.entry("REAL", Kind.FLOAT),
            Map.entry("DOUBLE", Kind.FLOAT),
            Map.entry("DOUBLE PRECISION", Kind.FLOAT),
            Map.entry("CHAR", Kind.TEXT),
            Map.entry("CHARACTER", Kind.TEXT),
            Map.entry("VARCHAR", Kind.TEXT),
            Map.entry("CHARACTER VARYING", Kind.TEXT),
            Map.entry("TINYTEXT", Kind.TEXT),
            Map.entry("TEXT", Kind.TEXT),
            Map.entry("MEDIUMTEXT", Kind.TEXT),
            Map.entry("LONGTEXT", Kind.TEXT),
            Map.entry("CHARACTER LARGE OBJECT", Kind.TEXT),
            Map.entry("BINARY", Kind.BINARY),
            Map.entry("VARBINARY", Kind.BINARY),
            Map.entry("BINARY VARYING", Kind.BINARY),
            Map.entry("TINYBLOB", Kind.BINARY),
            Map.entry("BLOB", Kind.BINARY),
            Map.entry("MEDIUMBLOB", Kind.BINARY),
            Map.entry("LONGBLOB", Kind.BINARY),
            Map.entry("BINARY LARGE OBJECT", Kind.BINARY),
            Map.entry("DATE", Kind.DATE),
            Map.entry("TIME", Kind.TIME),
            Map.entry("DATETIME", Kind.DATETIME),
            Map.entry("TIMESTAMP", Kind.TIMESTAMP),
            Map.entry("BIT", Kind.BIT),
            Map.entry("ENUM", Kind.MEMBERS),
            Map.entry("SET", Kind.MEMBERS));

    private static final Set<String> FIXED_TEXT = Set.of("CHAR", "CHARACTER");

    private static final Map<String, Integer> CHARACTER_BYTES = Map.ofEntries(
            Map.entry("utf8mb4", 4),
            Map.entry("utf8mb3", 3),
            Map.entry("utf8", 3),
            Map.entry("utf16", 4),
            Map.entry("utf16le", 4),
            Map.entry("utf32", 4),
            Map.entry("gb18030", 4),
            Map.entry("ujis", 3),
            Map.entry("eucjpms", 3),
            Map.entry("ucs2", 2),
            Map.entry("gbk", 2),
            Map.entry("gb2312", 2),
            Map.entry("big5", 2),
            Map.entry("sjis", 2),
            Map.entry("cp932", 2),
            Map.entry("euckr", 2));

    static TypeFit of(ColumnFacts source, Dialect sourceDialect, ColumnFacts target, Dialect targetDialect) {
        Kind from = kind(source, sourceDialect);
        Kind to = kind(target, targetDialect);
        if (source.dataType().equals("JSON")
                && target.dataType().equals("LONGTEXT")
                && targetDialect == Dialect.MARIADB) {
            return new TypeFit(Level.WIDER, "MariaDB keeps JSON as text: its functions may make something else of it");
        }
        if (from == Kind.ELSE && source.dataType().equals(target.dataType())) {
            return source.type().equals(target.type()) ? SAME : loses("nothing tells that every value fits");
        }
        if (from != to) {
            return across(source, from, target, to);
        }
        return switch (from) {
            case INTEGER -> integers(source, target);
            case DECIMAL -> decimals(source, target);
            case FLOAT -> floats(source, target);
            case TEXT -> texts(source, target);
            case BINARY -> binaries(source, target);
            case TIME, DATETIME, TIMESTAMP ->
                longer(source.fraction(), target.fraction(), "digits of a second are cut or rounded");
            case BIT -> longer(source.precision(), target.precision(), "bits are lost");
            case MEMBERS -> members(source, target);
            case DATE -> SAME;
            case ELSE -> loses(source.dataType() + " and " + target.dataType() + " hold different values");
        };
    }

    /** The TIMESTAMP of H2 has no time zone. */
    private static Kind kind(ColumnFacts column, Dialect dialect) {
        if (INTEGER_BITS.containsKey(column.dataType())) {
            return Kind.INTEGER;
        }
        Kind kind = KINDS.getOrDefault(column.dataType(), Kind.ELSE);
        return dialect == Dialect.H2 && kind == Kind.TIMESTAMP ? Kind.DATETIME : kind;
    }

    private static TypeFit loses(String why) {
        return new TypeFit(Level.LOSES, why);
    }

    private static TypeFit other(String why) {
        return new TypeFit(Level.OTHER, why);
    }

    private static TypeFit longer(long source, long target, String lost) {
        return target < source ? loses(lost) : target > source ? MORE : SAME;
    }

    private static TypeFit across(ColumnFacts source, Kind from, ColumnFacts target, Kind to) {
        if (from == Kind.INTEGER && to == Kind.DECIMAL) {
            boolean fits =
                    digits(source) <= target.precision() - target.scale() && (unsigned(source) || !unsigned(target));
            return fits ? other("the same numbers, of another type") : loses("numbers may not fit");
        }
        if (from == Kind.DECIMAL && to == Kind.INTEGER) {
            boolean fits = source.scale() == 0
                    && source.precision() < digits(target)
                    && (unsigned(source) || !unsigned(target));
            return fits ? other("the same numbers, of another type") : loses("numbers may not fit, or are rounded");
        }
        if (from == Kind.MEMBERS && to == Kind.TEXT) {
            long longest = source.dataType().equals("SET")
                    ? String.join(",", source.members()).length()
                    : source.members().stream().mapToInt(String::length).max().orElse(0);
            return longest <= capacity(target)
                    ? other("a text sorts by its letters, and any text may be written")
                    : loses("members are too long");
        }
        if (from == Kind.DATE && to == Kind.DATETIME) {
            return other("it is read with a time of day");
        }
        if (from == Kind.TIMESTAMP && to == Kind.DATETIME) {
            return other(
                    "the target keeps the time as it is in UTC, without a zone: sessions in another zone read another time");
        }
        if (source.dataType().equals("JSON") && to == Kind.TEXT) {
            return other("it is kept as text");
        }
        if (target.dataType().equals("JSON")) {
            return loses("JSON is kept in a form of the database's own: texts change, or are refused");
        }
        return loses(source.dataType() + " and " + target.dataType() + " hold different values");
    }

    private static boolean unsigned(ColumnFacts column) {
        return column.dataType().equals("BOOLEAN")
                || column.type().toLowerCase(Locale.ROOT).contains("unsigned");
    }

    private static BigInteger greatest(ColumnFacts column) {
        int bits = INTEGER_BITS.getOrDefault(column.dataType(), Long.SIZE);
        return BigInteger.TWO.pow(unsigned(column) ? bits : bits - 1).subtract(BigInteger.ONE);
    }

    private static int digits(ColumnFacts integer) {
        return greatest(integer).toString().length();
    }

    private static TypeFit integers(ColumnFacts source, ColumnFacts target) {
        int compared = greatest(target).compareTo(greatest(source));
        if (compared < 0) {
            return loses("numbers above " + greatest(target) + " do not fit");
        }
        if (unsigned(target) && !unsigned(source)) {
            return loses("negative numbers do not fit");
        }
        return compared == 0 && unsigned(source) == unsigned(target) ? SAME : MORE;
    }

    private static TypeFit decimals(ColumnFacts source, ColumnFacts target) {
        if (target.scale() < source.scale()) {
            return loses("digits behind the point are cut or rounded");
        }
        if (unsigned(target) && !unsigned(source)) {
            return loses("negative numbers do not fit");
        }
        TypeFit before = longer(
                source.precision() - source.scale(),
                target.precision() - target.scale(),
                "numbers with more digits before the point do not fit");
        return before.level == Level.SAME && target.scale() > source.scale()
                ? other("it is read with more digits behind the point")
                : before;
    }

    private static TypeFit floats(ColumnFacts source, ColumnFacts target) {
        boolean from = source.dataType().startsWith("DOUBLE");
        boolean to = target.dataType().startsWith("DOUBLE");
        if (from && !to) {
            return loses("digits are lost");
        }
        if (unsigned(target) && !unsigned(source)) {
            return loses("negative numbers do not fit");
        }
        if (target.type().contains("(") && !target.type().equals(source.type())) {
            return loses("numbers are rounded to so many digits");
        }
        return from == to ? SAME : other("a number of less precision gets digits that it did not have");
    }

    private static long characterBytes(ColumnFacts column) {
        return CHARACTER_BYTES.getOrDefault(String.valueOf(column.charset()).toLowerCase(Locale.ROOT), 1);
    }

    private static boolean inBytes(ColumnFacts column) {
        return column.dataType().endsWith("TEXT");
    }

    /** How many characters it holds, whatever they are. */
    private static long capacity(ColumnFacts column) {
        return inBytes(column) ? column.length() / characterBytes(column) : column.length();
    }

    private static TypeFit texts(ColumnFacts source, ColumnFacts target) {
        boolean alike = inBytes(source)
                && inBytes(target)
                && String.valueOf(source.charset()).equals(String.valueOf(target.charset()));
        TypeFit fit = longer(source.length(), alike ? target.length() : capacity(target), "longer texts do not fit");
        if (fit.level == Level.LOSES) {
            return fit;
        }
        boolean from = FIXED_TEXT.contains(source.dataType());
        boolean to = FIXED_TEXT.contains(target.dataType());
        if (to && !from) {
            return loses("spaces at the end are lost");
        }
        return from && !to ? other("CHAR drops spaces at the end, the target keeps them") : fit;
    }

    private static TypeFit binaries(ColumnFacts source, ColumnFacts target) {
        TypeFit fit = longer(source.length(), target.length(), "longer values do not fit");
        boolean padded = target.dataType().equals("BINARY");
        boolean from = source.dataType().equals("BINARY");
        return padded && fit.level != Level.LOSES && (!from || fit.level == Level.WIDER)
                ? loses("values get zeros at their end")
                : fit;
    }

    private static TypeFit members(ColumnFacts source, ColumnFacts target) {
        List<String> from = source.members();
        List<String> to = target.members();
        if (!source.dataType().equals(target.dataType())) {
            return loses(source.dataType() + " and " + target.dataType() + " hold different values");
        }
        List<String> missing =
                from.stream().filter(member -> !to.contains(member)).toList();
        if (!missing.isEmpty()) {
            return loses("members are missing: " + String.join(", ", missing));
        }
        if (from.equals(to)) {
            return SAME;
        }
        return to.subList(0, from.size()).equals(from)
                ? MORE
                : other("the members have other numbers, by which they sort");
    }
}

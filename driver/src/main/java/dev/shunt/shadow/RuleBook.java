package dev.shunt.shadow;

import dev.shunt.compare.Rules;
import dev.shunt.config.Config;
import dev.shunt.config.Options;
import dev.shunt.diff.JsonText;
import dev.shunt.sql.TableName;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads the rules of a comparison from the options. */
public final class RuleBook {
    private RuleBook() {}

    /** Returns the rules for a query: those of its first table, without the columns that any of its tables ignores. */
    public static Rules of(Config config, List<TableName> tables) {
        Set<String> ignored = new HashSet<>();
        for (TableName table : tables) {
            config.get(Options.COMPARE_IGNORE, table.name())
                    .forEach(column -> ignored.add(column.toLowerCase(Locale.ROOT)));
        }
        String first = tables.isEmpty() ? "" : tables.get(0).name();
        return new Rules(
                JsonText::normal,
                config.get(Options.COMPARE_FLOAT_TOLERANCE, first),
                config.get(Options.COMPARE_TIMESTAMP_PRECISION, first),
                config.get(Options.COMPARE_TRAILING_SPACES, first),
                switch (config.get(Options.COMPARE_CASE, first)) {
                    case EXACT -> Rules.Letters.EXACT;
                    case COLLATION -> Rules.Letters.COLLATION;
                    case IGNORE -> Rules.Letters.IGNORE;
                },
                config.get(Options.COMPARE_NULL_EMPTY, first),
                Set.copyOf(ignored));
    }
}

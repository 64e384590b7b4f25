package dev.shunt.sql;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.shunt.sql.Write.Reason;
import java.util.List;

/**
 * Analyses statements and caches the answers by text, within a bound. Thread-safe; never throws. Whatever is not surely
 * understood comes back as what is safe: a read as one that is bound to its session, a write as opaque.
 */
public final class SqlAnalyzer {
    /** Longer texts carry their data with them and do not come back. */
    private static final int LONGEST_CACHED = 64 * 1024;

    private static final long MAXIMUM_CHARS = 8L * 1024 * 1024;
    /** What an answer takes besides its text, roughly. */
    private static final int OVERHEAD = 512;

    private final Cache<String, Analysis> cache;

    public SqlAnalyzer() {
        this(MAXIMUM_CHARS);
    }

    SqlAnalyzer(long maximumChars) {
        cache = Caffeine.newBuilder()
                .maximumWeight(maximumChars)
                .weigher((String sql, Analysis analysis) -> sql.length() + OVERHEAD)
                .executor(Runnable::run)
                .build();
    }

    /** Returns what is known of {@code sql}. */
    public Analysis analyze(String sql) {
        return sql.length() > LONGEST_CACHED ? fresh(sql) : cache.get(sql, SqlAnalyzer::fresh);
    }

    /** Returns the statements of a text; none where another database would cut it differently. */
    public static List<String> statements(String sql) {
        Tokens tokens = Scanner.scan(sql);
        return tokens.uncertain()
                ? List.of()
                : tokens.statements().stream()
                        .map(one -> one.text(0, one.size()))
                        .toList();
    }

    /** What the cached texts weigh, in characters. */
    long cachedChars() {
        cache.cleanUp();
        return cache.asMap().keySet().stream()
                .mapToLong(sql -> sql.length() + OVERHEAD)
                .sum();
    }

    private static Analysis fresh(String sql) {
        try {
            Tokens tokens = Scanner.scan(sql);
            Finding found = Texts.find(tokens);
            return new Analysis(
                    sql,
                    Fingerprint.of(tokens),
                    found.verb(),
                    found.commits(),
                    found.tables(),
                    found.write(),
                    found.read(),
                    tokens.key());
        } catch (RuntimeException | StackOverflowError surprise) {
            Write write = new Write.Opaque(List.of(), Reason.UNPARSED, surprise.toString());
            return new Analysis(sql, "?", Verb.WRITE, false, List.of(), write, null, null);
        }
    }
}

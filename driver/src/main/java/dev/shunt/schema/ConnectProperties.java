package dev.shunt.schema;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;

/** What Shunt asks of the databases' own drivers when it opens a connection, by the beginning of the URL. */
public final class ConnectProperties {
    private static final Map<String, Map<String, String>> SYNC = Map.of(
            "jdbc:mysql:",
            Map.ofEntries(
                    Map.entry("connectionTimeZone", "UTC"),
                    Map.entry("characterEncoding", "UTF-8"),
                    Map.entry("tinyInt1isBit", "false"),
                    Map.entry("yearIsDateType", "false"),
                    Map.entry("useAffectedRows", "false"),
                    Map.entry("useServerPrepStmts", "false"),
                    Map.entry("useCursorFetch", "false"),
                    Map.entry("rewriteBatchedStatements", "true"),
                    Map.entry("continueBatchOnError", "false"),
                    Map.entry("padCharsWithSpace", "false"),
                    Map.entry("blobsAreStrings", "false"),
                    Map.entry("autoReconnect", "false")),
            "jdbc:mariadb:",
            Map.of(
                    "tinyInt1isBit", "false",
                    "yearIsDateType", "false",
                    "useAffectedRows", "false",
                    "useServerPrepStmts", "false",
                    "autoReconnect", "false"));

    /** What makes a session of the application use another character set than UTF-8. */
    private static final Pattern OTHER_CHARSET = Pattern.compile(
            "characterencoding=(?!utf-?8)|charactersetresults=(?!utf-?8|null)|connectioncollation=(?!utf8mb4)"
                    + "|character_set_|collation_connection=(?!['\"]?utf8mb4)|set names");

    /** H2 has one bound, and none at all within the process. */
    private static final Set<String> H2_REMOTE = Set.of("jdbc:h2:tcp:", "jdbc:h2:ssl:");

    private ConnectProperties() {}

    /** Returns true if an application that connects so sends and reads every text as it is. */
    public static boolean anyText(String url, Properties own) {
        return !OTHER_CHARSET.matcher((url + own).toLowerCase(Locale.ROOT)).find();
    }

    /**
     * Returns {@code own} with what a session for row syncs needs, whatever the URL says.
     *
     * @param connect the longest time to open a connection
     * @param answer the longest silence of the server
     */
    public static Properties forSync(String url, Properties own, Duration connect, Duration answer) {
        Properties all = copy(own);
        SYNC.forEach((prefix, properties) -> {
            if (url.startsWith(prefix)) {
                all.putAll(properties);
                all.setProperty("connectTimeout", String.valueOf(connect.toMillis()));
                all.setProperty("socketTimeout", String.valueOf(answer.toMillis()));
            }
        });
        boundH2(all, url, answer);
        return all;
    }

    /** Returns {@code own}, as the application would connect, with those bounds where it has set none. */
    public static Properties forReads(String url, Properties own, Duration connect, Duration answer) {
        Properties all = copy(own);
        if (SYNC.keySet().stream().anyMatch(url::startsWith)) {
            bound(all, url, "connectTimeout", connect);
            bound(all, url, "socketTimeout", answer);
        }
        boundH2(all, url, answer);
        return all;
    }

    private static void boundH2(Properties all, String url, Duration answer) {
        if (H2_REMOTE.stream().anyMatch(url::startsWith)) {
            bound(all, url, "NETWORK_TIMEOUT", answer);
        }
    }

    private static void bound(Properties all, String url, String name, Duration bound) {
        if (all.stringPropertyNames().stream().noneMatch(name::equalsIgnoreCase)
                && !url.toLowerCase(Locale.ROOT).contains(name.toLowerCase(Locale.ROOT) + "=")) {
            all.setProperty(name, String.valueOf(bound.toMillis()));
        }
    }

    private static Properties copy(Properties own) {
        Properties all = new Properties();
        own.stringPropertyNames().forEach(name -> all.setProperty(name, own.getProperty(name)));
        return all;
    }
}

package dev.shunt.admin.preflight;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the URLs ask of the databases' own drivers: count flags, and what changes the values that are read. */
final class UrlProperties implements Check {
    /** In lower case; each changes what the application reads, or what its statements mean. */
    private static final List<String> COMPARED = List.of(
            "tinyint1isbit",
            "transformedbitisboolean",
            "zerodatetimebehavior",
            "yearisdatetype",
            "connectiontimezone",
            "servertimezone",
            "forceconnectiontimezonetosession",
            "preserveinstants",
            "sendfractionalseconds",
            "nodatetimestringsync",
            "jdbccomplianttruncation",
            "sessionvariables",
            "characterencoding",
            "connectioncollation",
            "padcharswithspace",
            "emptystringsconverttozero",
            "allowmultiqueries",
            "mode");

    private static final String AFFECTED = "useaffectedrows";

    @Override
    public void look(Pair pair, Findings findings) {
        Map<String, String> source = properties(pair.source().url);
        Map<String, String> target = properties(pair.target().url);
        if (source.getOrDefault(AFFECTED, "").equals("true")) {
            findings.add(Finding.warning(
                            "useAffectedRows",
                            "true",
                            target.getOrDefault(AFFECTED, ""),
                            "Counts of changed rows do not prove which rows a statement met, so an UPDATE by anything but the"
                                    + " primary key makes Shunt compare the whole table.")
                    .fix("Take useAffectedRows out of the application's URL, if it does not rely on such counts."));
        }
        if (source.getOrDefault("autoreconnect", "").equals("true")) {
            findings.add(Finding.warning(
                            "autoReconnect",
                            "true",
                            "",
                            "A session that changes unseen hides whether a lost commit has come: its tables are tainted.")
                    .fix("Take autoReconnect out of the application's URL."));
        }
        for (String name : COMPARED) {
            String here = source.getOrDefault(name, "");
            String there = target.getOrDefault(name, "");
            if (!here.equals(there) && sameDriver(pair)) {
                findings.add(Finding.warning(
                                name,
                                shown(here),
                                shown(there),
                                "Reads that the target answers come through a driver that is set otherwise.")
                        .fix("Give both URLs the same " + name + "."));
            }
        }
    }

    private static boolean sameDriver(Pair pair) {
        return driver(pair.source().url).equals(driver(pair.target().url));
    }

    private static String driver(String url) {
        return url.substring(0, url.indexOf(':', "jdbc:".length()) + 1);
    }

    private static String shown(String value) {
        return value.isEmpty() ? "not set" : value;
    }

    private static Map<String, String> properties(String url) {
        Map<String, String> properties = new HashMap<>();
        String[] parts = url.split(url.startsWith("jdbc:h2:") ? ";" : "[?&]", -1);
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals > 0) {
                properties.put(parts[i].substring(0, equals).toLowerCase(Locale.ROOT), parts[i].substring(equals + 1));
            }
        }
        return properties;
    }
}

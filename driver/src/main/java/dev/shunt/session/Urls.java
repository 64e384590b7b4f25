package dev.shunt.session;

import java.util.Locale;

/** What URLs must not say. */
final class Urls {
    private Urls() {}

    static boolean reconnects(String url, String property) {
        return property.equalsIgnoreCase("true") || url.toLowerCase(Locale.ROOT).contains("autoreconnect=true");
    }

    static boolean balanced(String url) {
        return url.toLowerCase(Locale.ROOT).contains(":loadbalance:");
    }
}

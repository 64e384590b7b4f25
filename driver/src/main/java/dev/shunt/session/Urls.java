package dev.shunt.session;

import java.util.Locale;
import java.util.regex.Pattern;

/** What URLs say and must not say. */
final class Urls {
    private static final Pattern PASSWORD = Pattern.compile("(?i)(password\\d?\\s*[=:]\\s*)[^&;,)\\s]*");
    private static final Pattern AUTHORITY = Pattern.compile("(//[^/@:\\s]*:)[^/@\\s]*@");

    private Urls() {}

    /** Returns {@code text} without the passwords in it. */
    static String masked(String text) {
        return AUTHORITY.matcher(PASSWORD.matcher(text).replaceAll("$1***")).replaceAll("$1***@");
    }

    static boolean reconnects(String url, String property) {
        return property.equalsIgnoreCase("true") || url.toLowerCase(Locale.ROOT).contains("autoreconnect=true");
    }

    static boolean balanced(String url) {
        return url.toLowerCase(Locale.ROOT).contains(":loadbalance:");
    }
}

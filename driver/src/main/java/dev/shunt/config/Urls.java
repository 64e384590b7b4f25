package dev.shunt.config;

import java.util.regex.Pattern;

/** What is asked of the JDBC URLs in the file, and how one is shown. */
final class Urls {
    private static final Pattern AUTO_RECONNECT =
            Pattern.compile("(?i)\\bautoReconnect(ForPools)?\\s*=\\s*(?!false\\b)");
    private static final Pattern PASSWORD_PARAMETER =
            Pattern.compile("(?i)(\\w*(?:password|passwd|passphrase|pwd|secret|token)\\w*\\s*=)[^&;]*");
    private static final Pattern USER_INFO = Pattern.compile("//([^:/@?;]*):.*@");

    private Urls() {}

    static Kind<String> source() {
        return new Kind<>("a JDBC URL", false, Urls::checked);
    }

    static Kind<String> target() {
        return new Kind<>("a JDBC URL without autoReconnect", false, url -> {
            if (AUTO_RECONNECT.matcher(url).find()) {
                throw new BadValue("take autoReconnect out of the URL:"
                        + " a session that changes unseen loses the locks that a row sync relies on");
            }
            return checked(url);
        });
    }

    private static String checked(String url) throws BadValue {
        if (url.startsWith("jdbc:shunt:")) {
            throw new BadValue("the database's own URL is needed here: write jdbc: instead of jdbc:shunt:");
        }
        if (!url.isEmpty() && !url.startsWith("jdbc:")) {
            throw new BadValue("a JDBC URL begins with jdbc:, for example jdbc:mysql://new-db:3306/shop");
        }
        return url;
    }

    /** Returns the text with what may be a password taken out; rather too much than too little. */
    static String masked(String url) {
        String masked = PASSWORD_PARAMETER.matcher(url).replaceAll("$1***");
        return USER_INFO.matcher(masked).replaceAll("//$1:***@");
    }
}

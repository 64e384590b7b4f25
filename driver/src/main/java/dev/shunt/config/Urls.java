package dev.shunt.config;

import java.util.regex.Pattern;

/** What is asked of the JDBC URLs in the file. */
final class Urls {
    private static final Pattern AUTO_RECONNECT =
            Pattern.compile("(?i)\\bautoReconnect(ForPools)?\\s*=\\s*(?!false\\b)");

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
        if (url.startsWith("jdbc:shunt:") || url.startsWith("jdbc:jdbc:")) {
            throw new BadValue("the database's own URL is needed here: write jdbc: instead of "
                    + url.replaceFirst("^((jdbc:|shunt:)+).*", "$1"));
        }
        if (!url.isEmpty() && !url.startsWith("jdbc:")) {
            throw new BadValue("a JDBC URL begins with jdbc:, for example jdbc:mysql://new-db:3306/shop");
        }
        return url;
    }
}
